/*
 * Getting a child ready: the workload opened, the input mapped, lanes with their recorders made,
 * the mode's threads started; and all of it undone.
 */
#ifndef BR_ENGINE_PREPARE_H
#define BR_ENGINE_PREPARE_H

#include "base/os.h"
#include "engine/channel.h"
#include "engine/harness.h"
#include "engine/job.h"
#include "engine/registry.h"
#include "engine/turnstile.h"
#include "measure/allocation.h"
#include "measure/counters.h"
#include "measure/instruction_marks.h"
#include "modes/lane.h"

/* One lane's allocation counts around the samples of the alloc pass. */
struct br_alloc_marks {
    struct br_allocation_counts before, after;
};

/* One child's measurement, from start to end. */
struct br_bench {
    const struct br_job *job;
    struct br_channel *channel;
    struct br_loaded loaded;
    struct br_harness_of harness;
    struct br_map map;
    struct br_turnstile *turnstile; /* of a pair; NULL = samples are taken without turns */
    void *state;
    const struct br_mode *mode;
    struct br_run run;
    struct br_worker_context *contexts; /* per lane */
    struct br_counters *counters;       /* per lane; counters pass only */
    struct br_alloc_marks *alloc_marks; /* per lane; alloc pass only */
    struct br_stage_profiler *stages;   /* stages and alloc passes */
    struct br_heap_pass *heap;          /* heap pass only */
    struct br_instruction_marks *marks; /* per lane; instructions pass only */
    enum br_counted counted;            /* what the marks of all lanes are to count, and ... */
    const char *counted_path;           /* ... in which stage */
    struct br_cpu_profile *cpu;         /* cpu pass only */
    struct br_extent extent;            /* of one repetition */
    struct br_sums one;                 /* what one repetition did: all others must do the same */
    _Atomic int begin_failure;          /* of a worker_begin */
    bool opened, mode_opened;
    _Atomic bool watches_preemption; /* some lane sees when it loses its CPU */
    uint64_t started_ns;             /* when the child started measuring time against its budget */
    uint64_t harness_bytes;
};

/* The bench that a run is part of: what a call on the lanes gets is the run. */
static inline struct br_bench *br_bench_of(struct br_run *run)
{
    return (struct br_bench *)(void *)((char *)run - offsetof(struct br_bench, run));
}

/* Loads the workload, maps the input and opens the workload: what every job needs. */
int br_bench_open(struct br_bench *bench, const struct br_registry *registry,
                  const struct br_job *job, struct br_channel *channel, struct br_error *error);

/* The cell's extent from the facts of the input; the error says what the survey lacks. */
int br_extent_make(const struct br_input *input, uint64_t size, struct br_extent *extent,
                   struct br_error *error);

/* How many reasons for rejecting a record a workload has: 1 to so many are reasons. */
size_t br_bench_reasons(const struct br_workload *workload);

/* Records in one repetition of the job: those of its cell, or fewer in the instructions pass. */
uint64_t br_job_records(const struct br_job *job);

/* Lanes, mode and workers. `instrument` is what the lanes record. */
int br_bench_prepare(struct br_bench *bench, const struct br_registry *registry,
                     enum br_instrument instrument, struct br_error *error);

/* Changes what the lanes record, between repetitions. */
void br_bench_instrument(struct br_bench *bench, enum br_instrument instrument);

/* Begins the workers, anew where br_bench_end_workers has ended them; with stages when there are
 * bench->stages. */
int br_bench_begin_workers(struct br_bench *bench, struct br_error *error);

/* Ends the workers: what a workload keeps per worker is released here. */
void br_bench_end_workers(struct br_bench *bench);

/* Closes the workload, before the rest or as a part of it. */
void br_bench_close_workload(struct br_bench *bench);

void br_bench_close(struct br_bench *bench);

#endif
