/*
 * A built-in workload made slower by a known share: what comparisons are tested and measured with.
 * SLOWED_OF is the workload's name.
 *
 * The time from the end of one call to the end of the work of the next (framing and the harness's
 * own loop included) is read from the CPU's tick counter; `extra` percent of it are owed, and spun
 * off as soon as they come to SPIN_TICKS, so that a fraction of a tick per record is paid exactly
 * as well. A repetition therefore takes `extra` percent longer, whatever the machine does to it.
 * The counter is read with every call for extra=0% too: sides that differ in `extra` alone differ
 * in the spinning alone. What lies between two samples is no work and owes nothing.
 */
#include "bench/workloads.h"

#include <stdlib.h>
#include <string.h>
#include <time.h>

#if defined(__x86_64__)
#include <x86intrin.h>
#endif

#define PASTE(a, b) a##b
#define WORKLOAD_OF(name) PASTE(br_workload_, name)
#define TEXT_OF(name) #name
#define NAME_OF(name) "slowed-" TEXT_OF(name)
#define INNER (&WORKLOAD_OF(SLOWED_OF))

#define SPIN_TICKS 4000.0  /* one to two microseconds: a hundred readings of the counter */
#define GAP_TICKS 2000000u /* the better part of a millisecond: no record takes that long */
#define MORE_OPTIONS 64

/* Filled when it is loaded: the inner table is not known to the compiler. */
struct br_workload benchrun_workload;

static struct br_option options[MORE_OPTIONS];

struct state {
    void *inner;
    double extra;
};

struct worker {
    _Alignas(128) void *inner;
    double extra, owed;
    uint64_t last;
};

static inline uint64_t ticks(void)
{
#if defined(__x86_64__)
    return __rdtsc();
#else
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (uint64_t)now.tv_sec * 1000000000u + (uint64_t)now.tv_nsec;
#endif
}

static int slowed_open(const struct br_harness *harness, void **state, char *message,
                       size_t message_size)
{
    struct state *slowed = calloc(1, sizeof *slowed);
    if (slowed == NULL)
        return -1;
    slowed->extra = (double)harness->option_number(harness, "extra") / 1e6;
    *state = slowed;
    return INNER->open != NULL ? INNER->open(harness, &slowed->inner, message, message_size) : 0;
}

static void slowed_close(void *state)
{
    struct state *slowed = state;
    if (INNER->close != NULL)
        INNER->close(slowed->inner);
    free(slowed);
}

static size_t slowed_frame(const void *state, const unsigned char *input, uint64_t input_size,
                           uint64_t *offset, struct br_span *spans, size_t capacity)
{
    const struct state *slowed = state;
    return INNER->frame(slowed->inner, input, input_size, offset, spans, capacity);
}

static uint64_t slowed_split(const void *state, const unsigned char *input, uint64_t input_size,
                             uint64_t offset)
{
    const struct state *slowed = state;
    return INNER->split(slowed->inner, input, input_size, offset);
}

static int slowed_worker_begin(void *state, const struct br_worker_context *context, void **worker)
{
    struct state *slowed = state;
    struct worker *own = aligned_alloc(_Alignof(struct worker), sizeof *own);
    if (own == NULL)
        return -1;
    *own = (struct worker){.extra = slowed->extra, .last = ticks()};
    *worker = own;
    return INNER->worker_begin != NULL ? INNER->worker_begin(slowed->inner, context, &own->inner)
                                       : 0;
}

static void slowed_worker_end(void *worker)
{
    struct worker *own = worker;
    if (INNER->worker_end != NULL)
        INNER->worker_end(own->inner);
    free(own);
}

static inline void pay(struct worker *own)
{
    uint64_t now = ticks();
    uint64_t took = now - own->last;
    own->last = now;
    if (took < GAP_TICKS)
        own->owed += own->extra * (double)took;
    if (own->owed < SPIN_TICKS)
        return;
    uint64_t until = now + (uint64_t)own->owed;
    while (own->last < until)
        own->last = ticks();
    own->owed -= (double)(own->last - now);
}

static void slowed_process(void *worker, const unsigned char *record, size_t size,
                           struct br_outcome *outcome)
{
    struct worker *own = worker;
    INNER->process(own->inner, record, size, outcome);
    pay(own);
}

static void slowed_process_batch(void *worker, const unsigned char *input,
                                 const struct br_span *spans, size_t count, struct br_tally *tally)
{
    struct worker *own = worker;
    INNER->process_batch(own->inner, input, spans, count, tally);
    pay(own);
}

__attribute__((constructor)) static void fill(void)
{
    size_t count = 0;
    while (INNER->options != NULL && INNER->options[count].name != NULL &&
           count < MORE_OPTIONS - 2) {
        options[count] = INNER->options[count];
        count++;
    }
    options[count] = (struct br_option){.name = "extra",
                                        .kind = BR_OPTION_PERCENT,
                                        .default_value = "0%",
                                        .help = "how much longer the work takes"};
    benchrun_workload = *INNER;
    benchrun_workload.name = NAME_OF(SLOWED_OF);
    benchrun_workload.options = options;
    benchrun_workload.open = slowed_open;
    benchrun_workload.close = slowed_close;
    benchrun_workload.frame = slowed_frame;
    benchrun_workload.split = INNER->split != NULL ? slowed_split : NULL;
    benchrun_workload.worker_begin = slowed_worker_begin;
    benchrun_workload.worker_end = slowed_worker_end;
    benchrun_workload.process = slowed_process;
    benchrun_workload.process_batch = INNER->process_batch != NULL ? slowed_process_batch : NULL;
}
