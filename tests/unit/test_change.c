/* Change points of series whose changes are known. */
#include "unit/cmocka_all.h"

#include <math.h>
#include <stdbool.h>

#include "base/rng.h"
#include "stats/change.h"

enum { MOST = 400 };

/* Noise of 1 % around `level`: the sum of twelve uniforms is nearly normal. */
static double noisy(struct br_random *random, double level)
{
    double sum = -6;
    for (int i = 0; i < 12; i++)
        sum += (double)br_random_below(random, 1000001) / 1000000;
    return level * (1 + 0.01 * sum);
}

static void fill(struct br_random *random, double *values, size_t from, size_t to, double level)
{
    for (size_t i = from; i < to; i++)
        values[i] = noisy(random, level);
}

static void a_step_is_found_where_it_is(void **state)
{
    (void)state;
    double values[MOST];
    struct br_level_change changes[MOST];
    struct br_random random;
    br_random_init(&random, 5);
    fill(&random, values, 0, 60, 100);
    fill(&random, values, 60, 100, 106);
    assert_int_equal(br_stats_changes(values, 100, &br_change_rule_default, changes), 1);
    assert_int_equal(changes[0].index, 60);
    assert_true(fabs(changes[0].before - 100) < 1);
    assert_true(fabs(changes[0].after - 106) < 1);
    assert_true(changes[0].probability < 1e-6);
}

static void every_step_of_a_staircase_is_found(void **state)
{
    (void)state;
    double values[MOST];
    struct br_level_change changes[MOST];
    struct br_random random;
    br_random_init(&random, 8);
    for (size_t step = 0; step < 10; step++)
        fill(&random, values, step * 40, step * 40 + 40, step % 2 == 0 ? 100 : 110);
    assert_int_equal(br_stats_changes(values, MOST, &br_change_rule_default, changes), 9);
    for (size_t i = 0; i < 9; i++)
        assert_int_equal(changes[i].index, i * 40 + 40);
}

/* 500 series of 100 values; what is found in noise at p = 0.001 are chance hits of many looks. */
static void noise_has_few_changes(void **state)
{
    (void)state;
    double values[100];
    struct br_level_change changes[100];
    struct br_change_rule rule = br_change_rule_default;
    struct br_random random;
    size_t found = 0;
    rule.magnitude = 0;
    br_random_init(&random, 21);
    for (int series = 0; series < 500; series++) {
        fill(&random, values, 0, 100, 100);
        found += br_stats_changes(values, 100, &rule, changes) > 0;
    }
    print_message("%zu of 500 series of noise have a change\n", found);
    assert_true(found <= 50);
}

static void a_change_below_the_magnitude_is_left_out(void **state)
{
    (void)state;
    double values[200];
    struct br_level_change changes[200];
    struct br_change_rule rule = br_change_rule_default;
    for (size_t i = 0; i < 200; i++)
        values[i] = (i < 100 ? 100 : 100.5) + (i % 2 == 0 ? 0.01 : -0.01);
    assert_int_equal(br_stats_changes(values, 200, &rule, changes), 0);
    rule.magnitude = 0.004;
    assert_int_equal(br_stats_changes(values, 200, &rule, changes), 1);
    assert_int_equal(changes[0].index, 100);
}

static void one_odd_value_is_no_change(void **state)
{
    (void)state;
    double values[80];
    struct br_level_change changes[80];
    struct br_random random;
    br_random_init(&random, 3);
    fill(&random, values, 0, 80, 100);
    values[40] = 150;
    assert_int_equal(br_stats_changes(values, 80, &br_change_rule_default, changes), 0);
}

static void short_and_constant_series_are_served(void **state)
{
    (void)state;
    double values[10] = {1, 1, 1, 1, 1, 2, 2, 2, 2, 2};
    struct br_level_change changes[10];
    for (size_t count = 0; count < 4; count++)
        assert_int_equal(br_stats_changes(values, count, &br_change_rule_default, changes), 0);
    assert_int_equal(br_stats_changes(values, 5, &br_change_rule_default, changes), 0);
    assert_int_equal(br_stats_changes(values, 10, &br_change_rule_default, changes), 1);
    assert_int_equal(changes[0].index, 5);
    assert_true(changes[0].probability == 0);
}

/* The energy distance from its definition: the split it is largest at, over all splits. */
static size_t split_by_definition(const double *values, size_t count)
{
    size_t best = 0;
    double largest = -INFINITY;
    for (size_t at = 2; at + 2 <= count; at++) {
        double left = (double)at;
        double right = (double)(count - at);
        double across = 0;
        double inside_left = 0;
        double inside_right = 0;
        for (size_t i = 0; i < count; i++) {
            for (size_t j = i + 1; j < count; j++) {
                double distance = fabs(values[i] - values[j]);
                if (j < at)
                    inside_left += distance / (left * (left - 1) / 2);
                else if (i >= at)
                    inside_right += distance / (right * (right - 1) / 2);
                else
                    across += distance * 2 / (left * right);
            }
        }
        double energy = left * right / (left + right) * (across - inside_left - inside_right);
        if (energy > largest) {
            largest = energy;
            best = at;
        }
    }
    return best;
}

static void the_split_is_that_of_the_largest_energy(void **state)
{
    (void)state;
    double values[40];
    struct br_level_change changes[40];
    struct br_random random;
    br_random_init(&random, 77);
    for (int round = 0; round < 50; round++) {
        size_t step = 4 + br_random_below(&random, 32);
        fill(&random, values, 0, step, 100);
        fill(&random, values, step, 40, 106);
        size_t found = br_stats_changes(values, 40, &br_change_rule_default, changes);
        size_t expected = split_by_definition(values, 40);
        bool among = false;
        for (size_t i = 0; i < found; i++)
            among = among || changes[i].index == expected;
        assert_true(found >= 1 && among);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_step_is_found_where_it_is),
        cmocka_unit_test(every_step_of_a_staircase_is_found),
        cmocka_unit_test(noise_has_few_changes),
        cmocka_unit_test(a_change_below_the_magnitude_is_left_out),
        cmocka_unit_test(one_odd_value_is_no_change),
        cmocka_unit_test(short_and_constant_series_are_served),
        cmocka_unit_test(the_split_is_that_of_the_largest_energy),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
