/* What the two ways of sampling share: the store of samples. */
#ifndef BR_MEASURE_SAMPLER_PRIVATE_H
#define BR_MEASURE_SAMPLER_PRIVATE_H

#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <time.h>

#include "measure/sampler.h"

/* Memory for samples between two readings; more are lost and counted. It is a file in memory, and
 * so neither the workload's allocator's nor under the limit of private memory; pages come as they
 * are written. */
#define BR_SAMPLER_STORE ((size_t)256 << 20)

enum { BR_SAMPLER_TIMERS = 1024 };

struct br_sampler_ring {
    int descriptor;
    void *pages; /* struct perf_event_mmap_page, then the ring */
    size_t ring_size;
};

struct br_sampler {
    enum br_sampler_kind kind; /* PERF or TIMER */
    uint64_t rate_hz;
    bool kernel_seen;
    int store_descriptor;
    unsigned char *store;
    _Atomic size_t used;
    _Atomic uint64_t lost;
    /* perf */
    struct br_sampler_ring *rings;
    size_t ring_count;
    int *others; /* events that write into the rings: of threads beside the first */
    size_t other_count;
    int wake_descriptor; /* for the drainer */
    pthread_t drainer;
    bool drainer_runs;
    _Atomic int drainer_thread; /* its number, 0 until it is known */
    _Atomic bool ending;
    pthread_mutex_t draining;
    unsigned char *record; /* one record, put together where the ring wraps */
    /* timers */
    timer_t timers[BR_SAMPLER_TIMERS];
    _Atomic size_t timer_count;
    _Atomic size_t unseen; /* threads without a timer */
    struct sigaction former;
    bool handler_set;
};

/* Room for a sample with `stack_size` bytes of stack; NULL and one more lost when there is none.
 * Async-signal-safe; several threads at once keep samples of one size. */
struct br_cpu_sample *br_sampler_keep(struct br_sampler *sampler, size_t stack_size);

int br_sampler_perf_open(struct br_sampler *sampler, struct br_error *error);
void br_sampler_perf_switch(struct br_sampler *sampler, bool on);
void br_sampler_perf_close(struct br_sampler *sampler);

int br_sampler_timer_open(struct br_sampler *sampler, struct br_error *error);
void br_sampler_timer_join(struct br_sampler *sampler);
void br_sampler_timer_switch(struct br_sampler *sampler, bool on);
void br_sampler_timer_close(struct br_sampler *sampler);

#endif
