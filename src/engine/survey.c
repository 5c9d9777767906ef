/* Framing a whole input once; see survey.h. */
#include "engine/survey.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include <xxhash.h>

#include "measure/histogram.h"
#include "modes/lane.h"

struct framer {
    const struct br_bench *bench;
    struct br_span spans[BR_LANE_BATCH];
    uint64_t offset;
    uint64_t records;
    uint64_t last_begin, last_end; /* of the last record */
    size_t reason_count;           /* in the workload's table */
};

static struct framer start(const struct br_bench *bench)
{
    return (struct framer){.bench = bench,
                           .reason_count = br_bench_reasons(bench->loaded.workload)};
}

static int broken(const struct framer *framer, const char *what, struct br_error *error)
{
    return br_error_set(
        error, BR_ERROR_WORK,
        "workload %s: frame() %s at offset %" PRIu64 " of the input, record %" PRIu64,
        framer->bench->loaded.workload->name, what, framer->offset, framer->records);
}

static int check_spans(const struct framer *framer, size_t count, uint64_t before,
                       struct br_error *error)
{
    uint64_t size = framer->bench->map.size;
    uint64_t end = framer->last_end;
    for (size_t i = 0; i < count; i++) {
        const struct br_span *span = &framer->spans[i];
        if (span->offset < end)
            return broken(framer, "found records that overlap or are out of order", error);
        if (span->offset > size || span->size > size - span->offset)
            return broken(framer, "found a record outside the input", error);
        if (span->reason > framer->reason_count)
            return broken(framer, "gave a reason that is not in the workload's table", error);
        end = span->offset + span->size;
    }
    if (framer->offset < end || framer->offset > size)
        return broken(framer, "moved its offset to a wrong place", error);
    if (count > 0 && framer->offset == before)
        return broken(framer, "made no progress", error);
    return 0;
}

/* The next batch of at most `capacity` records; 0 at the end of the input. */
static int next_batch(struct framer *framer, size_t capacity, size_t *count, struct br_error *error)
{
    const struct br_bench *bench = framer->bench;
    struct br_cursor *cursor = &bench->channel->cursors[0];
    uint64_t before = framer->offset;
    atomic_store_explicit(&cursor->offset, before, memory_order_relaxed);
    *count = bench->loaded.workload->frame(bench->state, bench->map.data, bench->map.size,
                                           &framer->offset, framer->spans, capacity);
    if (*count > capacity)
        return broken(framer, "returned more records than there was room for", error);
    int status = check_spans(framer, *count, before, error);
    if (status < 0)
        return status;
    framer->records += *count;
    if (*count > 0) {
        framer->last_begin = framer->spans[*count - 1].offset;
        framer->last_end = framer->last_begin + framer->spans[*count - 1].size;
    }
    return 0;
}

static void add_batch(const struct framer *framer, size_t count, struct br_histogram *sizes,
                      struct br_input *input)
{
    for (size_t i = 0; i < count; i++) {
        br_histogram_record(sizes, framer->spans[i].size);
        if (framer->spans[i].reason != BR_ACCEPTED)
            input->framing_rejects++;
    }
}

static int frame_all(const struct br_bench *bench, struct br_histogram *sizes,
                     struct br_input *input, struct br_error *error)
{
    struct framer framer = start(bench);
    size_t count = 0;
    do {
        int status = next_batch(&framer, BR_LANE_BATCH, &count, error);
        if (status < 0)
            return status;
        add_batch(&framer, count, sizes, input);
    } while (count > 0);
    if (framer.offset != bench->map.size)
        return broken(&framer, "stopped before the end", error);
    input->records = framer.records;
    return 0;
}

/* Where record number `records` (less than all of them) ends, by framing again. */
static int find_cut(const struct br_bench *bench, uint64_t records, uint64_t *offset,
                    struct br_error *error)
{
    struct framer framer = start(bench);
    size_t count = 0;
    while (framer.records < records) {
        uint64_t wanted = records - framer.records;
        size_t capacity = wanted < BR_LANE_BATCH ? (size_t)wanted : BR_LANE_BATCH;
        int status = next_batch(&framer, capacity, &count, error);
        if (status < 0)
            return status;
        if (count == 0)
            return broken(&framer, "found fewer records than before", error);
    }
    *offset = framer.last_end;
    return 0;
}

static int add_cut(const struct br_bench *bench, uint64_t size, struct br_input *input,
                   struct br_error *error)
{
    uint64_t rest = size % input->records;
    uint64_t offset = 0;
    if (rest == 0)
        return 0;
    int status = find_cut(bench, rest, &offset, error);
    if (status < 0)
        return status;
    *(uint64_t *)br_list_append(&input->cut_sizes, sizeof offset) = size;
    *(uint64_t *)br_list_append(&input->cut_offsets, sizeof offset) = offset;
    return 0;
}

/* Where the repetitions of the cells end, and the shorter ones of the instructions pass. */
static int find_cuts(const struct br_bench *bench, struct br_input *input, struct br_error *error)
{
    const struct br_config *config = &bench->job->config;
    bool counts = false;
    int status = 0;
    for (size_t i = 0; i < config->sizes.count && status == 0; i++)
        status = add_cut(bench, config->sizes.items[i], input, error);
    for (size_t i = 0; i < config->passes.count; i++)
        counts = counts || strcmp(config->passes.items[i], "instructions") == 0;
    if (status == 0 && counts)
        status = add_cut(bench, config->instruction_records, input, error);
    return status;
}

static int describe(const struct br_bench *bench, struct br_histogram *sizes,
                    struct br_input *input, struct br_error *error)
{
    int status = frame_all(bench, sizes, input, error);
    if (status < 0)
        return status;
    if (input->records == 0)
        return br_error_set(error, BR_ERROR_INPUT,
                            "the input holds no record of the format %s, only %zu bytes of padding",
                            bench->loaded.workload->format, bench->map.size);
    input->padding_bytes = bench->map.size - sizes->sum;
    input->record_bytes_mean = br_histogram_mean(sizes);
    input->record_bytes_p50 = (uint64_t)br_histogram_quantile(sizes, 0.5);
    input->record_bytes_p99 = (uint64_t)br_histogram_quantile(sizes, 0.99);
    input->record_bytes_max = sizes->maximum;
    return find_cuts(bench, input, error);
}

int br_survey(const struct br_bench *bench, struct br_input *input, struct br_error *error)
{
    struct br_histogram *sizes = malloc(sizeof *sizes);
    if (sizes == NULL)
        return br_error_set(error, BR_ERROR_MEMORY, "no memory to survey the input");
    br_histogram_reset(sizes);
    input->bytes = bench->map.size;
    input->digest = XXH3_64bits(bench->map.data, bench->map.size);
    input->splittable = bench->loaded.workload->split != NULL;
    input->format = br_string_copy(bench->loaded.workload->format);
    atomic_store(&bench->channel->cursors[0].busy,
                 BR_BUSY_FRAMING); /* so that a crash is told by its place */
    atomic_store(&bench->channel->lane_count, 1);
    int status = describe(bench, sizes, input, error);
    atomic_store(&bench->channel->cursors[0].busy, BR_BUSY_NOT);
    free(sizes);
    return status;
}

int br_locate(const struct br_bench *bench, const struct br_counts *offsets,
              struct br_counts *indices, struct br_error *error)
{
    struct framer framer = start(bench);
    for (size_t i = 0; i < offsets->count; i++) {
        uint64_t target = offsets->items[i];
        size_t count = 1;
        while (framer.offset < target && count > 0) {
            int status = next_batch(&framer, 1, &count, error);
            if (status < 0)
                return status;
        }
        bool is_past = framer.records > 0 && framer.last_begin >= target;
        *(uint64_t *)br_list_append(indices, sizeof target) = framer.records - (is_past ? 1 : 0);
    }
    return 0;
}

static void note_nearest(struct br_record_facts *facts, uint64_t offset, uint64_t record)
{
    *(uint64_t *)br_list_append(&facts->nearest, sizeof offset) = offset;
    *(uint64_t *)br_list_append(&facts->nearest_records, sizeof record) = record;
}

int br_locate_record(const struct br_bench *bench, uint64_t offset, struct br_record_facts *facts,
                     uint32_t *reason, struct br_error *error)
{
    struct framer framer = start(bench);
    uint64_t before = 0;
    size_t count = 1;
    while (count > 0 && (framer.records == 0 || framer.last_begin < offset)) {
        before = framer.last_begin;
        int status = next_batch(&framer, 1, &count, error);
        if (status < 0)
            return status;
    }
    facts->found = framer.records > 0 && framer.last_begin == offset;
    facts->record = framer.records > 0 ? framer.records - 1 : 0;
    facts->bytes = framer.last_end - framer.last_begin;
    *reason = framer.spans[0].reason;
    bool is_behind = framer.records > 0 && framer.last_begin > offset;
    if (!facts->found && is_behind && framer.records > 1)
        note_nearest(facts, before, framer.records - 2);
    if (!facts->found && framer.records > 0)
        note_nearest(facts, framer.last_begin, framer.records - 1);
    return 0;
}
