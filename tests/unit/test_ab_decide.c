/* What ab decides on pairs as a machine may give them: made ones, so that no verdict hangs on the
 * machine the test runs on. */
#include "unit/cmocka_all.h"

#include <math.h>
#include <stdlib.h>

#include "base/rng.h"
#include "engine/ab.h"
#include "engine/ab_decide.h"

enum { PAIRS = 200, PAIR_MS = 250 };

/* Log-ratios of a restless machine: bell-shaped with a standard deviation of 1 %, one in twenty
 * thrown off by up to 30 % to either side. */
static double noise(struct br_random *random)
{
    double sum = 0;
    for (int i = 0; i < 12; i++)
        sum += (double)br_random_below(random, 1000000) / 1e6;
    double value = 0.01 * (sum - 6);
    if (br_random_below(random, 20) == 0)
        value += 0.6 * ((double)br_random_below(random, 1000000) / 1e6 - 0.5);
    return value;
}

static void fill(struct br_trial_pair *pairs, size_t count, double percent,
                 struct br_random *random)
{
    for (size_t i = 0; i < count; i++)
        pairs[i] = (struct br_trial_pair){.log_ratio = noise(random) + log1p(percent / 100),
                                          .ended_ns = PAIR_MS * UINT64_C(1000000)};
}

struct decided {
    size_t used;
    uint32_t verdict;
    uint64_t used_ns;
    char *reason;
};

static struct decided decide(const struct br_trial_pair *pairs, size_t count, uint64_t budget_s)
{
    const struct br_pairs_rule rule = br_pairs_rule_default();
    const struct br_trial trial = {.config = {.time_budget_ns = budget_s * UINT64_C(1000000000)},
                                   .effect_percent = 0.5};
    struct br_trial_cell cell = {0};
    struct decided decided = {.used = br_ab_replay(&trial, &rule, pairs, count, &cell)};
    decided.verdict = cell.verdict;
    decided.used_ns = cell.used_ns;
    decided.reason = cell.reason;
    cell.reason = NULL;
    br_shape_release(&br_trial_cell_shape, &cell);
    return decided;
}

static uint32_t verdict_of(double percent, uint64_t seed)
{
    struct br_trial_pair pairs[PAIRS];
    struct br_random random;
    br_random_init(&random, seed);
    fill(pairs, PAIRS, percent, &random);
    struct decided decided = decide(pairs, PAIRS, 30);
    assert_true(decided.used > 0);
    free(decided.reason);
    return decided.verdict;
}

static void the_same_code_is_never_called_changed(void **state)
{
    (void)state;
    size_t same = 0;
    for (uint64_t seed = 1; seed <= 200; seed++) {
        uint32_t verdict = verdict_of(0, seed);
        assert_true(verdict == BR_TRIAL_SAME || verdict == BR_TRIAL_AMBIGUOUS);
        same += verdict == BR_TRIAL_SAME ? 1 : 0;
    }
    assert_true(same >= 190);
}

static void slowdowns_turn_the_verdict(void **state)
{
    (void)state;
    const double slowdowns[] = {2, 5, 10};
    for (size_t i = 0; i < sizeof slowdowns / sizeof slowdowns[0]; i++)
        for (uint64_t seed = 1; seed <= 50; seed++)
            assert_int_equal(verdict_of(slowdowns[i], seed), BR_TRIAL_SLOWER);
}

static void speedups_turn_it_the_other_way(void **state)
{
    (void)state;
    for (uint64_t seed = 1; seed <= 50; seed++)
        assert_int_equal(verdict_of(-2, seed), BR_TRIAL_FASTER);
}

/* A difference at the effect limit itself is neither. */
static void at_the_limit_time_runs_out_and_the_reason_says_so(void **state)
{
    (void)state;
    struct br_trial_pair pairs[PAIRS];
    struct br_random random;
    br_random_init(&random, 1);
    fill(pairs, PAIRS, 0.5, &random);
    struct decided decided = decide(pairs, PAIRS, 10);
    assert_int_equal(decided.verdict, BR_TRIAL_AMBIGUOUS);
    assert_non_null(strstr(decided.reason, "not within the effect limit of 0.5 %"));
    assert_true(decided.used_ns <= UINT64_C(10000000000));
    free(decided.reason);
}

/* The same code, of which the time allows a few pairs too few: one more is a pair, not pairs. */
static void the_reason_says_how_many_more_pairs(void **state)
{
    (void)state;
    size_t one = 0, several = 0;
    for (uint64_t seed = 1; seed <= 400; seed++) {
        struct br_trial_pair pairs[PAIRS];
        struct br_random random;
        br_random_init(&random, seed);
        fill(pairs, PAIRS, 0, &random);
        struct decided decided = decide(pairs, PAIRS, 5 + seed % 20);
        assert_null(strstr(decided.reason, "about 1 more pairs"));
        one += strstr(decided.reason, "about 1 more pair (") != NULL ? 1 : 0;
        several += strstr(decided.reason, " more pairs (") != NULL ? 1 : 0;
        free(decided.reason);
    }
    print_message("%zu want one, %zu several\n", one, several);
    assert_true(one > 0 && several > 0);
}

/* However long the pairs take, all looks together spend the rule's levels, the last one half of
 * them at least. Log-ratios of either sign in turn, so far apart that nothing is decided. */
static void looks_spend_the_level_and_no_more(void **state)
{
    (void)state;
    const struct br_pairs_rule rule = br_pairs_rule_default();
    struct br_random random;
    br_random_init(&random, 7);
    for (uint64_t budget_s = 1; budget_s <= 60; budget_s++) {
        const struct br_trial trial = {.config = {.time_budget_ns = budget_s * 1000000000},
                                       .pairs_most = budget_s % 3 == 0 ? 40 : 0};
        struct br_trial_cell cell = {0};
        double alarm = 0, same = 0;
        while (cell.reason == NULL) {
            double sign = cell.pairs.count % 2 == 1 ? 1 : -1;
            double size = (double)br_random_below(&random, 1000) / 1000;
            uint64_t took_ns = (50 + br_random_below(&random, 1000)) * 1000000;
            struct br_trial_pair *pair = br_list_append(&cell.pairs, sizeof *pair);
            *pair = (struct br_trial_pair){.log_ratio = sign * size};
            cell.used_ns += took_ns;
            br_ab_decide(&trial, &rule, &cell);
        }
        for (size_t i = 0; i < cell.looks.count; i++) {
            assert_true(cell.looks.items[i].alarm_level > 0);
            alarm += cell.looks.items[i].alarm_level;
            same += cell.looks.items[i].same_level;
        }
        assert_int_equal(cell.verdict, BR_TRIAL_AMBIGUOUS);
        assert_float_equal(alarm, rule.alarm_level, 1e-12);
        assert_float_equal(same, rule.same_level, 1e-12);
        assert_true(cell.looks.items[cell.looks.count - 1].alarm_level >= rule.alarm_level / 2);
        br_shape_release(&br_trial_cell_shape, &cell);
    }
}

/* Twelve seconds of pairs that take 400 ms each are 15, 20, 26 and at last 30. */
static void the_level_is_divided_by_the_looks_that_there_is_time_for(void **state)
{
    (void)state;
    const struct br_pairs_rule rule = br_pairs_rule_default();
    const struct br_trial trial = {.config = {.time_budget_ns = UINT64_C(12000000000)}};
    struct br_trial_cell cell = {0};
    while (cell.reason == NULL) {
        double ratio = cell.pairs.count % 2 == 1 ? 1 : -1;
        struct br_trial_pair *pair = br_list_append(&cell.pairs, sizeof *pair);
        *pair = (struct br_trial_pair){.log_ratio = ratio};
        cell.used_ns += 400000000;
        br_ab_decide(&trial, &rule, &cell);
    }
    assert_int_equal(cell.looks.count, 4);
    assert_int_equal(cell.looks.items[3].pairs, 30);
    assert_float_equal(cell.looks.items[0].alarm_level, rule.alarm_level / 6, 1e-12);
    assert_float_equal(cell.looks.items[1].alarm_level, rule.alarm_level / 6, 1e-12);
    assert_float_equal(cell.looks.items[2].alarm_level, rule.alarm_level / 12, 1e-12);
    br_shape_release(&br_trial_cell_shape, &cell);
}

static void pairs_that_end_before_a_verdict_are_no_comparison(void **state)
{
    (void)state;
    struct br_trial_pair pairs[PAIRS];
    struct br_random random;
    br_random_init(&random, 1);
    fill(pairs, PAIRS, 10, &random);
    struct decided decided = decide(pairs, br_pairs_at_look(0) - 1, 30);
    assert_int_equal(decided.used, 0);
    assert_null(decided.reason);
    decided = decide(pairs, PAIRS, 30);
    assert_int_equal(decided.used, br_pairs_at_look(0));
    free(decided.reason);
}

/* Between looks, too, people are told how it stands, and nothing is decided by that. */
static void a_glance_shows_all_pairs_and_decides_nothing(void **state)
{
    (void)state;
    enum { BEYOND = 130 };
    struct br_trial_pair pairs[BEYOND];
    struct br_random random;
    const struct br_pairs_rule rule = br_pairs_rule_default();
    const struct br_trial trial = {.config = {.time_budget_ns = UINT64_C(30000000000)}};
    br_random_init(&random, 5);
    fill(pairs, BEYOND, 30, &random);
    pairs[0].log_ratio = log(1.3);
    struct br_trial_look last = {.pairs = 18, .ratio = 1};
    struct br_trial_cell cell = {.pairs = {.items = pairs, .count = 1}};
    struct br_trial_look now = br_ab_glance(&trial, &rule, &cell);
    assert_int_equal(now.pairs, 1);
    assert_float_equal(now.ratio, 1.3, 1e-9);
    assert_true(isnan(now.low) && isnan(now.high));
    cell.pairs.count = 16;
    now = br_ab_glance(&trial, &rule, &cell);
    assert_true(now.low < now.ratio && now.ratio < now.high && now.low > 1.1);
    cell.looks = (struct br_trial_looks){.items = &last, .count = 1};
    cell.pairs.count = 19;
    assert_int_equal(br_ab_glance(&trial, &rule, &cell).pairs, 19);
    cell.pairs.count = 18;
    assert_float_equal(br_ab_glance(&trial, &rule, &cell).ratio, 1, 0);
    cell.pairs.count = BEYOND; /* too many for each pair */
    assert_int_equal(br_ab_glance(&trial, &rule, &cell).pairs, 18);
    assert_int_equal(cell.looks.count, 1);
    assert_null(cell.reason);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_same_code_is_never_called_changed),
        cmocka_unit_test(slowdowns_turn_the_verdict),
        cmocka_unit_test(speedups_turn_it_the_other_way),
        cmocka_unit_test(at_the_limit_time_runs_out_and_the_reason_says_so),
        cmocka_unit_test(the_reason_says_how_many_more_pairs),
        cmocka_unit_test(looks_spend_the_level_and_no_more),
        cmocka_unit_test(the_level_is_divided_by_the_looks_that_there_is_time_for),
        cmocka_unit_test(a_glance_shows_all_pairs_and_decides_nothing),
        cmocka_unit_test(pairs_that_end_before_a_verdict_are_no_comparison),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
