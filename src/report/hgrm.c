/*
 * A latency as an HdrHistogram percentile table (.hgrm), in microseconds.
 *
 * Layout as written by HdrHistogram's outputPercentileDistribution: a header, an empty line, rows
 * of value, percentile, total count and 1/(1-percentile), and a footer. Percentiles come in steps
 * that halve with every halving of the distance to 1, five per half.
 */
#include <inttypes.h>
#include <math.h>
#include <stdlib.h>

#include "report/report.h"
#include "summary/summary.h"

enum { STEPS_PER_HALF = 5 };

/* A walk up the buckets. */
struct walk {
    const struct br_histogram *histogram;
    size_t bucket;
    uint64_t cumulated; /* up to and with the bucket */
};

static double bucket_ticks(const struct br_histogram *histogram, size_t bucket)
{
    double low = (double)br_histogram_bucket_low(bucket);
    double middle = (low + (double)br_histogram_bucket_high(bucket)) / 2;
    return fmin(fmax(middle, (double)histogram->minimum), (double)histogram->maximum);
}

/* Moves on until at least `wanted` values are in. */
static void walk_to(struct walk *walk, uint64_t wanted)
{
    while (walk->cumulated < wanted && walk->bucket + 1 < BR_HISTOGRAM_BUCKETS)
        walk->cumulated += walk->histogram->counts[++walk->bucket];
}

static double next_percentile(double percentile)
{
    double halves = floor(log2(1 / (1 - percentile))) + 1;
    return percentile + 1 / (STEPS_PER_HALF * exp2(halves));
}

static void write_rows(const struct br_histogram *histogram, uint64_t total, double ticks_per_us,
                       struct br_text *text)
{
    struct walk walk = {.histogram = histogram, .cumulated = histogram->counts[0]};
    double percentile = 0;
    for (;;) {
        uint64_t wanted = (uint64_t)ceil(percentile * (double)total);
        walk_to(&walk, wanted > 0 ? wanted : 1);
        if (walk.cumulated == total)
            break;
        br_text_format(text, "%12.3f %14.12f %10" PRIu64 " %14.2f\n",
                       bucket_ticks(histogram, walk.bucket) / ticks_per_us, percentile,
                       walk.cumulated, 1 / (1 - percentile));
        percentile = next_percentile(percentile);
    }
    br_text_format(text, "%12.3f %14.12f %10" PRIu64 "\n",
                   (double)histogram->maximum / ticks_per_us, 1.0, total);
}

static double deviation_ticks(const struct br_histogram *histogram, uint64_t total)
{
    double mean = br_histogram_mean(histogram), sum = 0;
    for (size_t i = 0; i < BR_HISTOGRAM_BUCKETS; i++) {
        double distance = bucket_ticks(histogram, i) - mean;
        sum += histogram->counts[i] > 0 ? distance * distance * (double)histogram->counts[i] : 0;
    }
    return sqrt(sum / (double)total);
}

static void write_table(const struct br_histogram *histogram, double ticks_per_us,
                        struct br_text *text)
{
    uint64_t total = br_histogram_count(histogram);
    br_text_format(text, "%12s %14s %10s %14s\n\n", "Value", "Percentile", "TotalCount",
                   "1/(1-Percentile)");
    write_rows(histogram, total, ticks_per_us, text);
    br_text_format(text, "#[Mean    = %12.3f, StdDeviation   = %12.3f]\n",
                   br_histogram_mean(histogram) / ticks_per_us,
                   deviation_ticks(histogram, total) / ticks_per_us);
    br_text_format(text, "#[Max     = %12.3f, Total count    = %12" PRIu64 "]\n",
                   (double)histogram->maximum / ticks_per_us, total);
    br_text_format(text, "#[Buckets = %12d, SubBuckets     = %12d]\n",
                   BR_HISTOGRAM_RANGE_BITS - BR_HISTOGRAM_BITS + 1, 1 << BR_HISTOGRAM_BITS);
}

int br_report_hgrm(const struct br_latency *latency, struct br_text *text, struct br_error *error)
{
    struct br_histogram *histogram = malloc(sizeof *histogram);
    if (histogram == NULL)
        return br_error_set(error, BR_ERROR_MEMORY, "out of memory for a latency histogram");
    int code = br_summary_histogram(latency, histogram, error);
    if (code == 0 && br_histogram_count(histogram) == 0)
        code = br_error_set(error, BR_ERROR_INPUT, "the latency histogram is empty");
    if (code == 0)
        write_table(histogram, latency->ticks_per_ns * 1000, text);
    free(histogram);
    return code;
}
