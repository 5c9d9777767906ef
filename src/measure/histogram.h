/*
 * Log-linear histogram of unsigned 64-bit values (ticks): one writer, no allocation while
 * recording.
 *
 * With `bits` sub-bucket bits, values below 2^bits have a bucket each; above, every power of two is
 * split into 2^(bits-1) equal buckets, so a bucket is at most 2^(1-bits) of its lowest value wide.
 * With bits = BR_HISTOGRAM_BITS = 8 that is 2^-7 = 0.78 %, and a quantile, taken in the middle of
 * its bucket, is within half of that.
 *
 * Recording costs 1 to 3 ns. Values beyond the range are counted in the last bucket and in
 * `saturated`; they are never dropped. Counts, sum, minimum and maximum are exact (the sum up to
 * 2^64). Start with br_histogram_reset.
 */
#ifndef BR_MEASURE_HISTOGRAM_H
#define BR_MEASURE_HISTOGRAM_H

#include <stddef.h>
#include <stdint.h>

#define BR_HISTOGRAM_BITS 8        /* sub-bucket bits: width <= 2^-7 = 0.78 % */
#define BR_HISTOGRAM_RANGE_BITS 42 /* 2^42 ticks: over 20 minutes at 3 GHz */
#define BR_HISTOGRAM_HALF ((size_t)1 << (BR_HISTOGRAM_BITS - 1))
#define BR_HISTOGRAM_BUCKETS                                                                       \
    (((size_t)BR_HISTOGRAM_RANGE_BITS - BR_HISTOGRAM_BITS + 2) * BR_HISTOGRAM_HALF)

struct br_histogram {
    uint64_t sum;     /* exact, of the values recorded */
    uint64_t minimum; /* UINT64_MAX while empty */
    uint64_t maximum;
    uint64_t saturated;
    uint64_t counts[BR_HISTOGRAM_BUCKETS];
};

/* Index of the bucket that holds `value` (which is below 2^BR_HISTOGRAM_RANGE_BITS). */
static inline size_t br_histogram_index(uint64_t value)
{
    unsigned top = 63u - (unsigned)__builtin_clzll(value | BR_HISTOGRAM_HALF);
    unsigned shift = top - (BR_HISTOGRAM_BITS - 1);
    return ((size_t)shift << (BR_HISTOGRAM_BITS - 1)) + (size_t)(value >> shift);
}

/* Records `count` equal values. */
static inline void br_histogram_record_many(struct br_histogram *histogram, uint64_t value,
                                            uint64_t count)
{
    uint64_t limit = ((uint64_t)1 << BR_HISTOGRAM_RANGE_BITS) - 1;
    histogram->sum += value * count;
    if (__builtin_expect(value < histogram->minimum, 0))
        histogram->minimum = value;
    if (__builtin_expect(value > histogram->maximum, 0))
        histogram->maximum = value;
    if (__builtin_expect(value > limit, 0)) {
        histogram->saturated += count;
        value = limit;
    }
    histogram->counts[br_histogram_index(value)] += count;
}

static inline void br_histogram_record(struct br_histogram *histogram, uint64_t value)
{
    br_histogram_record_many(histogram, value, 1);
}

/* Lowest and highest value of a bucket. */
uint64_t br_histogram_bucket_low(size_t index);
uint64_t br_histogram_bucket_high(size_t index);

void br_histogram_reset(struct br_histogram *histogram);
/* Adds all of `other` to `histogram`, without loss. */
void br_histogram_merge(struct br_histogram *histogram, const struct br_histogram *other);
uint64_t br_histogram_count(const struct br_histogram *histogram);
/* Exact mean of the recorded values; 0 when empty. */
double br_histogram_mean(const struct br_histogram *histogram);
/* The value at quantile q in [0,1]: the midpoint of the bucket that holds the ceil(q * count)-th
 * smallest value, clamped to [minimum, maximum]. 0 when empty. */
double br_histogram_quantile(const struct br_histogram *histogram, double q);

#endif
