/* Throughput: processes -> one rate with its interval, and what makes it unreliable. */
#include <math.h>
#include <stdlib.h>

#include "engine/value.h"
#include "summary/parts.h"

enum { RESAMPLES = 2000 };

/* Beyond these a value was seen not to repeat; see enum br_unstable. */
static const double limit_robust_cv = 0.02;
static const double limit_sample_ratio = 1.12;
static const double limit_run_delay = 0.01;
static const double limit_clock = 0.02;

double br_part_process_rate(const struct br_result *result)
{
    return br_part_ratio((double)result->work.records * 1e9, br_value_repetition_ns(result));
}

/* Sums over the samples of all processes of a cell. */
struct totals {
    double wall_ns, cpu_ns, records, index_ns;
};

static void add_process(const struct br_result *result, struct br_summary_rate *rate,
                        struct totals *totals)
{
    double wall_ns = 0, run_delay_ns = 0;
    for (size_t i = 0; i < result->samples.count; i++) {
        const struct br_sample *sample = &result->samples.items[i];
        wall_ns += (double)sample->wall_ns;
        run_delay_ns += (double)sample->run_delay_ns;
        totals->cpu_ns += (double)sample->cpu_ns;
        totals->records += (double)sample->repetitions * (double)result->work.records;
    }
    totals->wall_ns += wall_ns;
    totals->index_ns += (double)result->index_ns;

    double lanes = result->workers.count > 0 ? (double)result->workers.count : 1;
    rate->run_delay_share =
        fmax(rate->run_delay_share, br_part_ratio(run_delay_ns, wall_ns * lanes));
    rate->steady = rate->steady && result->steady;
    rate->cut = rate->cut || result->cut;
}

static void look_at_samples(const struct br_result *result, struct br_summary_rate *rate)
{
    double *times;
    size_t count = br_value_sample_times(result, &times);
    rate->samples += count;
    rate->outliers += br_stats_count_outliers(times, count);
    rate->sample_ratio = fmax(rate->sample_ratio, br_value_spread(result));
    free(times);
}

/* Median core clock of one process; NAN where the probe said nothing. */
static double process_clock(const struct br_result *result)
{
    double *clocks = br_part_allocate(result->samples.count, sizeof *clocks);
    size_t count = 0;
    for (size_t i = 0; i < result->samples.count; i++)
        if (result->samples.items[i].core_clock_ghz > 0)
            clocks[count++] = result->samples.items[i].core_clock_ghz;
    double median = br_stats_median(clocks, count);
    free(clocks);
    return median;
}

static void compare_clocks(struct br_summary_rate *rate, const double *clocks, size_t count)
{
    rate->core_clock_ghz = br_stats_median(clocks, count);
    rate->clock_deviation = count > 0 ? 0 : NAN;
    for (size_t i = 0; i < count; i++)
        rate->clock_deviation =
            fmax(rate->clock_deviation, fabs(clocks[i] / rate->core_clock_ghz - 1));
}

unsigned br_summary_unstable(const struct br_summary_rate *rate)
{
    unsigned unstable = 0;
    if (rate->robust_cv > limit_robust_cv)
        unstable |= BR_UNSTABLE_PROCESSES;
    if (rate->sample_ratio > limit_sample_ratio)
        unstable |= BR_UNSTABLE_SAMPLES;
    if (rate->run_delay_share > limit_run_delay)
        unstable |= BR_UNSTABLE_RUN_DELAY;
    if (rate->clock_deviation > limit_clock)
        unstable |= BR_UNSTABLE_CLOCK;
    return unstable;
}

double br_summary_unrest(const struct br_summary_rate *rate)
{
    if (br_summary_unstable(rate) == 0)
        return 0;
    double slowest = INFINITY;
    for (size_t i = 0; i < rate->processes; i++)
        slowest = fmin(slowest, rate->process_records_per_s[i]);
    double median = br_stats_median(rate->process_records_per_s, rate->processes);
    double reach = fmax(rate->sample_ratio, 1) * median / slowest - 1;
    return isfinite(reach) ? fmax(reach, limit_robust_cv) : limit_robust_cv;
}

static void derive(struct br_summary_rate *rate, const struct br_work *work,
                   const struct totals *totals, uint64_t seed)
{
    size_t count = rate->processes;
    double records = (double)work->records;
    rate->records_per_s = br_stats_median(rate->process_records_per_s, count);
    rate->interval =
        br_stats_bootstrap_median(rate->process_records_per_s, count, 0.95, RESAMPLES, seed);
    rate->interval_known = count >= 3;
    rate->robust_cv = br_stats_robust_cv(rate->process_records_per_s, count);
    rate->total_records_per_s = br_part_ratio(totals->records * 1e9, totals->wall_ns);
    rate->ns_per_record = br_part_ratio(1e9, rate->records_per_s);
    rate->cpu_ns_per_record = br_part_ratio(totals->cpu_ns, totals->records);
    rate->effective_cpus = br_part_ratio(totals->cpu_ns, totals->wall_ns);
    rate->index_share = br_part_ratio(totals->index_ns, totals->wall_ns);
    rate->index_per_s = br_part_ratio(totals->records * 1e9, totals->index_ns);
    rate->rest_per_s = totals->index_ns > 0 ? br_part_ratio(totals->records * 1e9,
                                                            totals->wall_ns - totals->index_ns)
                                            : NAN;

    double repetitions_per_s = br_part_ratio(rate->records_per_s, records);
    rate->bytes_per_s = repetitions_per_s * (double)work->bytes;
    rate->accepted_per_s = repetitions_per_s * (double)work->accepted;
    rate->rejected_per_s = repetitions_per_s * (double)work->rejected;
    rate->accepted_bytes_per_s = repetitions_per_s * (double)(work->bytes - work->rejected_bytes);
    rate->unstable = br_summary_unstable(rate);
}

static void set_unknown(struct br_summary_rate *rate)
{
    rate->records_per_s = rate->total_records_per_s = rate->bytes_per_s = NAN;
    rate->accepted_per_s = rate->rejected_per_s = rate->accepted_bytes_per_s = NAN;
    rate->ns_per_record = rate->cpu_ns_per_record = rate->effective_cpus = NAN;
    rate->robust_cv = rate->sample_ratio = rate->run_delay_share = NAN;
    rate->clock_deviation = rate->core_clock_ghz = rate->index_share = NAN;
    rate->index_per_s = rate->rest_per_s = NAN;
    rate->interval.low = rate->interval.high = NAN;
}

void br_part_rate(const struct br_profile *profile, struct br_summary_cell *cell)
{
    struct br_summary_rate *rate = &cell->rate;
    struct totals totals = {0};
    size_t clock_count = 0;
    const struct br_result *result = NULL, *first = NULL;
    double *clocks = br_part_allocate(profile->results.count, sizeof *clocks);

    rate->process_records_per_s =
        br_part_allocate(profile->results.count, sizeof *rate->process_records_per_s);
    rate->steady = true;
    while ((result = br_part_find(profile, cell->cell, "throughput", result)) != NULL) {
        double value = br_part_process_rate(result);
        if (!isfinite(value))
            continue;
        first = first != NULL ? first : result;
        rate->process_records_per_s[rate->processes++] = value;
        add_process(result, rate, &totals);
        look_at_samples(result, rate);
        double clock_ghz = process_clock(result);
        if (isfinite(clock_ghz))
            clocks[clock_count++] = clock_ghz;
    }
    if (first == NULL) {
        set_unknown(rate);
    } else {
        compare_clocks(rate, clocks, clock_count);
        derive(rate, &first->work, &totals, profile->config.seed);
    }
    free(clocks);
}
