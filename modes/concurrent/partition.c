/*
 * The strategy `partition`: each worker owns a contiguous range.
 *
 * Splittable formats: ranges of bytes of the repetition's input (all cycles laid end to end); each
 * worker finds its own first record. Sequential formats: an index of every record is made serially
 * by lane 0 inside the clock, then ranges of that index; 16 bytes per record.
 */
#include <stdlib.h>
#include <string.h>

#include "modes/concurrent/strategy.h"

struct partition {
    struct br_span *index; /* NULL for splittable formats */
    uint64_t index_capacity;
    uint64_t index_count;
};

static int partition_open(struct br_run *run, struct br_concurrent *concurrent,
                          struct br_error *error)
{
    struct partition *own = calloc(1, sizeof *own);
    if (own == NULL)
        return br_error_set(error, BR_ERROR_MEMORY, "no memory for the partition strategy");
    concurrent->own = own;
    if (run->workload->split != NULL)
        return 0;
    own->index_capacity = run->extent.records;
    uint64_t bytes = own->index_capacity * sizeof *own->index;
    own->index = malloc(bytes);
    if (own->index == NULL)
        return br_error_set(error, BR_ERROR_MEMORY,
                            "no memory for the index of %llu records (%llu MiB): use a smaller "
                            "--sizes or --strategy dynamic",
                            (unsigned long long)own->index_capacity,
                            (unsigned long long)(bytes >> 20));
    memset(own->index, 0, bytes); /* page faults belong before the clock */
    run->index_bytes = bytes;
    run->mode_bytes += bytes;
    return 0;
}

static void make_index(struct br_run *run, struct partition *own)
{
    struct br_lane *lane = &run->lanes[0];
    uint64_t begin = br_clock_ticks();
    uint64_t offset = 0;
    uint64_t count = 0;
    while (count < run->extent.records) {
        uint64_t wanted = run->extent.records - count;
        size_t capacity = wanted < BR_LANE_BATCH ? (size_t)wanted : BR_LANE_BATCH;
        size_t found = br_lane_frame(lane, run->size, &offset, own->index + count, capacity);
        if (found == 0)
            offset = 0;
        count += found;
    }
    own->index_count = count;
    run->index_ticks += br_clock_ticks() - begin;
}

static void partition_prepare(struct br_run *run, void *memory)
{
    struct partition *own = memory;
    if (own->index != NULL)
        make_index(run, own);
}

/* The entries come from memory, 16 bytes for each record; with marks on, that is seen as a stage of
 * its own, otherwise it happens on the way. */
static void fetch_entries(struct br_lane *lane, const struct br_span *spans, size_t count)
{
    if (lane->stages == NULL)
        return;
    uint64_t words = 0;
    br_stage_begin(lane->stages, lane->stage_index);
    for (size_t i = 0; i < count; i++)
        words |= br_span_word(&spans[i]);
    __asm__ volatile("" : : "r"(words)); /* keeps the loads */
    br_stage_end(lane->stages, lane->stage_index);
}

static void work_on_index(struct br_run *run, struct partition *own, size_t index)
{
    struct br_lane *lane = &run->lanes[index];
    uint64_t at = br_part_begin(own->index_count, index, run->lane_count);
    uint64_t end = br_part_begin(own->index_count, index + 1, run->lane_count);
    while (at < end) {
        size_t count = end - at < BR_LANE_BATCH ? (size_t)(end - at) : BR_LANE_BATCH;
        fetch_entries(lane, own->index + at, count);
        br_lane_take(lane, own->index + at, count);
        at += count;
    }
}

/* The repetition as one line of bytes: cycle after cycle, the last one perhaps cut. */
static void work_on_bytes(struct br_run *run, size_t index)
{
    struct br_lane *lane = &run->lanes[index];
    uint64_t total = run->extent.cycles * run->size + run->extent.cut_offset;
    uint64_t begin = br_part_begin(total, index, run->lane_count);
    uint64_t end = br_part_begin(total, index + 1, run->lane_count);
    while (begin < end) {
        uint64_t cycle = begin / run->size;
        uint64_t base = cycle * run->size;
        uint64_t limit = cycle < run->extent.cycles ? run->size : run->extent.cut_offset;
        uint64_t stop = end - base < limit ? end - base : limit;
        br_drive_split(lane, begin - base, stop, limit);
        begin = base + stop;
    }
}

static void partition_work(struct br_run *run, size_t index)
{
    struct partition *own = br_concurrent_own(run);
    if (own->index != NULL)
        work_on_index(run, own, index);
    else
        work_on_bytes(run, index);
}

static void partition_close(void *memory)
{
    struct partition *own = memory;
    if (own != NULL)
        free(own->index);
    free(own);
}

const struct br_concurrent_strategy br_strategy_partition = {
    .name = "partition",
    .open = partition_open,
    .prepare = partition_prepare,
    .work = partition_work,
    .close = partition_close,
};
