/*
 * Inside of the stage profiler: what a recorder and a profiler hold. Only src/measure/stage*.c
 * include this.
 *
 * A recorder is a tree of rows, one per path, in preallocated arrays: row 0 is the thread itself,
 * the last row is "other". children[row][stage - 1] is the row of `stage` begun inside `row`, 0 =
 * not met yet, so that a mark finds its row with one load. Open stages are frames; frames[0] is the
 * bottom and never ends.
 */
#ifndef BR_MEASURE_STAGE_RECORDER_H
#define BR_MEASURE_STAGE_RECORDER_H

#include <pthread.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/clock.h"
#include "measure/stage.h"

#define BR_STAGE_ROW_OTHER (BR_STAGE_ROW_LIMIT - 1)
#define BR_STAGE_LABEL_OTHER ((uint32_t)BR_STAGE_LIMIT) /* the number of the label "other" */
#define BR_STAGE_CPU_WORTH_NS 25000.0
#define BR_STAGE_RSS_WORTH_NS 500000.0

/* The figures of a row. Bytes and ticks as in struct br_stage_row. */
struct br_stage_values {
    uint64_t calls;
    uint64_t wall_ticks;
    uint64_t self_wall_ticks;
    uint64_t wall_ticks_max;
    uint64_t allocated_bytes, freed_bytes, allocations;
    uint64_t high_water_bytes;
    uint64_t cpu_ns, cpu_calls;
    int64_t rss_growth_bytes;
    uint64_t rss_calls;
};

struct br_stage_node {
    uint32_t parent; /* row number */
    uint32_t label;  /* stage number */
    struct br_stage_values values;
};

struct br_stage_frame {
    uint32_t row;
    uint32_t stage;
    bool reads_cpu, reads_rss;
    uint64_t begin_ticks;
    uint64_t child_ticks;
    uint64_t allocated_bytes, freed_bytes, allocations;
    uint64_t outer_peak; /* live peak before this stage began */
    uint64_t cpu_ns;
    int64_t rss_bytes;
};

struct br_stage_recorder {
    struct br_stages stages; /* first: what the marks get */
    struct br_stage_profiler *profiler;
    struct br_stage_recorder *next;
    const uint64_t *allocated_bytes, *freed_bytes, *allocations;
    uint64_t *live_peak;
    uint64_t marked_peak; /* what live_peak points to when the allocator has none */
    uint64_t cpu_worth_ticks, rss_worth_ticks;
    uint32_t depth;  /* index of the innermost open frame */
    uint32_t beyond; /* stages open deeper than BR_STAGE_DEPTH */
    uint32_t row_count;
    _Atomic uint32_t own_current;
    _Atomic uint32_t *current; /* own_current, or where the harness wants it */
    struct br_stage_faults faults;
    struct br_stage_frame frames[BR_STAGE_DEPTH + 1];
    struct br_stage_node nodes[BR_STAGE_ROW_LIMIT];
    uint16_t children[BR_STAGE_ROW_LIMIT][BR_STAGE_LIMIT];
};

struct br_stage_profiler {
    pthread_mutex_t lock; /* over the list of recorders and the labels */
    struct br_stage_recorder *first, **last;
    struct br_stage_allocator allocator;
    struct br_clock_rate rate;
    int memory_descriptor; /* /proc/self/statm, -1 = none */
    uint64_t page_bytes;
    uint32_t label_count; /* declared; stage numbers are 1 to label_count, and BR_STAGE_LIMIT */
    char labels[BR_STAGE_LIMIT][BR_STAGE_LABEL_SIZE];
};

/* The marks of every recorder (stage.c). */
extern const struct br_stage_api br_stage_recorder_api;

/* Sets a recorder to "nothing measured, nothing open" (stage.c). */
void br_stage_recorder_clear(struct br_stage_recorder *recorder);

/* Number for a label; thread-safe (stage_profiler.c). */
uint32_t br_stage_profiler_declare(struct br_stage_profiler *profiler, const char *label);

#endif
