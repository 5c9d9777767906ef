/*
 * The parts of the histogram that are not on the hot path: bounds, merging, reading.
 */
#include "measure/histogram.h"

#include <math.h>
#include <string.h>

static unsigned bucket_shift(size_t index)
{
    size_t group = index >> (BR_HISTOGRAM_BITS - 1);
    return group > 1 ? (unsigned)(group - 1) : 0;
}

uint64_t br_histogram_bucket_low(size_t index)
{
    unsigned shift = bucket_shift(index);
    return ((uint64_t)index - ((uint64_t)shift << (BR_HISTOGRAM_BITS - 1))) << shift;
}

uint64_t br_histogram_bucket_high(size_t index)
{
    return br_histogram_bucket_low(index) + ((uint64_t)1 << bucket_shift(index)) - 1;
}

void br_histogram_reset(struct br_histogram *histogram)
{
    memset(histogram, 0, sizeof *histogram);
    histogram->minimum = UINT64_MAX;
}

void br_histogram_merge(struct br_histogram *histogram, const struct br_histogram *other)
{
    histogram->sum += other->sum;
    histogram->saturated += other->saturated;
    if (other->minimum < histogram->minimum)
        histogram->minimum = other->minimum;
    if (other->maximum > histogram->maximum)
        histogram->maximum = other->maximum;
    for (size_t i = 0; i < BR_HISTOGRAM_BUCKETS; i++)
        histogram->counts[i] += other->counts[i];
}

uint64_t br_histogram_count(const struct br_histogram *histogram)
{
    uint64_t count = 0;
    for (size_t i = 0; i < BR_HISTOGRAM_BUCKETS; i++)
        count += histogram->counts[i];
    return count;
}

double br_histogram_mean(const struct br_histogram *histogram)
{
    uint64_t count = br_histogram_count(histogram);
    return count > 0 ? (double)histogram->sum / (double)count : 0;
}

/* Index of the bucket that holds the rank-th smallest value, rank from 1. */
static size_t bucket_of_rank(const struct br_histogram *histogram, uint64_t rank)
{
    uint64_t seen = 0;
    size_t index = 0;
    for (; index < BR_HISTOGRAM_BUCKETS - 1; index++) {
        seen += histogram->counts[index];
        if (seen >= rank)
            break;
    }
    return index;
}

static double clamp(double value, double low, double high)
{
    if (value < low)
        return low;
    return value > high ? high : value;
}

/* ceil(q * count) between 1 and count; the comparison is made on doubles that may have rounded up
 * past the count. */
static uint64_t rank_of(double q, uint64_t count)
{
    double rank = ceil(clamp(q, 0, 1) * (double)count);
    if (rank < 1)
        return 1;
    return rank >= (double)count ? count : (uint64_t)rank;
}

double br_histogram_quantile(const struct br_histogram *histogram, double q)
{
    uint64_t count = br_histogram_count(histogram);
    if (count == 0)
        return 0;
    uint64_t rank = rank_of(q, count);
    /* The first and the last value are known exactly, wherever their buckets are. */
    if (rank == 1)
        return (double)histogram->minimum;
    if (rank == count)
        return (double)histogram->maximum;
    size_t index = bucket_of_rank(histogram, rank);
    double low = (double)br_histogram_bucket_low(index);
    double middle = low + ((double)br_histogram_bucket_high(index) - low) / 2;
    return clamp(middle, (double)histogram->minimum, (double)histogram->maximum);
}
