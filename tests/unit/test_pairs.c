/* The paired comparison: known answers, and what each verdict needs. */
#include "unit/cmocka_all.h"

#include <math.h>

#include "base/rng.h"
#include "stats/pairs.h"

/* Critical values of the signed-rank sum as tables print them (Wilcoxon and Wilcox, "Some Rapid
 * Approximate Statistical Procedures", 1964), for one-sided levels. */
static void bounds_are_those_of_the_tables(void **state)
{
    (void)state;
    assert_int_equal(br_pairs_score_bound(5, 5, 0.05), 0);
    assert_int_equal(br_pairs_score_bound(8, 8, 0.025), 3);
    assert_int_equal(br_pairs_score_bound(10, 10, 0.05), 10);
    assert_int_equal(br_pairs_score_bound(10, 10, 0.005), 3);
    assert_int_equal(br_pairs_score_bound(20, 20, 0.01), 43);
    assert_int_equal(br_pairs_score_bound(30, 30, 0.025), 137);
    assert_int_equal(br_pairs_score_bound(50, 50, 0.005), 373);
    assert_int_equal(br_pairs_score_bound(4, 4, 0.05), -1);
}

/* The share of all choices of signs that give a sum of at most that, by trying every one. */
static double share_at_most(size_t count, size_t highest, long most)
{
    size_t hits = 0;
    for (unsigned signs = 0; signs < 1U << count; signs++) {
        size_t sum = 0;
        for (size_t rank = 1; rank <= count; rank++)
            if ((signs >> (rank - 1) & 1) != 0)
                sum += rank < highest ? rank : highest;
        hits += (long)sum <= most ? 1 : 0;
    }
    return (double)hits / (double)(1U << count);
}

static void bounds_of_capped_scores_are_those_of_every_choice(void **state)
{
    (void)state;
    const double levels[] = {0.0005, 0.003, 0.01, 0.05, 0.2, 0.45};
    for (size_t count = 1; count <= 14; count++)
        for (size_t i = 0; i < sizeof levels / sizeof levels[0]; i++) {
            size_t highest = br_pairs_highest_score(count);
            long bound = br_pairs_score_bound(count, highest, levels[i]);
            assert_true(bound < 0 || share_at_most(count, highest, bound) <= levels[i]);
            assert_true(share_at_most(count, highest, bound + 1) > levels[i]);
        }
}

/* Levels of a look that is the only one. */
static struct br_pairs_levels whole(const struct br_pairs_rule *rule)
{
    return br_pairs_levels_at(rule, (struct br_pairs_levels){0}, 0);
}

/* As the first of twelve looks 15 pairs tell something, and 14 do not. */
static void the_first_look_can_tell(void **state)
{
    (void)state;
    const struct br_pairs_rule rule = br_pairs_rule_default();
    const struct br_pairs_levels levels =
        br_pairs_levels_at(&rule, (struct br_pairs_levels){0}, rule.looks_most - 1);
    assert_int_equal(br_pairs_at_look(0), 15);
    assert_int_equal(br_pairs_score_bound(14, br_pairs_highest_score(14), levels.alarm), -1);
    assert_int_equal(br_pairs_score_bound(15, br_pairs_highest_score(15), levels.alarm), 0);
    for (unsigned look = 0; look < rule.looks_most; look++)
        assert_true(br_pairs_at_look(look + 1) > br_pairs_at_look(look));
}

static void the_last_look_gets_half_and_the_others_divide_the_rest(void **state)
{
    (void)state;
    const struct br_pairs_rule rule = {.alarm_level = 0.008, .same_level = 0.08};
    struct br_pairs_levels spent = {0};
    assert_float_equal(whole(&rule).alarm, 0.008, 1e-15);
    assert_float_equal(whole(&rule).same, 0.08, 1e-15);
    assert_float_equal(br_pairs_levels_at(&rule, spent, 4).alarm, 0.001, 1e-15);
    spent = (struct br_pairs_levels){.alarm = 0.001, .same = 0.01};
    assert_float_equal(br_pairs_levels_at(&rule, spent, 3).alarm, 0.001, 1e-15);
    assert_float_equal(br_pairs_levels_at(&rule, spent, 3).same, 0.01, 1e-15);
    assert_float_equal(br_pairs_levels_at(&rule, spent, 0).alarm, 0.007, 1e-15);
}

/* However wrong it is how many are expected: each look gets something, all together the level. */
static void what_is_expected_never_spends_more_than_there_is(void **state)
{
    (void)state;
    const struct br_pairs_rule rule = br_pairs_rule_default();
    for (unsigned expected = 1; expected < rule.looks_most; expected++) {
        struct br_pairs_levels spent = {0};
        for (unsigned look = 1; look <= rule.looks_most; look++) {
            unsigned to_come = look == rule.looks_most ? 0 : expected;
            const struct br_pairs_levels levels = br_pairs_levels_at(&rule, spent, to_come);
            assert_true(levels.alarm > 0 && levels.same > 0);
            assert_true(to_come > 0 || levels.alarm >= rule.alarm_level / 2);
            spent.alarm += levels.alarm;
            spent.same += levels.same;
        }
        assert_float_equal(spent.alarm, rule.alarm_level, 1e-15);
        assert_float_equal(spent.same, rule.same_level, 1e-15);
    }
}

/* `count` values evenly spread over centre +- half. */
static void spread(double *values, size_t count, double centre, double half)
{
    for (size_t i = 0; i < count; i++)
        values[(i * 7) % count] = centre + half * (2 * (double)i / (double)(count - 1) - 1);
}

/* The averages of two of 1, 2, 4 are 1, 1.5, 2, 2.5, 3, 4; the farthest two score 2 each. Below
 * centres beyond these averages the scores are 1, 2 (the 1 is the second nearest), 3 (with the 2),
 * 3, 4 (the 4 is the nearest) and 5. */
static void estimate_and_bounds_are_of_the_averages(void **state)
{
    (void)state;
    const double values[] = {4, 1, 2};
    const struct br_pairs_levels levels = {.alarm = 0.26, .same = 0.13};
    struct br_pairs_look look;
    br_pairs_look(values, 3, 0.5, levels, &look);
    assert_float_equal(look.estimate, 2, 1e-12);
    assert_float_equal(look.alarm.low, 1.5, 1e-12); /* P(W <= 1) = 1/4 */
    assert_float_equal(look.alarm.high, 3, 1e-12);
    assert_float_equal(look.inner.low, 1, 1e-12); /* P(W = 0) = 1/8 */
    assert_float_equal(look.inner.high, 4, 1e-12);
    assert_int_equal(look.verdict, BR_PAIRS_SLOWER);
}

/* The sum of scores of values on one side of a centre that is no average of two. */
static size_t score_beside(const double *values, size_t count, double centre, double sign)
{
    size_t sum = 0;
    for (size_t i = 0; i < count; i++) {
        size_t rank = 1;
        for (size_t j = 0; j < count; j++)
            rank += fabs(values[j] - centre) < fabs(values[i] - centre) ? 1 : 0;
        if (sign * (values[i] - centre) > 0)
            sum += rank < br_pairs_highest_score(count) ? rank : br_pairs_highest_score(count);
    }
    return sum;
}

/* Inside the interval the test rejects no centre, outside it every one: by the definition. */
static void the_interval_is_what_the_test_does_not_reject(void **state)
{
    (void)state;
    struct br_random random;
    br_random_init(&random, 3);
    for (size_t count = 6; count <= 40; count += 2) {
        double values[40];
        struct br_pairs_look look;
        const struct br_pairs_levels levels = {.alarm = 0.02, .same = 0.2};
        const double tiny = 1e-9;
        for (size_t i = 0; i < count; i++)
            values[i] = 1 / ((double)br_random_below(&random, 1000000) / 1e6 - 0.50000037);
        br_pairs_look(values, count, 0.5, levels, &look);
        size_t bound = (size_t)br_pairs_score_bound(count, br_pairs_highest_score(count), 0.02);
        assert_true(score_beside(values, count, look.alarm.low - tiny, -1) <= bound);
        assert_true(score_beside(values, count, look.alarm.low + tiny, -1) > bound);
        assert_true(score_beside(values, count, look.alarm.high + tiny, 1) <= bound);
        assert_true(score_beside(values, count, look.alarm.high - tiny, 1) > bound);
        assert_true(look.alarm.low <= look.inner.low && look.inner.low <= look.estimate);
        assert_true(look.estimate <= look.inner.high && look.inner.high <= look.alarm.high);
    }
}

/* Twenty-six pairs that agree, and four that a neighbour threw off to the other side: with their
 * full ranks the four would have hidden the difference. */
static void some_far_off_do_not_outweigh_many_that_agree(void **state)
{
    (void)state;
    double values[30];
    struct br_pairs_look look;
    const struct br_pairs_levels levels = {.alarm = 0.0005, .same = 0.025};
    spread(values, 30, 0.02, 0.01);
    for (size_t i = 0; i < 4; i++)
        values[7 * i] = -0.1 - 0.01 * (double)i;
    br_pairs_look(values, 30, log(1.005), levels, &look);
    assert_int_equal(look.verdict, BR_PAIRS_SLOWER);
    assert_true(score_beside(values, 30, 0, -1) < 27 + 28 + 29 + 30);
    assert_true(br_pairs_score_bound(30, 30, levels.alarm) < 27 + 28 + 29 + 30);
}

/* As one of twelve looks. */
static void look_at(const double *values, size_t count, struct br_pairs_look *look)
{
    const struct br_pairs_rule rule = br_pairs_rule_default();
    br_pairs_look(values, count, rule.effect,
                  br_pairs_levels_at(&rule, (struct br_pairs_levels){0}, rule.looks_most - 1),
                  look);
}

static enum br_pairs_verdict verdict_of(size_t count, double centre, double half)
{
    double values[64];
    struct br_pairs_look look;
    spread(values, count, centre, half);
    look_at(values, count, &look);
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
    look_at(NULL, 0, &look);
    assert_int_equal(look.verdict, BR_PAIRS_UNDECIDED);
    assert_true(isnan(look.estimate));
}

static size_t wanted(size_t count, double centre, double half)
{
    double values[64];
    struct br_pairs_look look;
    spread(values, count, centre, half);
    look_at(values, count, &look);
    return br_pairs_wanted(&look, br_pairs_rule_default().effect);
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
        cmocka_unit_test(bounds_of_capped_scores_are_those_of_every_choice),
        cmocka_unit_test(the_first_look_can_tell),
        cmocka_unit_test(the_last_look_gets_half_and_the_others_divide_the_rest),
        cmocka_unit_test(what_is_expected_never_spends_more_than_there_is),
        cmocka_unit_test(estimate_and_bounds_are_of_the_averages),
        cmocka_unit_test(the_interval_is_what_the_test_does_not_reject),
        cmocka_unit_test(some_far_off_do_not_outweigh_many_that_agree),
        cmocka_unit_test(each_verdict_has_its_case),
        cmocka_unit_test(no_pairs_are_undecided),
        cmocka_unit_test(more_spread_wants_more_pairs),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
