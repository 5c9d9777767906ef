/* The slowest records: whether they are longer, have more fields or are rejected more often than
 * records are. */
#include <math.h>
#include <stdlib.h>

#include "stats/distribution.h"
#include "summary/parts.h"

/* What chance would do once in a thousand draws is not held to be common to them. */
static const double chance = 0.001;

/* The chance that of `count` draws, each with `probability`, at least `hits` hit: the binomial
 * tail, which is I_p(hits, count - hits + 1). */
static double at_least(size_t hits, size_t count, double probability)
{
    if (hits == 0 || probability >= 1)
        return 1;
    if (probability <= 0)
        return 0;
    return br_stats_beta(probability, (double)hits, (double)(count - hits) + 1);
}

/* Of those that kept their CPU; `values` has room for all. */
static void compare_lengths(const struct br_slow_records *records, const struct br_input *input,
                            double *values, struct br_summary_slowest *slowest)
{
    slowest->input_bytes_p50 =
        input != NULL && input->records > 0 ? (double)input->record_bytes_p50 : NAN;
    for (size_t i = 0; i < records->count; i++) {
        const struct br_slow_record *record = &records->items[i];
        if (record->disturbed)
            continue;
        values[slowest->kept_cpu++] = (double)record->bytes;
        /* The input's median comes from buckets of a histogram. */
        double limit = slowest->input_bytes_p50 * (1 + 1.0 / BR_HISTOGRAM_HALF);
        slowest->longer += (double)record->bytes > limit ? 1 : 0;
        slowest->rejected += record->rejected ? 1 : 0;
    }
    slowest->bytes_p50 = br_stats_median(values, slowest->kept_cpu);
}

static void compare_fields(const struct br_slow_records *records, uint64_t usual, double *values,
                           struct br_summary_slowest *slowest)
{
    size_t count = 0;
    for (size_t i = 0; i < records->count; i++) {
        const struct br_slow_record *record = &records->items[i];
        if (record->disturbed)
            continue;
        values[count++] = (double)record->fields;
        slowest->fuller += record->fields > usual ? 1 : 0;
    }
    slowest->fields_p50 = br_stats_median(values, count);
    slowest->input_fields_p50 = (double)usual;
}

static void compare(const struct br_result *result, const struct br_input *input,
                    struct br_summary_slowest *slowest)
{
    const struct br_slow_records *records = &result->slowest;
    double *values = br_part_allocate(records->count, sizeof *values);
    compare_lengths(records, input, values, slowest);
    if (result->record_fields_p50 > 0)
        compare_fields(records, result->record_fields_p50, values, slowest);
    free(values);
}

void br_part_slowest(const struct br_profile *profile, struct br_summary_cell *cell)
{
    struct br_summary_slowest *slowest = &cell->slowest;
    const struct br_result *result = br_part_find(profile, cell->cell, "latency", NULL);
    slowest->bytes_p50 = slowest->input_bytes_p50 = slowest->rejected_share = NAN;
    slowest->fields_p50 = slowest->input_fields_p50 = NAN;
    if (result == NULL) {
        slowest->missing = "the latency pass was not run or failed";
        return;
    }
    bool batched = result->latencies.count > 0 && result->latencies.items[0].records_per_stamp > 1;
    if (result->slowest.count == 0) {
        slowest->missing = batched ? "the records of a batch share a time stamp"
                                   : "this profile was made before they were kept";
        return;
    }
    slowest->raw = &result->slowest;
    compare(result, br_profile_input(profile, cell->cell), slowest);
    slowest->disturbed = result->slowest.count - slowest->kept_cpu;
    slowest->rejected_share =
        br_part_ratio((double)result->work.rejected, (double)result->work.records);
    slowest->are_longer = isfinite(slowest->input_bytes_p50) &&
                          at_least(slowest->longer, slowest->kept_cpu, 0.5) < chance;
    slowest->are_fuller =
        slowest->fuller > 0 && at_least(slowest->fuller, slowest->kept_cpu, 0.5) < chance;
    slowest->are_rejected = slowest->rejected > 0 && at_least(slowest->rejected, slowest->kept_cpu,
                                                              slowest->rejected_share) < chance;
}

static void append_nothing(bool tells_fields, struct br_text *text)
{
    br_text_append(text,
                   tells_fields
                       ? "lengths, numbers of fields and outcomes do not tell them from the rest"
                       : "neither their lengths nor their outcomes tell them from the rest");
}

void br_summary_append_common(const struct br_summary_slowest *slowest, struct br_text *text)
{
    if (slowest->are_longer)
        br_text_format(text,
                       "%zu of %zu are longer than half of the input's records (median %.0f B "
                       "against %.0f B)",
                       slowest->longer, slowest->kept_cpu, slowest->bytes_p50,
                       slowest->input_bytes_p50);
    if (slowest->are_fuller)
        br_text_format(text,
                       "%s%zu of %zu have more fields than half of the records (median %.0f "
                       "against %.0f)",
                       slowest->are_longer ? "; " : "", slowest->fuller, slowest->kept_cpu,
                       slowest->fields_p50, slowest->input_fields_p50);
    if (slowest->are_rejected)
        br_text_format(text, "%s%zu of %zu were rejected, against %.2g %% of all records",
                       slowest->are_longer || slowest->are_fuller ? "; " : "", slowest->rejected,
                       slowest->kept_cpu, slowest->rejected_share * 100);
    if (!slowest->are_longer && !slowest->are_fuller && !slowest->are_rejected)
        append_nothing(isfinite(slowest->input_fields_p50), text);
}
