/* The Universal Scalability Law: known parameters are found again, and too little data is refused.
 */
#include <math.h>

#include "cmocka_all.h"

#include "base/rng.h"
#include "stats/usl.h"

#define POINTS 6
#define PROCESSES 7

static double law(double lambda, double sigma, double kappa, double n)
{
    return lambda * n / (1 + sigma * (n - 1) + kappa * n * (n - 1));
}

/* Rates of several processes around the law, within +-noise (relative). */
static void make_points(double lambda, double sigma, double kappa, double noise,
                        double rates[POINTS][PROCESSES], struct br_usl_point *points)
{
    static const double workers[POINTS] = {1, 2, 4, 8, 12, 16};
    struct br_random random;
    br_random_init(&random, 7);
    for (size_t i = 0; i < POINTS; i++) {
        for (size_t j = 0; j < PROCESSES; j++) {
            double unit = (double)br_random_below(&random, 2000001) / 1e6 - 1;
            rates[i][j] = law(lambda, sigma, kappa, workers[i]) * (1 + noise * unit);
        }
        points[i] = (struct br_usl_point){workers[i], rates[i], PROCESSES};
    }
}

static void exact_data_gives_the_parameters(void **state)
{
    (void)state;
    static const double known[][3] = {
        {995.6, 0.02671, 0.000769}, {1e6, 0, 0}, {50, 0.2, 0}, {7, 0, 0.01}, {3e5, 0.05, 0.002}};
    for (size_t i = 0; i < sizeof known / sizeof *known; i++) {
        double rates[POINTS][PROCESSES];
        struct br_usl_point points[POINTS];
        struct br_usl usl;
        make_points(known[i][0], known[i][1], known[i][2], 0, rates, points);
        assert_true(br_usl_fit(points, POINTS, &usl));
        assert_true(fabs(usl.lambda / known[i][0] - 1) < 1e-9);
        assert_true(fabs(usl.sigma - known[i][1]) < 1e-9);
        assert_true(fabs(usl.kappa - known[i][2]) < 1e-9);
        assert_true(usl.residual_max < 1e-9);
        if (known[i][2] > 0)
            assert_true(fabs(usl.peak_workers - sqrt((1 - known[i][1]) / known[i][2])) < 1e-4);
    }
}

static void no_coherency_cost_has_no_peak(void **state)
{
    (void)state;
    double rates[POINTS][PROCESSES];
    struct br_usl_point points[POINTS];
    struct br_usl usl;
    make_points(100, 0, 0, 0, rates, points);
    for (size_t i = 0; i < POINTS; i++) {
        for (size_t j = 0; j < PROCESSES; j++)
            rates[i][j] *= 1 + 0.01 * (double)i; /* better than linear */
    }
    assert_true(br_usl_fit(points, POINTS, &usl));
    assert_true(usl.kappa == 0);
    assert_true(usl.sigma == 0);
    assert_true(isinf(usl.peak_workers));
}

static void intervals_hold_the_parameters_of_noisy_data(void **state)
{
    (void)state;
    double rates[POINTS][PROCESSES];
    struct br_usl_point points[POINTS];
    struct br_usl_intervals intervals;
    struct br_usl_intervals again;
    make_points(1000, 0.05, 0.002, 0.01, rates, points);
    assert_true(br_usl_bootstrap(points, POINTS, 0.95, 500, 1, &intervals));
    assert_true(intervals.sigma.low <= 0.05 && 0.05 <= intervals.sigma.high);
    assert_true(intervals.kappa.low <= 0.002 && 0.002 <= intervals.kappa.high);
    assert_true(intervals.lambda.low <= 1000 && 1000 <= intervals.lambda.high);
    assert_true(intervals.sigma.high - intervals.sigma.low < 0.05);
    assert_true(intervals.peak_workers.low > 1);
    assert_true(br_usl_bootstrap(points, POINTS, 0.95, 500, 1, &again));
    assert_true(again.sigma.low == intervals.sigma.low && again.kappa.high == intervals.kappa.high);
}

static void too_little_data_is_refused(void **state)
{
    (void)state;
    double rates[POINTS][PROCESSES];
    struct br_usl_point points[POINTS];
    struct br_usl usl;
    struct br_usl_intervals intervals;
    make_points(1000, 0.05, 0.002, 0, rates, points);
    assert_false(br_usl_fit(points, 2, &usl));
    points[2].workers = points[1].workers;
    assert_false(br_usl_fit(points, 3, &usl));
    for (size_t i = 0; i < POINTS; i++)
        points[i].rate_count = 1;
    assert_false(br_usl_bootstrap(points, POINTS, 0.95, 100, 1, &intervals));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(exact_data_gives_the_parameters),
        cmocka_unit_test(no_coherency_cost_has_no_peak),
        cmocka_unit_test(intervals_hold_the_parameters_of_noisy_data),
        cmocka_unit_test(too_little_data_is_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
