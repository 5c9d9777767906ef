/* The end of a warm-up, on made-up series. */
#include "unit/cmocka_all.h"

#include "stats/steady.h"

static void too_few_values_are_not_steady(void **state)
{
    (void)state;
    static const double flat[] = {5, 5, 5, 5, 5, 5};
    assert_false(br_stats_is_steady(flat, 5, 6, 0.01));
    assert_false(br_stats_is_steady(flat, 6, 3, 0.01));
    assert_false(br_stats_is_steady(flat, 0, 4, 0.01));
    assert_true(br_stats_is_steady(flat, 6, 6, 0.01));
    assert_true(br_stats_is_steady(flat, 4, 4, 0));
}

static void a_trend_is_not_steady(void **state)
{
    (void)state;
    static const double falling[] = {20, 18, 16, 14, 12, 10};
    assert_false(br_stats_is_steady(falling, 6, 6, 0.1));
    static const double rising[] = {10, 12, 14, 16, 18, 20};
    assert_false(br_stats_is_steady(rising, 6, 6, 0.1));
}

static void only_the_last_window_counts(void **state)
{
    (void)state;
    static const double warmed[] = {90, 40, 20, 12, 10, 10.1, 9.9, 10};
    assert_true(br_stats_is_steady(warmed, 8, 4, 0.02));
    assert_false(br_stats_is_steady(warmed, 8, 8, 0.02));
}

static void one_outlier_does_not_matter(void **state)
{
    (void)state;
    static const double disturbed[] = {10, 10, 55, 10, 10, 10};
    assert_true(br_stats_is_steady(disturbed, 6, 6, 0.01));
}

static void the_tolerance_is_relative_and_inclusive(void **state)
{
    (void)state;
    static const double step[] = {100, 100, 102, 102};
    assert_true(br_stats_is_steady(step, 4, 4, 0.02));
    assert_false(br_stats_is_steady(step, 4, 4, 0.019));
}

static void an_odd_window_leaves_its_middle_out(void **state)
{
    (void)state;
    static const double values[] = {10, 10, 99, 10, 10};
    assert_true(br_stats_is_steady(values, 5, 5, 0));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(too_few_values_are_not_steady),
        cmocka_unit_test(a_trend_is_not_steady),
        cmocka_unit_test(only_the_last_window_counts),
        cmocka_unit_test(one_outlier_does_not_matter),
        cmocka_unit_test(the_tolerance_is_relative_and_inclusive),
        cmocka_unit_test(an_odd_window_leaves_its_middle_out),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
