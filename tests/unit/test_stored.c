/*
 * Comparisons against a stored baseline: the tests behind them against published examples and
 * against SciPy 1.10, and the decision on values whose answer is known.
 */
#include "unit/cmocka_all.h"

#include <math.h>
#include <string.h>

#include "base/rng.h"
#include "stats/discovery.h"
#include "stats/rank_sum.h"
#include "stats/stored.h"

#define COUNT_OF(array) (sizeof(array) / sizeof((array)[0]))

static void assert_close(double value, double expected)
{
    if (!(fabs(value - expected) <= 1e-9 * fabs(expected)))
        fail_msg("%.17g instead of %.17g", value, expected);
}

/* ---- the rank-sum test ---- */

/* Hollander and Wolfe, "Nonparametric Statistical Methods", 1973, p. 69: the permeability of the
 * human chorioamnion at term and earlier; the example of R's wilcox.test too, p = 0.1272.
 * scipy.stats.mannwhitneyu(term, earlier, alternative='greater', method='exact') */
static void rank_sum_agrees_with_a_published_example(void **state)
{
    (void)state;
    static const double term[] = {0.80, 0.83, 1.89, 1.04, 1.45, 1.38, 1.91, 1.64, 0.73, 1.46};
    static const double earlier[] = {1.15, 0.88, 0.90, 0.74, 1.21};
    assert_close(br_stats_rank_sum_higher(earlier, 5, term, 10), 0.1272061272061272);
}

static void rank_sum_agrees_with_scipy(void **state)
{
    (void)state;
    static const double a[] = {25.31, 25.02, 26.75, 24.98, 25.11};
    static const double b[] = {26.9, 26.4, 25.2, 27.8, 27.1};
    assert_close(br_stats_rank_sum_higher(a, 5, b, 5), 0.027777777777777776);
    assert_close(br_stats_rank_sum_higher(b, 5, a, 5), 0.984126984126984);
}

/* scipy.stats.permutation_test((to, from), the sum of scipy.stats.rankdata of both,
 * permutation_type='independent', alternative='greater', n_resamples=inf) */
static void rank_sum_is_exact_with_ties(void **state)
{
    (void)state;
    static const double from[] = {1, 2, 2, 3, 3};
    static const double to[] = {2, 3, 3, 4, 5, 5};
    assert_close(br_stats_rank_sum_higher(from, 5, to, 6), 0.049783549783549784);
}

/* scipy.stats.mannwhitneyu(to, from, alternative='greater', method='asymptotic') */
static void rank_sum_of_many_values_agrees_with_scipy(void **state)
{
    (void)state;
    double from[35], to[35];
    for (int i = 0; i < 35; i++) {
        from[i] = i * 37 % 101;
        to[i] = (i * 53 + 20) % 101 + 5;
    }
    assert_close(br_stats_rank_sum_higher(from, 35, to, 35), 0.12481718997357816);
}

static void rank_sum_knows_its_ends(void **state)
{
    (void)state;
    static const double low[] = {1, 2, 3, 4, 5}, high[] = {6, 7, 8, 9, 10};
    assert_close(br_stats_rank_sum_higher(low, 5, high, 5), 1.0 / 252);
    assert_close(br_stats_rank_sum_higher(high, 5, low, 5), 1);
    assert_close(br_stats_rank_sum_smallest(5, 5), 1.0 / 252);
    assert_close(br_stats_rank_sum_higher(low, 5, low, 0), 1);
    assert_close(br_stats_rank_sum_smallest(0, 4), 1);
}

/* ---- many tests ---- */

/* Benjamini and Hochberg 1995, section 3.2: 15 tests of treatments of myocardial infarction. At 5 %
 * the procedure calls the first four; Bonferroni's the first three. */
static void discoveries_agree_with_the_published_table(void **state)
{
    (void)state;
    static const double p[] = {0.0001, 0.0004, 0.0019, 0.0095, 0.0201, 0.0278, 0.0298, 0.0344,
                               0.0459, 0.3240, 0.4262, 0.5719, 0.6528, 0.7590, 1.0000};
    double adjusted[COUNT_OF(p)];
    assert_true(br_stats_benjamini_hochberg(p, COUNT_OF(p), adjusted));
    for (size_t i = 0; i < COUNT_OF(p); i++)
        assert_int_equal(adjusted[i] <= 0.05, i < 4);
    assert_close(adjusted[0], 0.0001 * 15);
    assert_close(adjusted[3], 0.0095 * 15 / 4);
    assert_close(adjusted[4], 0.0201 * 15 / 5);
    assert_close(adjusted[5], 0.0298 * 15 / 7);
    assert_close(adjusted[14], 1);
}

static void discoveries_are_found_in_any_order_and_in_place(void **state)
{
    (void)state;
    double p[] = {0.04, 0.01, 0.03, 0.02};
    assert_true(br_stats_benjamini_hochberg(p, 4, p));
    for (size_t i = 0; i < 4; i++)
        assert_close(p[i], 0.04);
    assert_true(br_stats_benjamini_hochberg(p, 0, p));
}

/* ---- the change ---- */

static void change_is_the_ratio_of_medians(void **state)
{
    (void)state;
    static const double from[] = {100, 101, 99, 100.5, 99.5};
    static const double to[] = {120, 121, 119, 120.5, 119.5};
    struct br_stored_change change;
    br_stored_change(from, 5, to, 5, &change);
    assert_close(change.log_ratio, log(1.2));
    assert_true(change.interval.low >= log(119.0 / 101) && change.interval.low < log(1.2));
    assert_true(change.interval.high <= log(121.0 / 99) && change.interval.high > log(1.2));
    assert_close(change.p_higher, 1.0 / 252);
    assert_close(change.p_lower, 1);
    assert_close(br_stored_p(&change), 1.0 / 252);
    /* numpy.subtract(*numpy.quantile(numpy.log(x), [0.75, 0.25])) / 1.349 of both, root of the mean
     * of squares */
    double left = log(100.5 / 99.5) / 1.349, right = log(120.5 / 119.5) / 1.349;
    assert_close(change.spread, sqrt((left * left + right * right) / 2));
}

static void few_processes_give_no_test(void **state)
{
    (void)state;
    static const double from[] = {100, 101, 99}, to[] = {120, 121};
    struct br_stored_change change;
    br_stored_change(from, 3, to, 2, &change);
    assert_close(change.log_ratio, log(1.205));
    assert_true(isnan(change.p_higher) && isnan(change.interval.low) && isnan(change.spread));
    br_stored_change(from, 0, to, 2, &change);
    assert_true(isnan(change.log_ratio));
    static const double zero[] = {0, 1, 2};
    br_stored_change(zero, 3, from, 3, &change);
    assert_true(isnan(change.log_ratio));
}

/* ---- the decision ---- */

/* Five values around `level`, 1 % apart at most. */
static void fill(double *values, double level)
{
    static const double around[] = {1, 0.995, 1.005, 0.998, 1.002};
    for (size_t i = 0; i < 5; i++)
        values[i] = level * around[i];
}

static void changes_beyond_the_limit_are_called_both_ways(void **state)
{
    (void)state;
    const struct br_stored_rule rule = br_stored_rule_default();
    double from[5], to[5];
    fill(from, 1000);
    static const struct {
        double level;
        enum br_stored_verdict verdict;
    } known[] = {{1000, BR_STORED_SAME},      {1040, BR_STORED_SAME},    {960, BR_STORED_SAME},
                 {1098, BR_STORED_AMBIGUOUS}, {1150, BR_STORED_HIGHER},  {850, BR_STORED_LOWER},
                 {2000, BR_STORED_HIGHER},    {905, BR_STORED_AMBIGUOUS}};
    for (size_t i = 0; i < COUNT_OF(known); i++) {
        fill(to, known[i].level);
        enum br_stored_verdict verdict = br_stats_stored_verdict(from, 5, to, 5, &rule);
        if (verdict != known[i].verdict)
            fail_msg("%g: %d", known[i].level, (int)verdict);
    }
}

static struct br_stored_decision decide(const double *from, size_t from_count, const double *to,
                                        size_t to_count, struct br_stored_rule rule)
{
    struct br_stored_change change;
    br_stored_change(from, from_count, to, to_count, &change);
    return br_stored_decide(&change, br_stored_p(&change), &rule);
}

static void reasons_say_what_was_missing(void **state)
{
    (void)state;
    struct br_stored_rule rule = br_stored_rule_default();
    double from[5], to[5];
    fill(from, 1000);
    fill(to, 1200);
    assert_int_equal(decide(from, 5, to, 5, rule).why, BR_STORED_BEYOND);
    assert_int_equal(decide(from, 1, to, 1, rule).why, BR_STORED_UNTESTED);
    assert_int_equal(decide(from, 1, from, 1, rule).why, BR_STORED_WITHIN_UNTESTED);
    assert_int_equal(decide(from, 0, to, 1, rule).why, BR_STORED_UNKNOWN);
    assert_int_equal(decide(from, 5, from, 5, rule).why, BR_STORED_WITHIN);
    /* Three against three cannot give less than 1/20. */
    rule.level = 0.04;
    assert_int_equal(decide(from, 3, to, 3, rule).why, BR_STORED_INSIGNIFICANT);
    rule = br_stored_rule_default();
    rule.noise = 0.25;
    assert_int_equal(decide(from, 5, to, 5, rule).why, BR_STORED_NOISE);
    rule.noise = 0.12;
    assert_int_equal(decide(from, 5, to, 5, rule).why, BR_STORED_BEYOND);
    rule = br_stored_rule_default();
    /* Unstable: 20 % more are told where spells reach 5 %, and not where they reach 10 %. */
    rule.unrest = 0.05;
    assert_int_equal(decide(from, 5, to, 5, rule).why, BR_STORED_BEYOND);
    rule.unrest = 0.10;
    assert_int_equal(decide(from, 5, to, 5, rule).why, BR_STORED_UNSTABLE);
    rule.unrest = 0.02;
    to[1] = to[3] = 1050;
    assert_int_equal(decide(from, 5, to, 5, rule).why, BR_STORED_UNSTABLE);
    static const double spread[] = {900, 1000, 1150, 1300, 800};
    assert_int_equal(decide(from, 5, spread, 5, rule).why, BR_STORED_WIDE);
}

static void no_limit_is_below_the_floor(void **state)
{
    (void)state;
    struct br_stored_rule rule = {.limit = 0.005, .floor = BR_STORED_TIME_FLOOR, .level = 0.05};
    double from[5], to[5];
    fill(from, 1000);
    fill(to, 1030);
    assert_int_equal(decide(from, 5, to, 5, rule).verdict, BR_STORED_SAME);
    assert_close(decide(from, 5, to, 5, rule).limit, 0.05);
    rule.floor = 0;
    assert_int_equal(decide(from, 5, to, 5, rule).verdict, BR_STORED_HIGHER);
}

/* Noise of 1 % on both sides, nothing changed: the default rule calls none of 400 comparisons. */
static void noise_raises_no_alarm(void **state)
{
    (void)state;
    const struct br_stored_rule rule = br_stored_rule_default();
    struct br_random random;
    br_random_init(&random, 11);
    for (int i = 0; i < 400; i++) {
        double sides[2][5];
        for (size_t j = 0; j < 10; j++)
            sides[j / 5][j % 5] = 1000 + (double)br_random_below(&random, 40);
        assert_int_equal(br_stats_stored_verdict(sides[0], 5, sides[1], 5, &rule), BR_STORED_SAME);
    }
}

/* ---- how many processes ---- */

/* Noether's formula by hand: N = (z_alpha + z_beta)^2 / (3 (p'' - 1/2)^2), here with a shift of one
 * standard deviation: p'' = Phi(1 / sqrt 2) = 0.76025, z(0.05) = 1.64485, z(0.1) = 1.28155, N =
 * 42.2, half of it a side. */
static void processes_wanted_follow_noether(void **state)
{
    (void)state;
    const struct br_stored_rule rule = br_stored_rule_default();
    struct br_stored_change change = {.log_ratio = log(1.2), .spread = log(1.2)};
    assert_int_equal(br_stored_processes_wanted(&change, &rule, 0.05), 22);
    /* So clear that the test's own smallest p decides: 1/C(2n, n) <= 0.05 / 20 needs 6. */
    change.spread = 0.001;
    assert_int_equal(br_stored_processes_wanted(&change, &rule, 0.05 / 20), 6);
}

/* 2 (pi / 2) (1.96 sigma / room)^2 with room = log 1.1 - log 1.05 and sigma = 0.05: 13.9. */
static void processes_wanted_narrow_the_interval(void **state)
{
    (void)state;
    const struct br_stored_rule rule = br_stored_rule_default();
    struct br_stored_change change = {.log_ratio = log(1.05), .spread = 0.05};
    assert_int_equal(br_stored_processes_wanted(&change, &rule, 0.05), 14);
    change.log_ratio = log(1.1) - 1e-6;
    assert_int_equal(br_stored_processes_wanted(&change, &rule, 0.05), 0);
    change.spread = NAN;
    assert_int_equal(br_stored_processes_wanted(&change, &rule, 0.05), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(rank_sum_agrees_with_a_published_example),
        cmocka_unit_test(rank_sum_agrees_with_scipy),
        cmocka_unit_test(rank_sum_is_exact_with_ties),
        cmocka_unit_test(rank_sum_of_many_values_agrees_with_scipy),
        cmocka_unit_test(rank_sum_knows_its_ends),
        cmocka_unit_test(discoveries_agree_with_the_published_table),
        cmocka_unit_test(discoveries_are_found_in_any_order_and_in_place),
        cmocka_unit_test(change_is_the_ratio_of_medians),
        cmocka_unit_test(few_processes_give_no_test),
        cmocka_unit_test(changes_beyond_the_limit_are_called_both_ways),
        cmocka_unit_test(reasons_say_what_was_missing),
        cmocka_unit_test(no_limit_is_below_the_floor),
        cmocka_unit_test(noise_raises_no_alarm),
        cmocka_unit_test(processes_wanted_follow_noether),
        cmocka_unit_test(processes_wanted_narrow_the_interval),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
