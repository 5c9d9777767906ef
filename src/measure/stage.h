/*
 * The stage profiler behind include/benchrun/stage.h, as the harness uses it: one profiler per
 * process, one recorder per thread, rows merged by path after the threads are done.
 *
 * Per row: calls, wall time in ticks (total, own, longest call), CPU time, allocation. Wall time
 * and allocation are read at every mark (two counter loads, no system call). CPU time is read only
 * while the stage's calls have been at least 25 µs long on average (a 250 ns system call is then
 * within 2 %), RSS only above 500 µs; `cpu_calls` and `rss_calls` say how many calls were read, so
 * a reader can tell counted (= calls), scaled (some) and not measured (0).
 */
#ifndef BR_MEASURE_STAGE_H
#define BR_MEASURE_STAGE_H

#include <stddef.h>
#include <stdint.h>

#include <benchrun/stage.h>

#define BR_STAGE_LIMIT 64      /* labels a program may declare */
#define BR_STAGE_ROW_LIMIT 256 /* paths a thread may have; more are joined in the row "other" */
#define BR_STAGE_DEPTH 32

/* Where allocation figures come from: pointers to counters of the calling thread, any NULL when not
 * available. `live_peak` may be lowered by the profiler to the current live value at a begin. */
struct br_stage_allocator {
    const uint64_t *(*allocated_bytes)(void); /* bytes ever allocated by this thread */
    const uint64_t *(*freed_bytes)(void);
    const uint64_t *(*allocations)(
        void);                    /* objects ever allocated; only the counting shim has it */
    uint64_t *(*live_peak)(void); /* exact high-water mark; only the counting shim has it */
};

struct br_stage_row {
    char path[192]; /* dotted */
    uint64_t calls;
    uint64_t wall_ticks;
    uint64_t self_wall_ticks; /* without measured children */
    uint64_t wall_ticks_max;
    uint64_t cpu_ns, cpu_calls;
    uint64_t allocated_bytes, freed_bytes, allocations;
    uint64_t high_water_bytes; /* largest rise of live bytes above the value at a begin */
    int64_t rss_growth_bytes;
    uint64_t rss_calls;
};

struct br_stage_profiler;

/* `allocator` may be NULL (allocation is then not measured) and is copied. */
struct br_stage_profiler *br_stage_profiler_new(const struct br_stage_allocator *allocator);
void br_stage_profiler_free(struct br_stage_profiler *profiler);

/* The calling thread's recorder; owned by the profiler. NULL when memory is out. Thread-safe. */
struct br_stages *br_stage_attach(struct br_stage_profiler *profiler);

/* Forgets what a recorder has measured (labels stay). Only while no stage is open in it. */
void br_stage_reset(struct br_stages *stages);

/* Merged rows of all recorders, parents before children; free() the array. Call when no attached
 * thread is marking. */
size_t br_stage_rows(const struct br_stage_profiler *profiler, struct br_stage_row **rows);

/* Number of the row open in a recorder, for another thread to look at (relaxed); 0 = none. And the
 * label for that number. */
uint32_t br_stage_current(const struct br_stages *stages);

/* Calibrated cost of one begin/end pair in ticks, median of several hundred empty pairs. */
double br_stage_pair_cost_ticks(struct br_stage_profiler *profiler);

#endif
