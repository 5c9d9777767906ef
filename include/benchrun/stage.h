/*
 * Stages: named, nested parts of the work of one thread.
 *
 * Model. A program has one profiler; every thread that marks stages attaches to it and gets its
 * own recorder (`struct br_stages`), which only that thread writes. A label is declared once and
 * gives a stage number. Between begin and end of a stage, other stages may begin and end; a row is
 * kept per path, so `parse` begun inside `load` is the row `load.parse`. After the threads are
 * done, the profiler merges their rows by path.
 *
 * Cost. A NULL recorder switches every mark off: one predictable branch. A measured begin/end pair
 * costs two time stamps and two reads of the allocator's per-thread counters.
 *
 * Use it two ways: inside a benchrun workload the harness passes the recorder in (see workload.h)
 * and nothing is linked; a program of its own links libbenchrun-stage and uses the functions at the
 * end of this file.
 */
#ifndef BENCHRUN_STAGE_H
#define BENCHRUN_STAGE_H

#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#ifdef __cplusplus
extern "C" {
#endif

struct br_stages;

/* The calls behind the marks. Reached through the recorder, so that a plug-in carries no copy. */
struct br_stage_api {
    uint32_t struct_size;
    uint32_t (*declare)(struct br_stages *stages, const char *label);
    void (*begin)(struct br_stages *stages, uint32_t stage);
    void (*end)(struct br_stages *stages, uint32_t stage);
};

/* First member of every recorder; the rest is private to the profiler. */
struct br_stages {
    const struct br_stage_api *api;
};

/*
 * Number of the stage called `label` (letters, digits, '-', '_'; no dots: dots join nested labels),
 * declaring it on first use. Not for the hot path: declare once per thread, keep the number.
 */
static inline uint32_t br_stage_declare(struct br_stages *stages, const char *label)
{
    return stages != NULL ? stages->api->declare(stages, label) : 0;
}

static inline void br_stage_begin(struct br_stages *stages, uint32_t stage)
{
    if (stages != NULL)
        stages->api->begin(stages, stage);
}

/* Ends the innermost open stage, which must be `stage`. */
static inline void br_stage_end(struct br_stages *stages, uint32_t stage)
{
    if (stages != NULL)
        stages->api->end(stages, stage);
}

/* Calls `function(argument)` as a stage and returns what it returns. */
static inline void *br_stage_wrap(struct br_stages *stages, uint32_t stage,
                                  void *(*function)(void *), void *argument)
{
    br_stage_begin(stages, stage);
    void *result = function(argument);
    br_stage_end(stages, stage);
    return result;
}

/* A stage that ends with the enclosing block, however it is left (GNU C and C++):
 *     BR_STAGE_SCOPE(stages, parse);
 */
struct br_stage_scope {
    struct br_stages *stages;
    uint32_t stage;
};

static inline struct br_stage_scope br_stage_scope_begin(struct br_stages *stages, uint32_t stage)
{
    struct br_stage_scope scope = {stages, stage};
    br_stage_begin(stages, stage);
    return scope;
}

static inline void br_stage_scope_end(struct br_stage_scope *scope)
{
    br_stage_end(scope->stages, scope->stage);
}

#define BR_STAGE_JOIN_(a, b) a##b
#define BR_STAGE_JOIN(a, b) BR_STAGE_JOIN_(a, b)
#define BR_STAGE_SCOPE(stages, stage)                                                              \
    struct br_stage_scope BR_STAGE_JOIN(br_stage_scope_, __COUNTER__)                              \
        __attribute__((cleanup(br_stage_scope_end), unused)) = br_stage_scope_begin(stages, stage)

/*
 * ---- For programs of their own: link libbenchrun-stage ----
 *
 *     struct br_stage_profiler *profiler = br_stage_profiler_new(br_stage_allocator_jemalloc());
 *     struct br_stages *stages = br_stage_attach(profiler);   (in every thread that marks)
 *     uint32_t parse = br_stage_declare(stages, "parse");
 *     br_stage_begin(stages, parse); ... br_stage_end(stages, parse);
 *     br_stage_report(profiler, stdout);                      (when the threads are done)
 *     br_stage_profiler_free(profiler);
 */

#define BR_STAGE_LIMIT 64      /* labels a program may declare; later ones are joined in "other" */
#define BR_STAGE_LABEL_SIZE 32 /* a longer label is cut */
#define BR_STAGE_ROW_LIMIT 256 /* paths a thread may have; more are joined in the row "other" */
#define BR_STAGE_DEPTH 32 /* stages open at once; deeper ones count as their parent's own time */

struct br_stage_profiler;

/* Where allocation figures come from: functions that give the calling thread's counters. Any may be
 * NULL: then that figure is not measured. */
struct br_stage_allocator {
    const uint64_t *(*allocated_bytes)(void); /* bytes ever allocated by this thread */
    const uint64_t *(*freed_bytes)(void);     /* bytes ever freed by it */
    const uint64_t *(*allocations)(void);     /* objects ever allocated by it */
    /* The largest allocated - freed so far, as a signed number. The profiler lowers it to the
     * current value where a stage begins and puts it back where the stage ends. Without it the
     * high-water mark is the largest value seen at marks. */
    uint64_t *(*live_peak)(void);
};

/* jemalloc's thread.allocatedp and thread.deallocatedp; NULL when jemalloc does not serve this
 * program's malloc. They count bytes; objects and exact peaks are not to be had from them. */
const struct br_stage_allocator *br_stage_allocator_jemalloc(void);

/* One path, e.g. `load.parse`. Everything includes the stages inside it, except self_wall_ticks:
 * the wall time of a row is its own plus that of its children, to the tick (stages joined in
 * "other" excepted). cpu_calls and rss_calls say how many calls were read for these figures:
 * all (counted), some (scale by calls) or none (not measured). */
struct br_stage_row {
    char path[192]; /* dotted; a longer one begins with "..." */
    uint64_t calls;
    uint64_t wall_ticks;
    uint64_t self_wall_ticks; /* without measured children */
    uint64_t wall_ticks_max;  /* the longest call */
    uint64_t cpu_ns, cpu_calls;
    uint64_t allocated_bytes, freed_bytes, allocations;
    uint64_t high_water_bytes; /* largest rise of live bytes above the value at a begin */
    int64_t rss_growth_bytes;  /* of the whole process while the stage was open */
    uint64_t rss_calls;
};

/* Marks that did not fit. None of them harms a row that is well marked. */
struct br_stage_faults {
    uint64_t unmatched_ends; /* ends of a stage that was not open: ignored */
    uint64_t missing_ends;   /* stages still open when an outer one ended: ended with it */
    uint64_t open_stages;    /* open now: not in the rows yet */
    uint64_t too_deep;       /* begun more than BR_STAGE_DEPTH deep: not measured */
    uint64_t joined;         /* calls counted in "other" for want of a row or a label */
};

/* `allocator` may be NULL (allocation is then not measured) and is copied. NULL when memory is out.
 * Takes a few ms: it calibrates the tick counter. */
struct br_stage_profiler *br_stage_profiler_new(const struct br_stage_allocator *allocator);
void br_stage_profiler_free(struct br_stage_profiler *profiler);

/* A recorder for the calling thread; owned by the profiler, about 64 KiB. Once per thread. NULL
 * when memory is out (every mark is then off). Thread-safe. */
struct br_stages *br_stage_attach(struct br_stage_profiler *profiler);

/* Rows of all recorders merged by path, parents before children, siblings in the order in which
 * they were first begun; free() the array. NULL and 0 when there is none or memory is out. Call
 * when no attached thread is marking. */
size_t br_stage_rows(const struct br_stage_profiler *profiler, struct br_stage_row **rows);

/* The rows of one thread, alike. */
size_t br_stage_rows_of(const struct br_stages *stages, struct br_stage_row **rows);

void br_stage_faults(const struct br_stage_profiler *profiler, struct br_stage_faults *faults);

/* Writes the merged rows as a table, and the faults where there are any. 0, or -1 when memory is
 * out or writing failed. */
int br_stage_report(const struct br_stage_profiler *profiler, FILE *file);

#ifdef __cplusplus
}
#endif

#endif
