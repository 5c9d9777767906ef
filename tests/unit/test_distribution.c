/* Distributions against SciPy 1.10: special.betainc, stats.t.sf and stats.beta.ppf. */
#include "unit/cmocka_all.h"

#include <math.h>

#include "stats/distribution.h"

static void assert_close(double value, double expected)
{
    if (!(fabs(value - expected) <= 1e-11 * fabs(expected)))
        fail_msg("%.17g instead of %.17g", value, expected);
}

static void the_beta_function_agrees_with_scipy(void **state)
{
    (void)state;
    static const double known[][4] = {
        {0.3, 2, 5, 0.5798250000000001},      {0.5, 0.5, 0.5, 0.5000000000000001},
        {0.99, 600, 2, 0.016835065039179448}, {0.001, 0.5, 3, 0.05925318951594624},
        {0.75, 30, 10.5, 0.5306087855304652},
    };
    for (size_t i = 0; i < sizeof known / sizeof known[0]; i++) {
        assert_close(br_stats_beta(known[i][0], known[i][1], known[i][2]), known[i][3]);
        assert_close(br_stats_beta_quantile(known[i][3], known[i][1], known[i][2]), known[i][0]);
    }
}

static void student_agrees_with_scipy(void **state)
{
    (void)state;
    static const double known[][3] = {{2.0, 5, 0.10193947882985828},
                                      {0.1, 1, 0.9365489651388929},
                                      {12.5, 40, 2.1383921681039413e-15},
                                      {3.3, 98, 0.0013490022670880103}};
    for (size_t i = 0; i < sizeof known / sizeof known[0]; i++) {
        assert_close(br_stats_student_two_sided(known[i][0], known[i][1]), known[i][2]);
        assert_close(br_stats_student_two_sided(-known[i][0], known[i][1]), known[i][2]);
    }
    assert_true(br_stats_student_two_sided(0, 3) == 1);
    assert_true(br_stats_student_two_sided(INFINITY, 3) == 0);
}

static void shares_have_clopper_pearson_intervals(void **state)
{
    (void)state;
    static const double known[][5] = {{0, 600, 0.9, 0, 0.004980443380361347},
                                      {1, 442, 0.95, 5.7278468087645755e-05, 0.012540530855026669},
                                      {3, 10, 0.95, 0.0667395111777345, 0.6524528500599973},
                                      {147, 150, 0.9, 0.949122932021476, 0.9945270700447405},
                                      {10, 10, 0.95, 0.6915028921812392, 1}};
    for (size_t i = 0; i < sizeof known / sizeof known[0]; i++) {
        struct br_interval interval =
            br_stats_clopper_pearson((uint64_t)known[i][0], (uint64_t)known[i][1], known[i][2]);
        assert_close(interval.low, known[i][3]);
        assert_close(interval.high, known[i][4]);
    }
    struct br_interval none = br_stats_clopper_pearson(0, 0, 0.95);
    assert_true(none.low == 0 && none.high == 1);
}

static void arguments_out_of_range_give_no_number(void **state)
{
    (void)state;
    assert_true(isnan(br_stats_beta(-0.1, 1, 1)));
    assert_true(isnan(br_stats_beta(1.1, 1, 1)));
    assert_true(isnan(br_stats_beta(0.5, 0, 1)));
    assert_true(isnan(br_stats_beta(NAN, 1, 1)));
    assert_true(isnan(br_stats_beta_quantile(2, 1, 1)));
    assert_true(isnan(br_stats_student_two_sided(1, 0)));
    assert_true(isnan(br_stats_student_two_sided(NAN, 3)));
    assert_true(isnan(br_stats_clopper_pearson(3, 2, 0.9).low));
    assert_true(isnan(br_stats_clopper_pearson(1, 2, 1).high));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_beta_function_agrees_with_scipy),
        cmocka_unit_test(student_agrees_with_scipy),
        cmocka_unit_test(shares_have_clopper_pearson_intervals),
        cmocka_unit_test(arguments_out_of_range_give_no_number),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
