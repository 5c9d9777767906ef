/* The paired comparison: known answers, and what each verdict needs. */
#include "unit/cmocka_all.h"

#include <math.h>

#include "stats/pairs.h"

/* Critical values of the signed-rank sum as tables print them (Wilcoxon and Wilcox, "Some Rapid
 * Approximate Statistical Procedures", 1964), for one-sided levels. */
static void bounds_are_those_of_the_tables(void **state)
{
    (void)state;
    assert_int_equal(br_pairs_signed_rank_bound(5, 0.05), 0);
    assert_int_equal(br_pairs_signed_rank_bound(8, 0.025), 3);
    assert_int_equal(br_pairs_signed_rank_bound(10, 0.05), 10);
    assert_int_equal(br_pairs_signed_rank_bound(10, 0.005), 3);
    assert_int_equal(br_pairs_signed_rank_bound(20, 0.01), 43);
    assert_int_equal(br_pairs_signed_rank_bound(30, 0.025), 137);
    assert_int_equal(br_pairs_signed_rank_bound(50, 0.005), 373);
    assert_int_equal(br_pairs_signed_rank_bound(4, 0.05), -1);
}

/* At a twelfth of 0.002, 14 pairs tell something though the smallest disagrees, and 13 do not. */
static void the_first_look_can_tell(void **state)
{
    (void)state;
    const struct br_pairs_rule rule = br_pairs_rule_default();
    const double level = rule.alarm_level / rule.looks_most;
    assert_int_equal(br_pairs_at_look(0), 14);
    assert_int_equal(br_pairs_signed_rank_bound(13, level), 0);
    assert_int_equal(br_pairs_signed_rank_bound(14, level), 1);
    for (unsigned look = 0; look < rule.looks_most; look++)
        assert_true(br_pairs_at_look(look + 1) > br_pairs_at_look(look));
}

/* The Walsh averages of 1, 2, 4 are 1, 1.5, 2, 2.5, 3, 4: median 2.25, bounds by rank. */
static void estimate_and_bounds_are_of_the_averages(void **state)
{
    (void)state;
    const double values[] = {4, 1, 2};
    struct br_pairs_rule rule = {
        .effect = 0.5, .alarm_level = 0.26, .same_level = 0.13, .looks_most = 1};
    struct br_pairs_look look;
    br_pairs_look(values, 3, &rule, &look);
    assert_float_equal(look.estimate, 2.25, 1e-12);
    assert_float_equal(look.alarm.low, 1.5, 1e-12); /* P(W <= 1) = 1/4 */
    assert_float_equal(look.alarm.high, 3, 1e-12);
    assert_float_equal(look.inner.low, 1, 1e-12); /* P(W = 0) = 1/8 */
    assert_float_equal(look.inner.high, 4, 1e-12);
    assert_int_equal(look.verdict, BR_PAIRS_SLOWER);
}

/* `count` values evenly spread over centre +- half. */
static void spread(double *values, size_t count, double centre, double half)
{
    for (size_t i = 0; i < count; i++)
        values[(i * 7) % count] = centre + half * (2 * (double)i / (double)(count - 1) - 1);
}

static enum br_pairs_verdict verdict_of(size_t count, double centre, double half)
{
    double values[64];
    struct br_pairs_look look;
    const struct br_pairs_rule rule = br_pairs_rule_default();
    spread(values, count, centre, half);
    br_pairs_look(values, count, &rule, &look);
    return look.verdict;
}

static void each_verdict_has_its_case(void **state)
{
    (void)state;
    assert_int_equal(verdict_of(24, 0.02, 0.01), BR_PAIRS_SLOWER);
    assert_int_equal(verdict_of(24, -0.02, 0.01), BR_PAIRS_FASTER);
    assert_int_equal(verdict_of(24, 0.0005, 0.002), BR_PAIRS_SAME);
    assert_int_equal(verdict_of(24, 0.0049, 0.002), BR_PAIRS_UNDECIDED); /* the limit itself */
    assert_int_equal(verdict_of(24, 0.02, 0.2), BR_PAIRS_UNDECIDED);     /* too wide */
    assert_int_equal(verdict_of(12, 0.5, 0.01), BR_PAIRS_UNDECIDED);     /* too few */
    assert_int_equal(verdict_of(24, 0.003, 0.001), BR_PAIRS_SAME);       /* certain, but small */
}

static void no_pairs_are_undecided(void **state)
{
    (void)state;
    struct br_pairs_look look;
    const struct br_pairs_rule rule = br_pairs_rule_default();
    br_pairs_look(NULL, 0, &rule, &look);
    assert_int_equal(look.verdict, BR_PAIRS_UNDECIDED);
    assert_true(isnan(look.estimate));
}

static size_t wanted(size_t count, double centre, double half)
{
    double values[64];
    struct br_pairs_look look;
    const struct br_pairs_rule rule = br_pairs_rule_default();
    spread(values, count, centre, half);
    br_pairs_look(values, count, &rule, &look);
    return br_pairs_wanted(&look, &rule);
}

static void more_spread_wants_more_pairs(void **state)
{
    (void)state;
    assert_true(wanted(24, 0.02, 0.1) > 24);
    assert_true(wanted(24, 0.02, 0.2) > wanted(24, 0.02, 0.1));
    assert_true(wanted(24, 0.001, 0.02) > 24);
    assert_int_equal(wanted(10, 0.5, 0.1), br_pairs_at_look(0));
    assert_int_equal(wanted(24, log(1.005), 0.001), 0); /* the limit itself */
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(bounds_are_those_of_the_tables),
        cmocka_unit_test(the_first_look_can_tell),
        cmocka_unit_test(estimate_and_bounds_are_of_the_averages),
        cmocka_unit_test(each_verdict_has_its_case),
        cmocka_unit_test(no_pairs_are_undecided),
        cmocka_unit_test(more_spread_wants_more_pairs),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
