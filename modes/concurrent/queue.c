/*
 * The strategy `queue`: one producer (lane 0) frames and hands batches through a bounded ring to
 * the workers, who hand the empty batches back through another. When no empty batch is left the
 * producer waits: back-pressure.
 *
 * Both rings are Concurrency Kit's: one producer and many consumers out, many producers and one
 * consumer back. Each holds every batch there is, so an enqueue cannot fail.
 */
#include <stdlib.h>
#include <string.h>

#include <ck_ring.h>

#include "modes/concurrent/gate.h"
#include "modes/concurrent/strategy.h"

#if defined(__SANITIZE_THREAD__) /* gcc says so, clang this way: */
#define WATCHED_BY_TSAN 1
#elif defined(__has_feature)
#define WATCHED_BY_TSAN __has_feature(thread_sanitizer)
#else
#define WATCHED_BY_TSAN 0
#endif

#if WATCHED_BY_TSAN
/* The rings synchronise in inline assembly, which the thread sanitizer cannot see: it is told what
 * they do, and does not watch inside of them, where a slot is read before it is known to be ours.
 */
#include <sanitizer/tsan_interface.h>
void AnnotateIgnoreReadsBegin(const char *file, int line);
void AnnotateIgnoreReadsEnd(const char *file, int line);
void AnnotateIgnoreWritesBegin(const char *file, int line);
void AnnotateIgnoreWritesEnd(const char *file, int line);
#define HANDED_OVER(batch) __tsan_release(batch)
#define TAKEN_OVER(batch) __tsan_acquire(batch)
#define RING_ENTER()                                                                               \
    (AnnotateIgnoreReadsBegin(__FILE__, __LINE__), AnnotateIgnoreWritesBegin(__FILE__, __LINE__))
#define RING_LEAVE()                                                                               \
    (AnnotateIgnoreWritesEnd(__FILE__, __LINE__), AnnotateIgnoreReadsEnd(__FILE__, __LINE__))
#else
#define HANDED_OVER(batch) ((void)(batch))
#define TAKEN_OVER(batch) ((void)(batch))
#define RING_ENTER() ((void)0)
#define RING_LEAVE() ((void)0)
#endif

struct batch {
    alignas(BR_CACHE_LINES) size_t count;
    uint64_t framed_ticks;
    struct br_span spans[];
};

/* What different threads write is kept on lines of its own, at the price of padding. */
/* NOLINTNEXTLINE(clang-analyzer-optin.performance.Padding) */
struct queue {
    ck_ring_t full_ring;
    ck_ring_t empty_ring;
    ck_ring_buffer_t *full_slots;
    ck_ring_buffer_t *empty_slots;
    unsigned char *batches;
    size_t batch_size; /* bytes of one */
    size_t batch_count;
    size_t batch_records;
    unsigned spins;
    struct br_gate work_gate;                          /* workers: a full batch, or the end */
    struct br_gate empty_gate;                         /* the producer: an empty batch */
    alignas(BR_CACHE_LINES) _Atomic uint32_t finished; /* the producer has framed everything */
};

/* What one waiting thread looks for; filled in by the predicate that finds it. */
struct wanted {
    struct queue *queue;
    struct batch *batch;
};

static size_t ring_slots(size_t batches)
{
    size_t slots = 4; /* a power of two, and one slot always stays free */
    while (slots <= batches)
        slots *= 2;
    return slots;
}

static bool dequeue_empty(struct queue *own, struct batch **batch)
{
    RING_ENTER();
    bool found = ck_ring_dequeue_mpsc(&own->empty_ring, own->empty_slots, batch);
    RING_LEAVE();
    return found;
}

static bool dequeue_full(struct queue *own, struct batch **batch)
{
    RING_ENTER();
    bool found = ck_ring_dequeue_spmc(&own->full_ring, own->full_slots, batch);
    RING_LEAVE();
    return found;
}

static void give_empty(struct queue *own, struct batch *batch)
{
    HANDED_OVER(batch);
    RING_ENTER();
    ck_ring_enqueue_mpsc(&own->empty_ring, own->empty_slots, batch);
    RING_LEAVE();
}

static int queue_open(struct br_run *run, struct br_concurrent *concurrent, struct br_error *error)
{
    size_t size = (sizeof(struct queue) + BR_CACHE_LINES - 1) / BR_CACHE_LINES * BR_CACHE_LINES;
    struct queue *own = aligned_alloc(BR_CACHE_LINES, size);
    if (own == NULL)
        return br_error_set(error, BR_ERROR_MEMORY, "no memory for the queue strategy");
    memset(own, 0, size);
    concurrent->own = own;
    own->spins = run->crowded ? 0 : BR_GATE_SPINS;
    own->batch_records = run->batch_records;
    own->batch_count = run->ring_batches;
    own->batch_size = sizeof(struct batch) + own->batch_records * sizeof(struct br_span);
    own->batch_size = (own->batch_size + BR_CACHE_LINES - 1) / BR_CACHE_LINES * BR_CACHE_LINES;
    size_t slots = ring_slots(own->batch_count);
    own->full_slots = calloc(slots, sizeof *own->full_slots);
    own->empty_slots = calloc(slots, sizeof *own->empty_slots);
    own->batches = aligned_alloc(BR_CACHE_LINES, own->batch_size * own->batch_count);
    if (own->full_slots == NULL || own->empty_slots == NULL || own->batches == NULL)
        return br_error_set(error, BR_ERROR_MEMORY,
                            "no memory for %zu batches of %zu records: use a smaller --ring or "
                            "--batch",
                            own->batch_count, own->batch_records);
    memset(own->batches, 0, own->batch_size * own->batch_count);
    ck_ring_init(&own->full_ring, (unsigned)slots);
    ck_ring_init(&own->empty_ring, (unsigned)slots);
    for (size_t i = 0; i < own->batch_count; i++)
        give_empty(own, (struct batch *)(void *)(own->batches + i * own->batch_size));
    run->mode_bytes += own->batch_size * own->batch_count + 2 * slots * sizeof *own->full_slots;
    return 0;
}

static void queue_prepare(struct br_run *run, void *memory)
{
    (void)run;
    struct queue *own = memory;
    atomic_store_explicit(&own->finished, 0, memory_order_relaxed);
}

static bool find_empty(void *context)
{
    struct wanted *wanted = context;
    struct queue *own = wanted->queue;
    return wanted->batch != NULL || dequeue_empty(own, &wanted->batch);
}

/* True with a batch, or without one when there will be no more. */
static bool find_full(void *context)
{
    struct wanted *wanted = context;
    struct queue *own = wanted->queue;
    if (wanted->batch != NULL)
        return true;
    uint32_t finished = atomic_load_explicit(&own->finished, memory_order_acquire);
    if (dequeue_full(own, &wanted->batch))
        return true;
    wanted->batch = NULL;
    return finished != 0;
}

static struct batch *take_empty(struct queue *own, struct br_lane *lane)
{
    struct wanted wanted = {.queue = own};
    br_stage_begin(lane->stages, lane->stage_wait);
    lane->blocked_ticks += br_lane_wait(lane, &own->empty_gate, find_empty, &wanted, own->spins);
    br_stage_end(lane->stages, lane->stage_wait);
    TAKEN_OVER(wanted.batch);
    return wanted.batch;
}

static void push_full(struct queue *own, struct br_lane *lane, struct batch *batch)
{
    br_stage_begin(lane->stages, lane->stage_push);
    HANDED_OVER(batch);
    RING_ENTER();
    ck_ring_enqueue_spmc(&own->full_ring, own->full_slots, batch);
    RING_LEAVE();
    br_gate_open(&own->work_gate);
    br_stage_end(lane->stages, lane->stage_push);
}

static void produce(struct br_run *run, struct queue *own, struct br_lane *lane)
{
    uint64_t remaining = run->extent.records;
    uint64_t offset = 0;
    while (remaining > 0) {
        struct batch *batch = take_empty(own, lane);
        size_t count = 0;
        while (count == 0) {
            uint64_t wanted = remaining < own->batch_records ? remaining : own->batch_records;
            count = br_lane_frame(lane, run->size, &offset, batch->spans, (size_t)wanted);
            if (count == 0)
                offset = 0;
        }
        batch->count = count;
        batch->framed_ticks = br_clock_ticks();
        remaining -= count;
        push_full(own, lane, batch);
    }
    atomic_store_explicit(&own->finished, 1, memory_order_release);
    br_gate_open(&own->work_gate);
}

static struct batch *pop_full(struct queue *own, struct br_lane *lane)
{
    struct wanted wanted = {.queue = own};
    br_stage_begin(lane->stages, lane->stage_pop);
    lane->starved_ticks += br_lane_wait(lane, &own->work_gate, find_full, &wanted, own->spins);
    br_stage_end(lane->stages, lane->stage_pop);
    if (wanted.batch != NULL)
        TAKEN_OVER(wanted.batch);
    return wanted.batch;
}

static void give_back(struct queue *own, struct br_lane *lane, struct batch *batch)
{
    br_stage_begin(lane->stages, lane->stage_push);
    give_empty(own, batch);
    br_gate_open(&own->empty_gate);
    br_stage_end(lane->stages, lane->stage_push);
}

static void consume(struct queue *own, struct br_lane *lane)
{
    for (;;) {
        struct batch *batch = pop_full(own, lane);
        if (batch == NULL)
            break;
        lane->framed_ticks = batch->framed_ticks;
        br_lane_take(lane, batch->spans, batch->count);
        give_back(own, lane, batch);
    }
}

static void queue_work(struct br_run *run, size_t index)
{
    struct queue *own = br_concurrent_own(run);
    if (run->lanes[index].producer)
        produce(run, own, &run->lanes[index]);
    else
        consume(own, &run->lanes[index]);
}

static void queue_close(void *memory)
{
    struct queue *own = memory;
    if (own == NULL)
        return;
    free(own->full_slots);
    free(own->empty_slots);
    free(own->batches);
    free(own);
}

const struct br_concurrent_strategy br_strategy_queue = {
    .name = "queue",
    .has_producer = true,
    .open = queue_open,
    .prepare = queue_prepare,
    .work = queue_work,
    .close = queue_close,
};
