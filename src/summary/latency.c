/* Latency: a stored sparse histogram -> quantiles in ns, and how far they are the workload's. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "measure/machine.h"
#include "summary/parts.h"

const double br_summary_quantiles[BR_SUMMARY_QUANTILES] = {0.5, 0.9, 0.99, 0.999, 0.9999};
const char *const br_summary_quantile_names[BR_SUMMARY_QUANTILES] = {"p50", "p90", "p99", "p99.9",
                                                                     "p99.99"};

/* A quantile with fewer records than this beyond it is hardly more than the maximum. */
static const double records_beyond = 10;

int br_summary_histogram(const struct br_latency *latency, struct br_histogram *histogram,
                         struct br_error *error)
{
    br_histogram_reset(histogram);
    if (latency->bits != BR_HISTOGRAM_BITS)
        return br_error_set(error, BR_ERROR_FORMAT,
                            "the latency histogram has %llu sub-bucket bits; this benchrun reads "
                            "%d: use the version that wrote the profile",
                            (unsigned long long)latency->bits, BR_HISTOGRAM_BITS);
    if (latency->indices.count != latency->counts.count || !(latency->ticks_per_ns > 0))
        return br_error_set(error, BR_ERROR_FORMAT,
                            "the latency histogram is damaged: %zu indices, %zu counts, %g ticks "
                            "per ns",
                            latency->indices.count, latency->counts.count, latency->ticks_per_ns);
    for (size_t i = 0; i < latency->indices.count; i++) {
        if (latency->indices.items[i] >= BR_HISTOGRAM_BUCKETS)
            return br_error_set(error, BR_ERROR_FORMAT,
                                "the latency histogram is damaged: it has no bucket %llu",
                                (unsigned long long)latency->indices.items[i]);
        histogram->counts[latency->indices.items[i]] += latency->counts.items[i];
    }
    histogram->sum = latency->sum;
    histogram->minimum = latency->minimum;
    histogram->maximum = latency->maximum;
    histogram->saturated = latency->saturated;
    return 0;
}

/* NAN where the machine's floor was not probed. */
static double tick_limit(const struct br_environment *environment, double mean_ns)
{
    struct br_machine_floor floor = {.gaps_per_s = environment->floor_gaps_per_s,
                                     .gap_ns_p50 = environment->floor_gap_ns_p50,
                                     .gap_ns_p99 = environment->floor_gap_ns_p99,
                                     .gap_ns_max = environment->floor_gap_ns_max,
                                     .lost_share = environment->floor_lost_share};
    if (!(floor.gaps_per_s > 0))
        return NAN;
    return br_machine_tick_limit(&floor, mean_ns);
}

static enum br_tail judge_tail(const struct br_summary_latency *latency, double q)
{
    if ((double)latency->records * (1 - q) < records_beyond)
        return BR_TAIL_FEW;
    return q > latency->tick_limit ? BR_TAIL_MACHINE : BR_TAIL_WORKLOAD;
}

static void derive(const struct br_environment *environment, const struct br_histogram *histogram,
                   struct br_summary_latency *latency)
{
    double ticks_per_ns = latency->raw->ticks_per_ns;
    latency->records = br_histogram_count(histogram);
    latency->mean_ns = br_histogram_mean(histogram) / ticks_per_ns;
    latency->minimum_ns = (double)histogram->minimum / ticks_per_ns;
    latency->maximum_ns = (double)histogram->maximum / ticks_per_ns;
    latency->batched = latency->raw->records_per_stamp > 1;
    latency->tick_limit = tick_limit(environment, latency->mean_ns);
    for (size_t i = 0; i < BR_SUMMARY_QUANTILES; i++) {
        double q = br_summary_quantiles[i];
        latency->tail[i] = judge_tail(latency, q);
        latency->ns[i] = latency->batched || latency->tail[i] == BR_TAIL_FEW
                             ? NAN
                             : br_histogram_quantile(histogram, q) / ticks_per_ns;
    }
}

int br_part_latency(const struct br_profile *profile, struct br_summary_cell *cell,
                    struct br_error *error)
{
    const struct br_result *result = br_part_find(profile, cell->cell, "latency", NULL);
    if (result == NULL || result->latencies.count == 0)
        return 0;

    struct br_histogram *histogram = br_part_allocate(1, sizeof *histogram);
    int code = 0;
    cell->latencies = br_part_allocate(result->latencies.count, sizeof *cell->latencies);
    for (size_t i = 0; i < result->latencies.count && code == 0; i++) {
        struct br_summary_latency *latency = &cell->latencies[cell->latency_count];
        code = br_summary_histogram(&result->latencies.items[i], histogram, error);
        if (code != 0 || br_histogram_count(histogram) == 0)
            continue;
        latency->raw = &result->latencies.items[i];
        derive(&profile->environment, histogram, latency);
        cell->latency_count++;
    }
    free(histogram);
    return code != 0 ? br_error_prefix(error, "latency of %s", cell->label) : 0;
}
