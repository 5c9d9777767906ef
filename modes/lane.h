/*
 * What the modes share: the run, its lanes, framing and consuming batches of records.
 *
 * One thread's way through a repetition, whatever the mode: br_lane_frame finds the next batch of
 * records, br_lane_take counts it and hands it to the pass's consumer, which calls the workload.
 * Between the two nothing is allocated, locked or printed.
 */
#ifndef BR_MODES_LANE_H
#define BR_MODES_LANE_H

#include <stdalign.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <benchrun/workload.h>

#include "base/clock.h"
#include "base/error.h"
#include "measure/histogram.h"
#include "measure/instruction_marks.h"
#include "measure/preemption.h"
#include "modes/digest.h"
#include "modes/mode.h"
#include "modes/slowest.h"

/* Records framed at a time: their spans stay in the first-level cache. */
#define BR_LANE_BATCH 64
#define BR_CACHE_LINES 128 /* two lines: adjacent ones are fetched together */

/* Framing a long record touches its first and its last line only. Done for many records ahead, each
 * is a miss that nothing hides, and the lines are gone from the first-level cache when the record's
 * turn comes; so records of this mean size and more are framed one at a time. */
#define BR_LANE_LONG_RECORD 1024

/* What a pass switches on. Each is exclusive: instruments do not disturb each other. */
enum br_instrument {
    BR_INSTRUMENT_NONE,          /* throughput, alloc, counters */
    BR_INSTRUMENT_DIGEST,        /* verify */
    BR_INSTRUMENT_LATENCY,       /* a time stamp per record */
    BR_INSTRUMENT_LATENCY_BATCH, /* a time stamp per batch of BR_LANE_BATCH records */
    BR_INSTRUMENT_STAGES
};

/* What a cursor's worker is inside of. */
enum br_busy {
    BR_BUSY_NOT,
    BR_BUSY_RECORD,  /* process */
    BR_BUSY_FRAMING, /* frame */
    BR_BUSY_BATCH    /* process_batch: the offset is that of its first record */
};

/* Where a worker is: in memory shared with the parent, so that it can name the record that a child
 * died in. Written by one lane, read by the parent at any time. */
struct br_cursor {
    alignas(BR_CACHE_LINES) _Atomic uint64_t offset; /* of the record, or of the batch, at hand */
    _Atomic uint64_t records;                        /* finished since the child started */
    _Atomic uint32_t busy;                           /* enum br_busy */
    _Atomic uint32_t stage;                          /* row of the stage profiler, 0 = none */
};

/* What no workload can mean; figures made of it would be nonsense as well. */
enum br_nonsense {
    BR_NONSENSE_NONE,
    BR_NONSENSE_REASON, /* an outcome's reason that does not exist */
    BR_NONSENSE_OUTPUT, /* BR_OUTPUT_LARGEST or more bytes written for one record */
    BR_NONSENSE_TALLY   /* a batch whose records are not all accepted or rejected */
};
#define BR_OUTPUT_BITS 48 /* a negative number is far above it */
#define BR_OUTPUT_LARGEST (UINT64_C(1) << BR_OUTPUT_BITS)

/* Sums over records; all additive, so lanes merge without loss. */
struct br_sums {
    uint64_t records, accepted, bytes, rejected_bytes, output_bytes, witness;
    uint64_t *rejected; /* per reason, run->reason_count of them; [0] is reason 1 */
};

/* One thread's own state. */
struct br_lane {
    alignas(BR_CACHE_LINES) void *worker; /* the workload's */
    void (*consume)(struct br_lane *lane, const struct br_span *spans, size_t count);
    const struct br_run *run;
    struct br_sums sums;
    struct br_cursor *cursor;
    struct br_span *spans;          /* BR_LANE_BATCH of them */
    struct br_digest *digest;       /* verify */
    struct br_histogram *service;   /* latency, of records the thread worked on undisturbed */
    struct br_histogram *disturbed; /* latency, of those in which it lost its CPU */
    struct br_preemption preemption;
    struct br_slowest *slowest;           /* latency, of the same records as `service` ... */
    struct br_slowest *slowest_disturbed; /* ... and as `disturbed` */
    struct br_histogram *residence;       /* latency of queue */
    uint64_t framed_ticks;                /* when the batch at hand was framed, for residence */
    struct br_instruction_marks *marks;   /* instructions pass */
    uint64_t unprocessed;                 /* records rejected by framing: no latency is theirs */
    struct br_stages *stages;
    uint32_t stage_frame, stage_process, stage_wait, stage_push, stage_pop, stage_index;
    int cpu;                /* pinned to; -1 = not pinned */
    uint64_t frame_ticks;   /* stages and alloc passes */
    uint64_t starved_ticks; /* waited for work */
    uint64_t blocked_ticks; /* waited for a free batch, or for the others at the end */
    uint64_t wall_ticks;    /* inside repetitions */
    uint64_t pass_ticks;    /* when this lane finished its part of the last repetition */
    size_t index;
    uint64_t nonsense_offset;  /* of the record, or of the batch, that it was returned for */
    enum br_nonsense nonsense; /* the first that the workload returned */
    bool begun;                /* worker_begin succeeded and worker_end is due */
    bool times_framing;
    bool producer;
};

/* How much of the input one repetition covers: `cycles` times the whole input, then up to
 * `cut_offset`; the same as `records` records. */
struct br_extent {
    uint64_t records;
    uint64_t cycles;
    uint64_t cut_offset; /* 0 = nothing after the whole cycles */
};

/* One pass's constants. */
struct br_run {
    const struct br_workload *workload;
    void *state; /* the workload's shared state */
    const struct br_harness *harness;
    size_t reason_count;
    const unsigned char *data;
    uint64_t size;
    uint64_t record_bytes_mean; /* at least 1 */
    struct br_extent extent;
    const char *strategy;
    uint64_t threads;
    uint64_t batch_records, ring_batches, chunk_records;
    enum br_instrument instrument;
    struct br_lane *lanes;
    size_t lane_count;
    bool crowded;         /* more lanes than CPUs: waiting must not spin */
    uint64_t index_ticks; /* partition over a sequential format */
    uint64_t index_bytes;
    uint64_t mode_bytes; /* memory the mode got for itself, index included */
    void *mode_state;
};

/* Ticks from one stamp to a later one. Stamps of two CPUs may be a little out of step, and a stamp
 * is not fenced: one that seems to lie before the other is no time at all. */
static inline uint64_t br_lane_ticks_between(uint64_t earlier, uint64_t later)
{
    return later > earlier ? later - earlier : 0;
}

/* The consumer of a pass; chosen once, before the clock. */
void br_lane_choose_consumer(struct br_lane *lane);

/* Binds the calling thread to the lane's CPU; a lane that could not be bound has cpu -1. */
void br_lane_pin(struct br_lane *lane);

/* Clears sums, histograms and waits: after warm-up. */
void br_lane_reset(struct br_lane *lane);

/* Splits a batch that has records rejected by framing; the slow side of br_lane_take. */
void br_lane_take_mixed(struct br_lane *lane, const struct br_span *spans, size_t count);

/* Finds up to `capacity` records in [*offset, end) of the input. */
static inline size_t br_lane_frame(struct br_lane *lane, uint64_t end, uint64_t *offset,
                                   struct br_span *spans, size_t capacity)
{
    const struct br_run *run = lane->run;
    uint64_t begin = 0;
    if (__builtin_expect(lane->times_framing, 0)) {
        begin = br_clock_ticks();
        br_stage_begin(lane->stages, lane->stage_frame);
    }
    atomic_store_explicit(&lane->cursor->offset, *offset, memory_order_relaxed);
    atomic_store_explicit(&lane->cursor->busy, BR_BUSY_FRAMING, memory_order_relaxed);
    size_t count = run->workload->frame(run->state, run->data, end, offset, spans, capacity);
    if (__builtin_expect(lane->times_framing, 0)) {
        br_stage_end(lane->stages, lane->stage_frame);
        lane->frame_ticks += br_clock_ticks() - begin;
    }
    atomic_store_explicit(&lane->cursor->busy, BR_BUSY_NOT, memory_order_relaxed);
    return count;
}

/* How many records to frame at a time. */
static inline size_t br_lane_ahead(const struct br_run *run)
{
    bool one = run->record_bytes_mean >= BR_LANE_LONG_RECORD &&
               run->instrument != BR_INSTRUMENT_LATENCY_BATCH;
    return one ? 1 : BR_LANE_BATCH;
}

/* Size and reason as one word: one load tells whether a span is plain, and how long it is. */
static inline uint64_t br_span_word(const struct br_span *span)
{
    return (uint64_t)span->reason << 32 | span->size;
}

/* Counts a batch and works on it. */
static inline void br_lane_take(struct br_lane *lane, const struct br_span *spans, size_t count)
{
    uint64_t bytes = 0;
    uint64_t words = 0;
    for (const struct br_span *span = spans; span < spans + count; span++) {
        uint64_t word = br_span_word(span);
        bytes += (uint32_t)word;
        words |= word;
    }
    lane->sums.records += count;
    lane->sums.bytes += bytes;
    atomic_store_explicit(&lane->cursor->busy, BR_BUSY_RECORD, memory_order_relaxed);
    if (__builtin_expect(words >> 32 == BR_ACCEPTED, 1))
        lane->consume(lane, spans, count);
    else
        br_lane_take_mixed(lane, spans, count);
    atomic_store_explicit(&lane->cursor->busy, BR_BUSY_NOT, memory_order_relaxed);
    atomic_store_explicit(&lane->cursor->records,
                          atomic_load_explicit(&lane->cursor->records, memory_order_relaxed) +
                              count,
                          memory_order_relaxed);
}

/* Frames and takes everything in [begin, end) of the input. */
void br_lane_drive_range(struct br_lane *lane, uint64_t begin, uint64_t end);

#endif
