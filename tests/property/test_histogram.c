/*
 * Properties of the histogram over seeded random data: quantiles against a sorted array, recordings
 * by several threads against one serial recording.
 */
#include "unit/cmocka_all.h"

#include <math.h>
#include <pthread.h>
#include <stdbool.h>
#include <stdlib.h>

#include "base/rng.h"
#include "measure/histogram.h"

enum { VALUES = 100000, THREADS = 4, ROUNDS = 5 };

/* Half of a bucket's width, which is at most 2^-7 of its values. */
static const double PROMISED_ERROR = 1.0 / 256;

/* ---- distributions, as ticks ---- */

static double uniform(struct br_random *random)
{
    return ((double)(br_random_next(random) >> 11) + 0.5) * 0x1p-53;
}

static double draw_uniform(struct br_random *random)
{
    return 1e6 * uniform(random);
}

static double draw_exponential(struct br_random *random)
{
    return -3000 * log(uniform(random));
}

/* A long tail: the 99.99th percentile is three thousand times the median. */
static double draw_pareto(struct br_random *random)
{
    return 700 / pow(uniform(random), 0.95);
}

/* Fast records and a few slow ones, as a tick that interrupts every thousandth. */
static double draw_two_peaks(struct br_random *random)
{
    bool slow = br_random_below(random, 1000) == 0;
    return (slow ? 60000 : 1500) * (1 + 0.05 * uniform(random));
}

static double draw_constant(struct br_random *random)
{
    (void)random;
    return 4711;
}

/* Every order of magnitude of the range alike. */
static double draw_all_magnitudes(struct br_random *random)
{
    return exp2(41.9 * uniform(random));
}

static double (*const distributions[])(struct br_random *random) = {
    draw_uniform, draw_exponential, draw_pareto, draw_two_peaks, draw_constant, draw_all_magnitudes,
};
enum { DISTRIBUTIONS = sizeof distributions / sizeof distributions[0] };

static int compare_values(const void *left, const void *right)
{
    uint64_t a = *(const uint64_t *)left, b = *(const uint64_t *)right;
    return (a > b) - (a < b);
}

static void fill(uint64_t *values, size_t count, int distribution, uint64_t seed)
{
    struct br_random random;
    br_random_init(&random, seed);
    for (size_t i = 0; i < count; i++)
        values[i] = (uint64_t)distributions[distribution](&random);
}

static void record_all(struct br_histogram *histogram, const uint64_t *values, size_t count)
{
    for (size_t i = 0; i < count; i++)
        br_histogram_record(histogram, values[i]);
}

static void check_quantiles(const struct br_histogram *histogram, const uint64_t *sorted)
{
    static const double quantiles[] = {0,    0.001, 0.01, 0.1,   0.25,   0.5,
                                       0.75, 0.9,   0.99, 0.999, 0.9999, 1};
    for (size_t i = 0; i < sizeof quantiles / sizeof quantiles[0]; i++) {
        size_t rank = (size_t)ceil(quantiles[i] * VALUES);
        double exact = (double)sorted[rank > 0 ? rank - 1 : 0];
        double read = br_histogram_quantile(histogram, quantiles[i]);
        if (fabs(read - exact) > PROMISED_ERROR * exact)
            fail_msg("quantile %g: %g instead of %g", quantiles[i], read, exact);
    }
}

static void quantiles_are_within_the_promised_error(void **state)
{
    (void)state;
    uint64_t *values = malloc(VALUES * sizeof *values);
    struct br_histogram *histogram = malloc(sizeof *histogram);
    for (int round = 0; round < DISTRIBUTIONS * ROUNDS; round++) {
        fill(values, VALUES, round % DISTRIBUTIONS, (uint64_t)round);
        br_histogram_reset(histogram);
        record_all(histogram, values, VALUES);
        qsort(values, VALUES, sizeof *values, compare_values);
        check_quantiles(histogram, values);
        assert_int_equal(br_histogram_count(histogram), VALUES);
        assert_int_equal(histogram->minimum, values[0]);
        assert_int_equal(histogram->maximum, values[VALUES - 1]);
    }
    free(histogram);
    free(values);
}

struct recording {
    struct br_histogram histogram;
    const uint64_t *values;
    size_t count;
};

static void *record_part(void *argument)
{
    struct recording *recording = argument;
    br_histogram_reset(&recording->histogram);
    record_all(&recording->histogram, recording->values, recording->count);
    return NULL;
}

static void record_in_threads(struct recording *parts, const uint64_t *values)
{
    pthread_t threads[THREADS];
    for (int i = 0; i < THREADS; i++) {
        parts[i].values = values + i * (VALUES / THREADS);
        parts[i].count = VALUES / THREADS;
        assert_int_equal(pthread_create(&threads[i], NULL, record_part, &parts[i]), 0);
    }
    for (int i = 0; i < THREADS; i++)
        pthread_join(threads[i], NULL);
}

static void merged_parallel_recordings_equal_a_serial_one(void **state)
{
    (void)state;
    uint64_t *values = malloc(VALUES * sizeof *values);
    struct recording *parts = malloc(THREADS * sizeof *parts);
    struct br_histogram *serial = malloc(sizeof *serial), *merged = malloc(sizeof *merged);
    for (int distribution = 0; distribution < DISTRIBUTIONS; distribution++) {
        fill(values, VALUES, distribution, 77);
        values[VALUES / 2] = UINT64_C(1) << 45; /* one beyond the range */
        br_histogram_reset(serial);
        record_all(serial, values, VALUES);
        record_in_threads(parts, values);
        br_histogram_reset(merged);
        for (int i = THREADS - 1; i >= 0; i--)
            br_histogram_merge(merged, &parts[i].histogram);
        assert_memory_equal(merged, serial, sizeof *serial);
    }
    free(values);
    free(parts);
    free(serial);
    free(merged);
}

/* Around every power of two, and at random places, a value lies in its bucket. */
static void values_lie_in_their_buckets(void **state)
{
    (void)state;
    struct br_random random;
    br_random_init(&random, 5);
    for (int bit = 0; bit < BR_HISTOGRAM_RANGE_BITS; bit++) {
        for (int i = 0; i < 2000; i++) {
            uint64_t power = (uint64_t)1 << bit;
            uint64_t value = i == 0 ? power - 1 : power + br_random_below(&random, power);
            size_t index = br_histogram_index(value);
            assert_true(index < BR_HISTOGRAM_BUCKETS);
            assert_true(br_histogram_bucket_low(index) <= value);
            assert_true(value <= br_histogram_bucket_high(index));
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(quantiles_are_within_the_promised_error),
        cmocka_unit_test(merged_parallel_recordings_equal_a_serial_one),
        cmocka_unit_test(values_lie_in_their_buckets),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
