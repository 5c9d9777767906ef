/*
 * A result: what one pass (one child process with one set of instruments) measured, or why it could
 * not. Everything raw: rates, quantiles and intervals are derived when they are shown.
 *
 * Identities (checked by br_result_check):
 *   work.records  = work.accepted + work.rejected
 *   work.rejected = sum of rejects[].records
 *   totals        = repetitions x work of one repetition, for every pass of a cell: the sum of
 *                   samples[].repetitions is `repetitions`, and allocation.records,
 *                   counting.records and instructions.records (where not 0) are repetitions x
 *                   work.records
 *   latency       count + apart + unprocessed = records measured, unless the pass was cut
 */
#ifndef BR_MODEL_RESULT_H
#define BR_MODEL_RESULT_H

#include <stdbool.h>
#include <stdint.h>

#include "model/cell.h"
#include "model/shape.h"
#include "model/stacks.h"

/* A value that may be impossible to measure. ABSENT: the pass that measures it was not run. */
enum br_state {
    BR_STATE_ABSENT,
    BR_STATE_COUNTED,
    BR_STATE_SCALED,
    BR_STATE_UNSUPPORTED,
    BR_STATE_DENIED
};
extern const char *const br_state_names[];

struct br_figure {
    double value;
    uint32_t state; /* enum br_state */
    char *source;   /* "pmu", "tsc", "probe", "jemalloc", "shim", "getrusage", ... */
    char *reason;   /* why it is not counted */
};

struct br_reject {
    char *reason;
    uint64_t records;
};
struct br_rejects {
    struct br_reject *items;
    size_t count;
};

/* The work of ONE repetition: the same in every pass of a cell. */
struct br_work {
    uint64_t records, accepted, rejected;
    uint64_t bytes; /* of records, padding not counted */
    uint64_t rejected_bytes;
    uint64_t output_bytes;
    uint64_t witness;
    bool digested;   /* only the verify pass */
    uint64_t digest; /* sum of XXH3(place in the input, decoded content) */
    struct br_rejects rejects;
};

/* At least config.sample_ns of whole repetitions. */
struct br_sample {
    uint64_t wall_ns;
    uint64_t cpu_ns;       /* of all threads of the process */
    uint64_t run_delay_ns; /* runnable but not running, all threads */
    uint64_t repetitions;
    double core_clock_ghz; /* the probe's estimate beside the sample; 0 unknown */
};
struct br_samples {
    struct br_sample *items;
    size_t count;
};

struct br_worker_row {
    uint64_t worker;
    int64_t cpu;   /* pinned to; -1 = not pinned */
    bool producer; /* queue: frames and hands over */
    uint64_t records;
    uint64_t wall_ns;    /* inside repetitions */
    uint64_t starved_ns; /* waited for work */
    uint64_t
        blocked_ns; /* producer: waited for a free batch; others: for the end of the repetition */
    uint64_t frame_ns; /* spent framing, where the pass measures it */
    uint64_t allocations, frees, allocated_bytes, freed_bytes, live_peak_bytes; /* alloc pass */
};
struct br_worker_rows {
    struct br_worker_row *items;
    size_t count;
};

/* A histogram of ticks, sparse: counts[i] values fell in bucket indices[i] (measure/histogram.h).
 */
struct br_latency {
    /* "service": in the worker, undisturbed; "disturbed": the same of records during which the
     * thread lost its CPU; "residence": from framed to done (queue) */
    char *kind;
    double ticks_per_ns;
    uint64_t bits;              /* BR_HISTOGRAM_BITS when it was recorded */
    uint64_t records_per_stamp; /* 1, or the batch that shared a stamp */
    uint64_t sum, minimum, maximum, saturated;
    uint64_t apart;       /* records in the other one of "service" and "disturbed" */
    uint64_t unprocessed; /* records the framing rejected: never processed, so without a latency */
    struct br_counts indices;
    struct br_counts counts;
};
struct br_latencies {
    struct br_latency *items;
    size_t count;
};

struct br_size_class_row {
    uint64_t bytes;
    uint64_t requests;
};
struct br_size_class_rows {
    struct br_size_class_row *items;
    size_t count;
};

struct br_heap_look { /* jemalloc's stats at one moment */
    uint64_t live_bytes, active_bytes, resident_bytes, retained_bytes, metadata_bytes;
};

/* One of jemalloc's mutexes (or a kind of them, all arenas together), over the measured records of
 * the alloc pass; the members are those of its mutex statistics. */
struct br_mutex_row {
    char *name; /* "arenas.tcache_list", "ctl", "bins" */
    uint64_t operations, waits, spins, owner_switches;
    uint64_t wait_ns, wait_ns_max, threads_max;
};
struct br_mutex_rows {
    struct br_mutex_row *items;
    size_t count;
};

/* Alloc pass: over `records` measured records. */
struct br_allocation {
    uint32_t state; /* enum br_state of all that follows */
    char *source;
    char *reason;
    uint64_t records;
    uint64_t allocations, frees;
    uint64_t requested_bytes, allocated_bytes, freed_bytes;
    uint64_t requests_by_jemalloc; /* cross-check: nrequests over the same work */
    uint64_t live_peak_bytes;      /* above the value at the start of the work */
    int64_t left_behind_bytes;     /* live after the work minus before */
    struct br_heap_look at_start, at_end, after_drain;
    struct br_size_class_rows size_classes;
    /* Freed by another worker than the one that allocated; totals. */
    struct br_figure foreign_frees, foreign_freed_bytes;
    struct br_mutex_rows mutexes;
};

struct br_counter_row {
    char *name; /* "cycles", "instructions", "branch-misses", "cache-misses", "reference-cycles",
                   "core-cycles" */
    struct br_figure total; /* over `records` measured records */
};
struct br_counter_rows {
    struct br_counter_row *items;
    size_t count;
};
struct br_counting {
    uint64_t records, bytes;
    struct br_counter_rows rows;
};

/* Instructions pass: executed instructions, counted one by one by an emulated CPU, over `records`
 * records. Waiting (for work, a free batch or the end of a repetition) is counted apart: how long
 * threads wait is the scheduler's doing. */
struct br_instruction_stage {
    char *path;
    uint64_t instructions; /* nested stages included */
};
struct br_instruction_stages {
    struct br_instruction_stage *items;
    size_t count;
};
struct br_instruction_counts {
    uint32_t state; /* enum br_state of all that follows */
    char *source;   /* "callgrind 3.19.0" */
    char *reason;
    uint64_t records;
    /* Fewer records than the cell's: then the result's work is theirs alone, from the input's
     * start, and can be held against that of another shortened pass only. */
    bool shortened;
    uint64_t instructions;         /* of all threads, without those spent waiting */
    uint64_t waiting_instructions; /* of a repetition of its own */
    struct br_instruction_stages stages;
};

struct br_stage_result {
    char *path;
    uint64_t calls;
    double wall_ns, self_wall_ns, wall_ns_max;
    struct br_figure cpu_ns;           /* total */
    struct br_figure allocated_bytes;  /* total */
    struct br_figure allocations;      /* total; exact only in the alloc pass */
    struct br_figure net_growth_bytes; /* allocated - freed */
    struct br_figure high_water_bytes;
    struct br_figure rss_growth_bytes;
};
struct br_stage_results {
    struct br_stage_result *items;
    size_t count;
};

/* One of the slowest records of the latency pass, by its largest time: up to 20 that kept their CPU
 * and up to 20 that lost it; the slowest first. None where records share a stamp. */
struct br_slow_record {
    uint64_t offset; /* in the input */
    uint64_t bytes;
    uint64_t record; /* its number in the input, counted from 0 */
    uint64_t fields; /* as the workload counts them; 0 = it does not tell */
    double ns;       /* service time */
    bool rejected;
    bool disturbed; /* its thread lost its CPU meanwhile */
};
struct br_slow_records {
    struct br_slow_record *items;
    size_t count;
};

struct br_usage { /* of the whole child, and of its measured part where it says so */
    uint64_t user_ns, system_ns;
    uint64_t minor_faults, major_faults;
    uint64_t voluntary_switches, involuntary_switches;
    uint64_t rss_peak_bytes;
};

/* The parent's look at the child over time. */
struct br_look {
    uint64_t time_ns; /* since the child started */
    uint64_t rss_bytes;
    double cpu_percent;
    double rate_records_per_s;
    char *stage; /* what the first worker was in; NULL unknown */
};
struct br_looks {
    struct br_look *items;
    size_t count;
};

struct br_result {
    struct br_cell cell;
    char *pass;
    uint64_t replicate;
    uint64_t block; /* of a freeze: 0 = first, 1 = second, measured apart in time */
    uint64_t order; /* position in the plan */
    bool ok;
    char *failure;        /* one sentence when not ok */
    char *output_tail;    /* the last lines a failed child printed */
    struct br_work work;  /* of one repetition */
    uint64_t repetitions; /* measured, over all samples */
    struct br_samples samples;
    uint64_t warm_up_ns;
    uint64_t warm_up_repetitions;
    bool steady;
    bool cut;          /* fewer samples than asked: the time budget was used up */
    uint64_t index_ns; /* partition over a sequential format: serial indexing, inside the clock */
    uint64_t index_bytes;   /* memory of that index */
    uint64_t harness_bytes; /* memory of the harness's own recorders and buffers */
    uint64_t pinned;        /* workers that got a CPU of their own */
    struct br_worker_rows workers;
    struct br_latencies latencies;
    struct br_allocation allocation;
    struct br_counting counting;
    struct br_instruction_counts instructions;
    struct br_slow_records slowest;
    uint64_t record_fields_p50; /* of records all over the input; 0 = the workload does not tell */
    struct br_figure sampling;  /* heap and cpu passes: samples taken */
    struct br_stacks_list stacks; /* of these passes */
    struct br_stage_results stages;
    double stage_pair_cost_ns; /* calibrated cost of one begin/end pair */
    struct br_usage usage;
    struct br_looks looks;
    uint64_t started_ns, ended_ns; /* since the run started */
};
struct br_results {
    struct br_result *items;
    size_t count;
};

extern const struct br_shape br_figure_shape;
extern const struct br_shape br_work_shape;
extern const struct br_shape br_result_shape;

/* Sets a figure's members (texts are copied; NULL for none). */
void br_figure_set(struct br_figure *figure, enum br_state state, double value, const char *source,
                   const char *reason);

/* Checks the identities above that one result can break by itself, that rows have their names,
 * histograms as many counts as ascending indices and sampled stacks frames that are there, and that
 * a failed pass says why (its totals are not checked: it stopped somewhere). */
int br_result_check(const struct br_result *result, struct br_error *error);

/* The same work? Compares counts, bytes, rejects, output bytes and witness, and the digest where
 * both have one. The error names the first member that differs, with both values. */
int br_work_agree(const struct br_work *left, const struct br_work *right, struct br_error *error);

#endif
