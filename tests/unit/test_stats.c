/*
 * Statistics against answers of an independent implementation: NumPy 1.24 and SciPy 1.10, the
 * function named at each place.
 */
#include "unit/cmocka_all.h"

#include <math.h>
#include <stdbool.h>
#include <string.h>

#include "stats/stats.h"

static const double sample[] = {25.31, 25.02, 26.75, 24.98, 25.11, 31.4, 25.27,
                                25.09, 25.64, 24.87, 25.19, 25.05, 44.0};
enum { COUNT = sizeof sample / sizeof sample[0] };

static void assert_close(double value, double expected)
{
    if (!(fabs(value - expected) <= 1e-9 * fabs(expected)))
        fail_msg("%.17g instead of %.17g", value, expected);
}

/* numpy.quantile(method='linear') */
static void quantiles_agree_with_numpy(void **state)
{
    (void)state;
    static const double known[][2] = {{0, 24.87},    {0.05, 24.936}, {0.25, 25.05},  {0.5, 25.19},
                                      {0.75, 25.64}, {0.9, 30.47},   {0.99, 42.488}, {1, 44.0}};
    for (size_t i = 0; i < sizeof known / sizeof known[0]; i++)
        assert_close(br_stats_quantile(sample, COUNT, known[i][0]), known[i][1]);
    assert_close(br_stats_median(sample, COUNT - 1), 25.15);
}

/* scipy.stats.iqr / 1.349 / numpy.median, numpy.mean */
static void spread_and_mean_agree_with_scipy(void **state)
{
    (void)state;
    assert_close(br_stats_robust_cv(sample, COUNT), 0.017362485436847486);
    assert_close(br_stats_mean(sample, COUNT), 27.206153846153846);
    assert_close(br_stats_minimum(sample, COUNT), 24.87);
    assert_close(br_stats_maximum(sample, COUNT), 44.0);
}

static void nothing_is_not_a_number(void **state)
{
    (void)state;
    assert_true(isnan(br_stats_quantile(NULL, 0, 0.5)));
    assert_true(isnan(br_stats_mean(NULL, 0)));
    assert_true(isnan(br_stats_minimum(NULL, 0)));
    assert_true(isnan(br_stats_maximum(NULL, 0)));
    assert_true(br_stats_robust_cv(NULL, 0) == 0);
    assert_true(br_stats_robust_cv(sample, 1) == 0);
    assert_int_equal(br_stats_count_outliers(NULL, 0), 0);
}

/* Quartiles 25.05 and 25.64: the fences are 23.28 and 27.41. */
static void far_out_values_are_counted(void **state)
{
    (void)state;
    assert_int_equal(br_stats_count_outliers(sample, COUNT), 2);
    static const double low[] = {10, 10.1, 10.2, 10.3, 1};
    assert_int_equal(br_stats_count_outliers(low, 5), 1);
}

static void input_is_left_alone(void **state)
{
    (void)state;
    double copy[COUNT];
    memcpy(copy, sample, sizeof copy);
    br_stats_median(copy, COUNT);
    br_stats_count_outliers(copy, COUNT);
    br_stats_bootstrap_median(copy, COUNT, 0.95, 100, 1);
    assert_memory_equal(copy, sample, sizeof copy);
}

/*
 * A resample of 13 has its median at or below the k-th smallest value with the probability
 * scipy.stats.binom.sf(6, 13, k/13): 0.016 for 25.02, 0.071 for 25.05, 0.929 for 25.31 and 0.984
 * for 25.64. The 2.5 % and 97.5 % points are therefore 25.05 and 25.64, as scipy.stats.bootstrap
 * (method='percentile') also says.
 */
static void bootstrap_agrees_with_the_exact_distribution(void **state)
{
    (void)state;
    for (uint64_t seed = 0; seed < 20; seed++) {
        struct br_interval interval = br_stats_bootstrap_median(sample, COUNT, 0.95, 10000, seed);
        assert_close(interval.low, 25.05);
        assert_close(interval.high, 25.64);
    }
}

/* The exact distribution of a resample's median for 12 values, from scipy.stats.binom: 0.036 up to
 * 25.045, 0.068 up to 25.05, 0.914 up to 25.29 and 0.946 up to 25.31. */
static void bootstrap_of_an_even_count_agrees_too(void **state)
{
    (void)state;
    struct br_interval interval = br_stats_bootstrap_median(sample, COUNT - 1, 0.88, 100000, 3);
    assert_close(interval.low, 25.05);
    assert_close(interval.high, 25.31);
}

static void bootstrap_depends_on_seed_and_values_alone(void **state)
{
    (void)state;
    double reversed[COUNT];
    for (size_t i = 0; i < COUNT; i++)
        reversed[i] = sample[COUNT - 1 - i];
    bool differs = false;
    for (uint64_t seed = 1; seed <= 20; seed++) {
        struct br_interval a = br_stats_bootstrap_median(sample, COUNT, 0.9, 25, seed);
        struct br_interval b = br_stats_bootstrap_median(reversed, COUNT, 0.9, 25, seed);
        struct br_interval other = br_stats_bootstrap_median(sample, COUNT, 0.9, 25, seed + 1);
        assert_true(a.low == b.low && a.high == b.high);
        differs = differs || a.low != other.low || a.high != other.high;
    }
    assert_true(differs);
}

static void bootstrap_of_few_values_is_their_range(void **state)
{
    (void)state;
    static const double two[] = {3, 2};
    struct br_interval interval = br_stats_bootstrap_median(two, 2, 0.95, 1000, 1);
    assert_true(interval.low == 2 && interval.high == 3);
    interval = br_stats_bootstrap_median(two, 1, 0.95, 1000, 1);
    assert_true(interval.low == 3 && interval.high == 3);
    interval = br_stats_bootstrap_median(two, 0, 0.95, 1000, 1);
    assert_true(isnan(interval.low) && isnan(interval.high));
}

/* ---- fits: numpy.linalg.lstsq of the columns 1/y, x1/y, x2/y against 1 ---- */

static const double y[] = {1.31e6, 2.55e6, 1.09e7, 2.02e7, 1.18e8};
static const double records[] = {1e3, 2e3, 1e4, 2e4, 1e5};
static const double bytes[] = {5.1e5, 1.2e6, 4.4e6, 1.05e7, 4.9e7};

static void assert_fit(const struct br_fit *fit, double a, double b, double c, double residual)
{
    assert_close(fit->a, a);
    assert_close(fit->b, b);
    assert_close(fit->c, c);
    assert_close(fit->residual_max, residual);
}

static void three_coefficients_agree_with_numpy(void **state)
{
    (void)state;
    struct br_fit fit;
    assert_int_equal(br_stats_fit(y, records, bytes, 5, &fit), 3);
    assert_fit(&fit, 244773.71489612907, 963.1082203110525, 0.23658322543872146,
               0.08866643506058192);
}

static void proportional_columns_carry_two(void **state)
{
    (void)state;
    double proportional[5];
    for (int i = 0; i < 5; i++)
        proportional[i] = 500 * records[i] * (i % 2 == 0 ? 1.001 : 0.999);
    struct br_fit fit;
    assert_int_equal(br_stats_fit(y, records, proportional, 5, &fit), 2);
    assert_fit(&fit, 256656.03111562188, 1080.2860636765902, 0, 0.08232828475614717);
}

static void a_constant_column_leaves_the_other(void **state)
{
    (void)state;
    static const double constant[] = {7, 7, 7, 7, 7};
    struct br_fit fit;
    assert_int_equal(br_stats_fit(y, constant, bytes, 5, &fit), 2);
    assert_fit(&fit, 167980.52253559456, 0, 2.1526435610835426, 0.12726425316399959);
}

static void few_points_carry_few(void **state)
{
    (void)state;
    static const double constant[] = {7, 7, 7, 7, 7};
    struct br_fit fit;
    assert_int_equal(br_stats_fit(y, constant, constant, 5, &fit), 1);
    assert_fit(&fit, 1746271.364713625, 0, 0, 0.9852010901295456);
    assert_int_equal(br_stats_fit(y, records, bytes, 2, &fit), 2);
    assert_close(fit.a, 70000);
    assert_close(fit.b, 1240);
    assert_true(fit.c == 0 && fit.residual_max < 1e-12);
    assert_int_equal(br_stats_fit(y, records, bytes, 1, &fit), 1);
    assert_close(fit.a, y[0]);
    assert_true(fit.b == 0 && fit.c == 0);
    assert_int_equal(br_stats_fit(y, records, bytes, 0, &fit), 0);
}

static void an_exact_law_is_found_over_eight_magnitudes(void **state)
{
    (void)state;
    double cost[8], n[8], size[8];
    for (int i = 0; i < 8; i++) {
        n[i] = pow(10, i);
        size[i] = n[i] * (400 + 90 * (i % 3));
        cost[i] = 5000 + 300 * n[i] + 1.5 * size[i];
    }
    struct br_fit fit;
    assert_int_equal(br_stats_fit(cost, n, size, 8, &fit), 3);
    assert_true(fabs(fit.a - 5000) < 1e-3 && fabs(fit.b - 300) < 1e-6 && fabs(fit.c - 1.5) < 1e-8);
    assert_true(fit.residual_max < 1e-10);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(quantiles_agree_with_numpy),
        cmocka_unit_test(spread_and_mean_agree_with_scipy),
        cmocka_unit_test(nothing_is_not_a_number),
        cmocka_unit_test(far_out_values_are_counted),
        cmocka_unit_test(input_is_left_alone),
        cmocka_unit_test(bootstrap_agrees_with_the_exact_distribution),
        cmocka_unit_test(bootstrap_of_an_even_count_agrees_too),
        cmocka_unit_test(bootstrap_depends_on_seed_and_values_alone),
        cmocka_unit_test(bootstrap_of_few_values_is_their_range),
        cmocka_unit_test(three_coefficients_agree_with_numpy),
        cmocka_unit_test(proportional_columns_carry_two),
        cmocka_unit_test(a_constant_column_leaves_the_other),
        cmocka_unit_test(few_points_carry_few),
        cmocka_unit_test(an_exact_law_is_found_over_eight_magnitudes),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
