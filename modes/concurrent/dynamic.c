/*
 * The strategy `dynamic`: workers claim chunks from a shared cursor.
 *
 * Splittable formats: a chunk is a range of bytes, claimed by one atomic addition and framed by the
 * worker. Sequential formats: a chunk is a number of records, framed under a lock, since only there
 * is the next boundary known.
 */
#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#include "modes/concurrent/strategy.h"

#define CHUNK_BYTES_LEAST 4096u

/* What different threads write is kept on lines of its own, at the price of padding. */
/* NOLINTNEXTLINE(clang-analyzer-optin.performance.Padding) */
struct dynamic {
    /* splittable */
    uint64_t chunk_bytes;
    uint64_t chunks_per_cycle;
    uint64_t chunk_count;
    alignas(BR_CACHE_LINES) _Atomic uint64_t next_chunk;
    /* sequential */
    alignas(BR_CACHE_LINES) pthread_mutex_t lock;
    uint64_t offset;
    uint64_t remaining;
    uint64_t chunk_records;
    struct br_span *spans; /* chunk_records per lane */
};

static int dynamic_open(struct br_run *run, struct br_concurrent *concurrent,
                        struct br_error *error)
{
    size_t size = (sizeof(struct dynamic) + BR_CACHE_LINES - 1) / BR_CACHE_LINES * BR_CACHE_LINES;
    struct dynamic *own = aligned_alloc(BR_CACHE_LINES, size);
    if (own == NULL)
        return br_error_set(error, BR_ERROR_MEMORY, "no memory for the dynamic strategy");
    memset(own, 0, size);
    concurrent->own = own;
    pthread_mutex_init(&own->lock, NULL);
    own->chunk_records = run->chunk_records;
    own->chunk_bytes = run->chunk_records * run->record_bytes_mean;
    if (own->chunk_bytes < CHUNK_BYTES_LEAST)
        own->chunk_bytes = CHUNK_BYTES_LEAST;
    own->chunks_per_cycle = (run->size + own->chunk_bytes - 1) / own->chunk_bytes;
    if (run->workload->split != NULL)
        return 0;
    uint64_t bytes = own->chunk_records * run->lane_count * sizeof *own->spans;
    own->spans = calloc(run->lane_count, own->chunk_records * sizeof *own->spans);
    if (own->spans == NULL)
        return br_error_set(error, BR_ERROR_MEMORY,
                            "no memory for chunks of %llu records: use a smaller --chunk",
                            (unsigned long long)own->chunk_records);
    run->mode_bytes += bytes;
    return 0;
}

static void dynamic_prepare(struct br_run *run, void *memory)
{
    struct dynamic *own = memory;
    uint64_t cut_chunks = (run->extent.cut_offset + own->chunk_bytes - 1) / own->chunk_bytes;
    own->chunk_count = run->extent.cycles * own->chunks_per_cycle + cut_chunks;
    atomic_store_explicit(&own->next_chunk, 0, memory_order_relaxed);
    own->offset = 0;
    own->remaining = run->extent.records;
}

static void work_on_byte_chunks(struct br_run *run, struct dynamic *own, struct br_lane *lane)
{
    for (;;) {
        uint64_t chunk = atomic_fetch_add_explicit(&own->next_chunk, 1, memory_order_relaxed);
        if (chunk >= own->chunk_count)
            break;
        uint64_t cycle = chunk / own->chunks_per_cycle;
        uint64_t limit = cycle < run->extent.cycles ? run->size : run->extent.cut_offset;
        uint64_t begin = chunk % own->chunks_per_cycle * own->chunk_bytes;
        uint64_t end = begin + own->chunk_bytes < limit ? begin + own->chunk_bytes : limit;
        br_drive_split(lane, begin, end, limit);
    }
}

/* A chunk may hold fewer records than asked where the input ends in it; 0 = all are claimed. */
static size_t claim_records(struct br_run *run, struct dynamic *own, struct br_lane *lane,
                            struct br_span *spans)
{
    size_t count = 0;
    uint64_t begin = br_clock_ticks();
    pthread_mutex_lock(&own->lock);
    lane->starved_ticks += br_clock_ticks() - begin;
    while (count == 0 && own->remaining > 0) {
        uint64_t wanted = own->remaining < own->chunk_records ? own->remaining : own->chunk_records;
        count = br_lane_frame(lane, run->size, &own->offset, spans, (size_t)wanted);
        if (count == 0)
            own->offset = 0;
    }
    own->remaining -= count;
    pthread_mutex_unlock(&own->lock);
    return count;
}

static void work_on_record_chunks(struct br_run *run, struct dynamic *own, struct br_lane *lane)
{
    struct br_span *spans = own->spans + lane->index * own->chunk_records;
    for (;;) {
        size_t count = claim_records(run, own, lane, spans);
        if (count == 0)
            break;
        br_lane_take(lane, spans, count);
    }
}

static void dynamic_work(struct br_run *run, size_t index)
{
    struct dynamic *own = br_concurrent_own(run);
    if (own->spans == NULL)
        work_on_byte_chunks(run, own, &run->lanes[index]);
    else
        work_on_record_chunks(run, own, &run->lanes[index]);
}

static void dynamic_close(void *memory)
{
    struct dynamic *own = memory;
    if (own == NULL)
        return;
    pthread_mutex_destroy(&own->lock);
    free(own->spans);
    free(own);
}

const struct br_concurrent_strategy br_strategy_dynamic = {
    .name = "dynamic",
    .open = dynamic_open,
    .prepare = dynamic_prepare,
    .work = dynamic_work,
    .close = dynamic_close,
};
