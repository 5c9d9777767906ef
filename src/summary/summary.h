/*
 * The summary: the figures derived from one profile that reports and comparisons share. Rates,
 * quantiles, shares and costs per record are worked out here, once, from the raw counts; whoever
 * shows them only formats.
 *
 * A summary borrows from its profile, which must outlive it and stay unchanged. Making one costs
 * milliseconds per cell (the bootstrap). It is read-only once made and may then be shared between
 * threads. The same profile gives the same summary: the bootstrap is seeded.
 *
 * Unless a comment says otherwise, a figure that could not be derived is NAN and a pointer to
 * something that was not measured is NULL; nothing missing ever reads as zero.
 */
#ifndef BR_SUMMARY_SUMMARY_H
#define BR_SUMMARY_SUMMARY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/error.h"
#include "base/text.h"
#include "measure/histogram.h"
#include "model/profile.h"
#include "stats/stats.h"
#include "stats/usl.h"

/* ---- throughput ---- */

/* Why a cell's rate should not be relied on; the limits were measured as those beyond which a
 * process's value stops being repeatable. */
enum br_unstable {
    BR_UNSTABLE_PROCESSES = 1, /* robust CV over processes above 2 % */
    BR_UNSTABLE_SAMPLES = 2,   /* 90th over 25th percentile of a process's samples above 1.12 */
    BR_UNSTABLE_RUN_DELAY = 4, /* runnable but waiting for a CPU for over 1 % of the wall time */
    BR_UNSTABLE_CLOCK = 8      /* core clock of a process over 2 % off the cell's median */
};

/* The throughput pass of one cell. A process's value is the records of a repetition over the 25th
 * percentile of its samples' time per repetition; the cell's value is the median over processes. */
struct br_summary_rate {
    size_t processes;              /* that were measured; 0 = everything below is NAN */
    double records_per_s;          /* all records, rejected ones included */
    double *process_records_per_s; /* [processes], in the order of the results */
    struct br_interval interval;   /* 95 %, percentile bootstrap over processes */
    bool interval_known;           /* false below three processes: then it is their range */
    double robust_cv;              /* over processes */
    double total_records_per_s;    /* all records over all measured time */
    double bytes_per_s;            /* of records, as framed; padding not counted */
    double accepted_per_s, rejected_per_s;
    double accepted_bytes_per_s; /* goodput */
    double ns_per_record;        /* wall time of a repetition per record */
    double cpu_ns_per_record;    /* CPU time of all threads, total over total */
    double effective_cpus;       /* CPU time over wall time, total over total */
    size_t samples, outliers;    /* outliers are far out of their process's samples; none removed */
    double sample_ratio;         /* largest p90/p25 of a process's samples */
    double run_delay_share;      /* largest share of wall time of a process, per thread */
    double clock_deviation;      /* largest, of a process's core clock from the cell's median */
    double core_clock_ghz;       /* median of the probe */
    double index_share;          /* of wall time spent indexing serially; 0 where there is none */
    double index_per_s, rest_per_s; /* records indexed per second of indexing, and worked on per
                                       second of the rest; NAN without an index */
    bool steady;                    /* every process became steady before it was measured */
    bool cut;                       /* a process had to stop before its last sample */
    unsigned unstable;              /* bits of enum br_unstable */
};

/* Bits of enum br_unstable for figures that are there already; a NAN is no reason. */
unsigned br_summary_unstable(const struct br_summary_rate *rate);
/* The share by which the slow spells of an unstable cell reach beyond its median: those inside a
 * process (p90/p25 of its samples) times those of whole processes (the slowest over the median),
 * minus one. 0 where it is stable. */
double br_summary_unrest(const struct br_summary_rate *rate);

/* ---- latency ---- */

enum { BR_SUMMARY_QUANTILES = 5 }; /* 0.5 0.9 0.99 0.999 0.9999 */
extern const double br_summary_quantiles[BR_SUMMARY_QUANTILES];
extern const char *const br_summary_quantile_names[BR_SUMMARY_QUANTILES]; /* "p50", ... */

enum br_tail {
    BR_TAIL_WORKLOAD, /* the workload's */
    BR_TAIL_MACHINE,  /* beyond the tick limit: the machine's interruptions are in it */
    BR_TAIL_FEW       /* fewer than ten records lie beyond it: not shown */
};

struct br_summary_latency {
    const struct br_latency *raw;
    uint64_t records;
    double ns[BR_SUMMARY_QUANTILES];
    enum br_tail tail[BR_SUMMARY_QUANTILES];
    double mean_ns, minimum_ns, maximum_ns; /* exact, not from buckets */
    double tick_limit; /* quantile up to which the latency is the workload's; NAN unknown */
    bool batched;      /* several records share a stamp: only the mean is a record's */
};

/* The histogram behind a stored latency. The caller gives (and frees) the histogram. Fails with
 * BR_ERROR_FORMAT when it was recorded with other bucket widths or its indices are out of range. */
int br_summary_histogram(const struct br_latency *latency, struct br_histogram *histogram,
                         struct br_error *error);

/* The slowest records of the latency pass, and what they have in common. Those that lost their CPU
 * say nothing of themselves: they are counted and left out of the rest. */
struct br_summary_slowest {
    const struct br_slow_records *raw; /* NULL: there are none */
    const char *missing;               /* why; NULL where there are some */
    size_t kept_cpu, disturbed;
    double bytes_p50, input_bytes_p50; /* median length of these, and of all the input's records */
    size_t longer;                     /* of these: longer than that */
    double fields_p50, input_fields_p50; /* the same of fields; NAN where the workload is silent */
    size_t fuller;                       /* with more fields than that */
    size_t rejected;
    double rejected_share; /* of all records of the cell */
    /* More of them than one draw of records in a thousand would show by chance (binomial). */
    bool are_longer, are_fuller, are_rejected;
};

/* Appends what they have in common as a sentence without an end: "19 of 20 are longer than ...". */
void br_summary_append_common(const struct br_summary_slowest *slowest, struct br_text *text);

/* ---- allocation, cycles, stages ---- */

struct br_summary_allocation {
    const struct br_allocation *raw; /* NULL: no such pass succeeded */
    enum br_state state;
    double allocations_per_record, frees_per_record;
    double bytes_per_record, requested_bytes_per_record;    /* usable size; as asked for */
    double left_behind_per_record;                          /* bytes */
    double fragmentation_at_end, fragmentation_after_drain; /* 1 - live / active */
    double cross_check; /* jemalloc's own request count over the shim's; NAN unknown */
};

struct br_summary_counter {
    const char *name;
    const struct br_figure *total;
    double per_record, per_byte;
};

struct br_summary_counting {
    const struct br_counting *raw;
    struct br_summary_counter *items;
    size_t count;
    /* "cycles" where there is a PMU, else "reference-cycles"; NULL when there is neither. */
    const struct br_summary_counter *headline;
    const char *missing; /* why there is no headline; "" otherwise */
};

struct br_summary_stage {
    const struct br_stage_result *raw;
    const char *name; /* last part of the path */
    unsigned depth;   /* 0 = outermost */
    double share;     /* of all threads' time in repetitions */
    double ns_per_record, self_ns_per_record;
    double allocated_bytes_per_record, allocations_per_record;
};

struct br_summary_stages {
    struct br_summary_stage *items;
    size_t count;
    double thread_ns;      /* all threads' time inside repetitions */
    double ns_per_record;  /* the same per record */
    double waiting_share;  /* starved or blocked outside the stages that wait */
    double marks_share;    /* calibrated cost of the outermost marks */
    double residual_share; /* neither in a stage, nor waiting, nor in the marks */
};

/* ---- instructions ---- */

struct br_summary_instruction_stage {
    const char *path;
    const char *name;         /* last part of the path */
    unsigned depth;           /* 0 = outermost */
    double per_record, share; /* nested stages included; of all that is counted */
};

/* The instructions pass: medians over its processes. */
struct br_summary_instructions {
    const struct br_instruction_counts *raw; /* of the first process that succeeded; NULL: none */
    enum br_state state;                     /* of that */
    size_t processes;                        /* that counted; 0 = all that follows is NAN */
    uint64_t records;                        /* counted in each */
    double per_record;                       /* without waiting */
    double spread;        /* largest over smallest of the processes, minus 1; NAN below two */
    double waiting_share; /* of all executed instructions; how long threads wait is up to the
                             scheduler */
    struct br_summary_instruction_stage *stages; /* those that the first process has */
    size_t stage_count;
    /* What no outermost stage has. Stages are counted with marks on, in repetitions of their own:
     * where the workload's way without marks is the shorter one, this is below zero. */
    double outside_per_record;
    bool stages_cut; /* some stages were left out for want of time */
};

/* ---- workers ---- */

struct br_summary_worker {
    uint64_t worker;
    bool producer;
    int64_t cpu;
    uint64_t records;
    double busy_share, starved_share, blocked_share; /* of its time in repetitions */
    double busy_ns;
};

struct br_summary_workers { /* of the throughput pass, all its processes together */
    struct br_summary_worker *items;
    size_t count;
    double imbalance; /* largest busy time over the mean, minus 1; producers left out */
    double starved_share, blocked_share; /* of all workers' time; producers left out */
};

/* ---- passes and time series ---- */

struct br_summary_pass {
    const char *pass;
    size_t processes, failed;
    const struct br_result *result;  /* the first that succeeded, or NULL */
    const struct br_result *failure; /* the first that failed, or NULL */
    double records_per_s;            /* as for the throughput pass; NAN when all failed */
    double ratio;                    /* to the throughput pass */
};

struct br_summary_series_row { /* what the parent saw from outside, per stage */
    const char *stage;         /* NULL: outside any stage, or not known */
    size_t looks;
    double cpu_percent_mean;
    uint64_t rss_bytes_peak;
};

struct br_summary_series {
    const char *pass; /* whose looks these are */
    size_t looks;
    double interval_ns;
    double cpu_percent_mean;
    uint64_t rss_bytes_first, rss_bytes_peak, rss_bytes_last;
    struct br_summary_series_row *rows; /* only when stages were seen */
    size_t row_count;
};

/* ---- the whole ---- */

enum br_input_use { BR_INPUT_UNKNOWN, BR_INPUT_ONCE, BR_INPUT_CUT, BR_INPUT_CYCLED };

struct br_summary_cell {
    const struct br_cell *cell;
    char label[80];   /* "100k", "100k ×2", "100k 512B ×2": apart from the other cells of this
                         profile */
    uint64_t records; /* of one repetition; `all` is resolved */
    uint64_t lanes;   /* threads that worked: workers and producer */
    bool oversubscribed;
    enum br_input_use input_use;
    double input_passes;            /* records over the input's records */
    const struct br_work *work;     /* of one repetition; NULL when no pass succeeded */
    const struct br_work *verified; /* with digest; NULL when not verified */
    struct br_summary_rate rate;
    double efficiency; /* rate / (threads x rate of one worker); NAN when that is missing */
    struct br_summary_latency *latencies;
    size_t latency_count;
    struct br_summary_slowest slowest;
    struct br_summary_allocation allocation;
    struct br_summary_counting counting;
    struct br_summary_stages stages;
    struct br_summary_instructions instructions;
    struct br_summary_workers workers;
    struct br_summary_series series;
    struct br_summary_pass *passes; /* in the order of the configuration */
    size_t pass_count;
};

/* Time of one repetition over the sizes of one thread count: a + b x records + c x bytes, in ns. */
struct br_summary_fit {
    uint64_t threads;
    const char *strategy;
    struct br_variant variant;
    size_t sizes;
    int coefficients; /* as br_stats_fit: 2 = bytes are proportional to records */
    struct br_fit fit;
    double growth; /* ns/record of the largest size over the cheapest smaller one, minus 1 */
    bool grows;    /* beyond 5 % and beyond the intervals */
    const struct br_summary_cell *cheapest, *largest;
};

/* Rates over the thread counts of one size, where three or more were asked for. */
struct br_summary_scaling {
    const struct br_summary_cell *first; /* names the size, input and strategy */
    size_t thread_counts;                /* asked for */
    size_t oversubscribed;               /* of these, with more threads than CPUs: left out */
    size_t usable;
    bool fitted;
    const char *refused; /* why there is no fit; NULL otherwise */
    struct br_usl law;
    struct br_usl_intervals intervals; /* 95 % */
    bool intervals_known;              /* needs two processes somewhere */
};

struct br_summary_caveat {
    char *sentence; /* may hold text from outside: escape it when showing */
    bool detailed;  /* failed passes, rejected records, marked latencies, missing counters: whoever
                       shows these in detail need not say the sentence as well */
};

struct br_summary {
    const struct br_profile *profile;
    const char *workload;          /* its own name; a plug-in's configuration has its path */
    struct br_summary_cell *cells; /* by input, strategy, records, threads */
    size_t cell_count;
    struct br_summary_fit *fits;
    size_t fit_count;
    struct br_summary_scaling *scalings;
    size_t scaling_count;
    struct br_summary_caveat *caveats; /* the gravest first */
    size_t caveat_count;
};

/* Derives everything. `summary` is zeroed by the caller; on failure it is empty. Fails with
 * BR_ERROR_FORMAT when the profile holds a histogram that cannot be read. */
int br_summary_make(const struct br_profile *profile, struct br_summary *summary,
                    struct br_error *error);
/* The same of what measures.h needs alone: every cell with its work, latency, allocation and
 * stages; all else is zero. Takes microseconds a cell, for it works out no interval. */
int br_summary_make_measured(const struct br_profile *profile, struct br_summary *summary,
                             struct br_error *error);
void br_summary_release(struct br_summary *summary);

#endif
