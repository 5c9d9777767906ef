/* The slowest records of all lanes, with their numbers, put into a result; see measure.h. */
#include <stdlib.h>

#include "engine/measure.h"
#include "engine/survey.h"
#include "modes/slowest.h"
#include "stats/stats.h"

static void append_slowest(const struct br_bench *bench, struct br_slowest *merged, bool disturbed,
                           struct br_slow_records *records)
{
    br_slowest_sort(merged);
    for (size_t i = 0; i < merged->count; i++) {
        struct br_slow_record *record = br_list_append(records, sizeof *record);
        *record = (struct br_slow_record){
            .offset = merged->entries[i].offset,
            .bytes = merged->entries[i].size,
            .ns = (double)merged->entries[i].ticks / bench->job->ticks_per_ns,
            .rejected = merged->entries[i].rejected,
            .disturbed = disturbed,
        };
    }
}

static int by_offset(const void *left, const void *right)
{
    uint64_t a = ((const struct br_slow_record *)left)->offset;
    uint64_t b = ((const struct br_slow_record *)right)->offset;
    return (a > b) - (a < b);
}

/* Stable, so that of two alike the first in the input stays first. */
static void sort_by_time(struct br_slow_records *records)
{
    for (size_t i = 1; i < records->count; i++) {
        struct br_slow_record moved = records->items[i];
        size_t at = i;
        for (; at > 0 && records->items[at - 1].ns < moved.ns; at--)
            records->items[at] = records->items[at - 1];
        records->items[at] = moved;
    }
}

/* ---- fields ---- */

enum { RECORDS_ASKED = 1000 }; /* of the whole input, for the median */

/* A record that crashes the workload is told by its place. */
static uint64_t fields_of(const struct br_bench *bench, uint64_t offset, size_t size)
{
    struct br_cursor *cursor = &bench->channel->cursors[0];
    atomic_store(&cursor->offset, offset);
    atomic_store(&cursor->busy, BR_BUSY_RECORD);
    uint64_t fields = bench->loaded.workload->fields(bench->state, bench->map.data + offset, size);
    atomic_store(&cursor->busy, BR_BUSY_NOT);
    return fields;
}

/* Every so many of the accepted records, from the first to the last. */
static void ask_some(const struct br_bench *bench, struct br_numbers *counts)
{
    struct br_span spans[BR_LANE_BATCH];
    uint64_t offset = 0, record = 0, stride = bench->job->input.records / RECORDS_ASKED + 1;
    size_t count = 1;
    while (count > 0) {
        count = bench->loaded.workload->frame(bench->state, bench->map.data, bench->map.size,
                                              &offset, spans, BR_LANE_BATCH);
        for (size_t i = 0; i < count; i++, record++)
            if (record % stride == 0 && spans[i].reason == BR_ACCEPTED)
                *(double *)br_list_append(counts, sizeof(double)) =
                    (double)fields_of(bench, spans[i].offset, spans[i].size);
    }
}

/* Where the workload tells: of the slowest, and what is usual. */
static void count_fields(const struct br_bench *bench, struct br_result *result)
{
    struct br_numbers counts = {0};
    if (bench->loaded.workload->fields == NULL)
        return;
    for (size_t i = 0; i < result->slowest.count; i++) {
        struct br_slow_record *record = &result->slowest.items[i];
        record->fields = fields_of(bench, record->offset, (size_t)record->bytes);
    }
    ask_some(bench, &counts);
    if (counts.count > 0)
        result->record_fields_p50 = (uint64_t)br_stats_median(counts.items, counts.count);
    free(counts.items);
}

/* ---- numbers ---- */

/* A lane knows a record by its offset; its number is found by framing up to there. */
static int number_records(const struct br_bench *bench, struct br_slow_records *records,
                          struct br_error *error)
{
    struct br_counts offsets = {0}, indices = {0};
    qsort(records->items, records->count, sizeof *records->items, by_offset);
    for (size_t i = 0; i < records->count; i++)
        *(uint64_t *)br_list_append(&offsets, sizeof(uint64_t)) = records->items[i].offset;
    int status = br_locate(bench, &offsets, &indices, error);
    for (size_t i = 0; i < indices.count && i < records->count; i++)
        records->items[i].record = indices.items[i];
    sort_by_time(records);
    free(offsets.items);
    free(indices.items);
    return status;
}

int br_collect_slowest(const struct br_bench *bench, struct br_result *result,
                       struct br_error *error)
{
    const struct br_run *run = &bench->run;
    struct br_slowest undisturbed = {0}, disturbed = {0};
    if (run->instrument != BR_INSTRUMENT_LATENCY)
        return 0;
    for (size_t i = 0; i < run->lane_count; i++) {
        br_slowest_merge(&undisturbed, run->lanes[i].slowest);
        br_slowest_merge(&disturbed, run->lanes[i].slowest_disturbed);
    }
    append_slowest(bench, &undisturbed, false, &result->slowest);
    append_slowest(bench, &disturbed, true, &result->slowest);
    if (result->slowest.count == 0)
        return 0;
    count_fields(bench, result);
    return number_records(bench, &result->slowest, error);
}
