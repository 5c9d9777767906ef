/* The histogram's arithmetic at its edges; distributions are in tests/property. */
#include "unit/cmocka_all.h"

#include <stdlib.h>

#include "measure/histogram.h"

static struct br_histogram *new_histogram(void)
{
    struct br_histogram *histogram = malloc(sizeof *histogram);
    assert_non_null(histogram);
    br_histogram_reset(histogram);
    return histogram;
}

static void empty_reads_as_zero(void **state)
{
    (void)state;
    struct br_histogram *histogram = new_histogram();
    assert_int_equal(br_histogram_count(histogram), 0);
    assert_true(br_histogram_mean(histogram) == 0);
    assert_true(br_histogram_quantile(histogram, 0.5) == 0);
    assert_true(histogram->minimum == UINT64_MAX);
    free(histogram);
}

static void small_values_are_exact(void **state)
{
    (void)state;
    struct br_histogram *histogram = new_histogram();
    for (uint64_t value = 0; value < 256; value++)
        br_histogram_record(histogram, value);
    for (int percent = 1; percent <= 100; percent++) {
        double rank = (percent * 256 + 99) / 100;
        assert_true(br_histogram_quantile(histogram, percent / 100.0) == rank - 1);
    }
    assert_true(br_histogram_mean(histogram) == 127.5);
    free(histogram);
}

static void quantiles_use_the_rank_rounded_up(void **state)
{
    (void)state;
    struct br_histogram *histogram = new_histogram();
    br_histogram_record_many(histogram, 10, 99);
    br_histogram_record(histogram, 200);
    assert_true(br_histogram_quantile(histogram, 0.99) == 10);
    assert_true(br_histogram_quantile(histogram, 0.9901) == 200);
    assert_true(br_histogram_quantile(histogram, 0) == 10);
    assert_true(br_histogram_quantile(histogram, -1) == 10);
    assert_true(br_histogram_quantile(histogram, 2) == 200);
    free(histogram);
}

static void extremes_are_exact(void **state)
{
    (void)state;
    struct br_histogram *histogram = new_histogram();
    br_histogram_record(histogram, 1000003);
    assert_true(br_histogram_quantile(histogram, 0.5) == 1000003);
    br_histogram_record(histogram, 7000001);
    assert_true(br_histogram_quantile(histogram, 0) == 1000003);
    assert_true(br_histogram_quantile(histogram, 1) == 7000001);
    assert_true(br_histogram_mean(histogram) == (1000003 + 7000001) / 2.0);
    free(histogram);
}

static void values_beyond_the_range_are_kept_and_counted(void **state)
{
    (void)state;
    struct br_histogram *histogram = new_histogram();
    uint64_t limit = (uint64_t)1 << BR_HISTOGRAM_RANGE_BITS;
    br_histogram_record(histogram, limit - 1);
    assert_int_equal(histogram->saturated, 0);
    br_histogram_record_many(histogram, limit, 2);
    br_histogram_record(histogram, UINT64_C(1) << 60);
    assert_int_equal(histogram->saturated, 3);
    assert_int_equal(br_histogram_count(histogram), 4);
    assert_int_equal(histogram->counts[BR_HISTOGRAM_BUCKETS - 1], 4);
    assert_int_equal(histogram->maximum, UINT64_C(1) << 60);
    assert_int_equal(histogram->sum, limit - 1 + 2 * limit + (UINT64_C(1) << 60));
    free(histogram);
}

static void recording_many_equals_recording_each(void **state)
{
    (void)state;
    struct br_histogram *many = new_histogram(), *each = new_histogram();
    br_histogram_record_many(many, 12345, 1000);
    for (int i = 0; i < 1000; i++)
        br_histogram_record(each, 12345);
    assert_memory_equal(many, each, sizeof *many);
    free(many);
    free(each);
}

static void merging_into_an_empty_one_copies(void **state)
{
    (void)state;
    struct br_histogram *sum = new_histogram(), *part = new_histogram();
    br_histogram_record_many(part, 5000, 3);
    br_histogram_record(part, UINT64_C(1) << 50);
    br_histogram_merge(sum, part);
    assert_memory_equal(sum, part, sizeof *sum);
    br_histogram_reset(part);
    br_histogram_merge(sum, part);
    assert_int_equal(sum->minimum, 5000);
    assert_int_equal(br_histogram_count(sum), 4);
    free(sum);
    free(part);
}

static void buckets_cover_the_range_without_gaps(void **state)
{
    (void)state;
    uint64_t next = 0;
    for (size_t i = 0; i < BR_HISTOGRAM_BUCKETS; i++) {
        uint64_t low = br_histogram_bucket_low(i), high = br_histogram_bucket_high(i);
        assert_int_equal(low, next);
        assert_int_equal(br_histogram_index(low), i);
        assert_int_equal(br_histogram_index(high), i);
        assert_true((double)(high - low + 1) <= (low < 256 ? 1.0 : 0.0078125 * (double)low));
        next = high + 1;
    }
    assert_int_equal(next, (uint64_t)1 << BR_HISTOGRAM_RANGE_BITS);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(empty_reads_as_zero),
        cmocka_unit_test(small_values_are_exact),
        cmocka_unit_test(quantiles_use_the_rank_rounded_up),
        cmocka_unit_test(extremes_are_exact),
        cmocka_unit_test(values_beyond_the_range_are_kept_and_counted),
        cmocka_unit_test(recording_many_equals_recording_each),
        cmocka_unit_test(merging_into_an_empty_one_copies),
        cmocka_unit_test(buckets_cover_the_range_without_gaps),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
