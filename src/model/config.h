/*
 * What was asked: the configuration of one run, after the command line (and suites) were read.
 */
#ifndef BR_MODEL_CONFIG_H
#define BR_MODEL_CONFIG_H

#include <stdbool.h>
#include <stdint.h>

#include "model/shape.h"

#define BR_SIZE_ALL 0 /* the file once */

struct br_setting { /* -O name=value */
    char *name;
    char *value;
};
struct br_settings {
    struct br_setting *items;
    size_t count;
};

enum br_stamp { BR_STAMP_AUTO, BR_STAMP_RECORD, BR_STAMP_BATCH };
enum br_cpu_source { BR_CPU_SOURCE_AUTO, BR_CPU_SOURCE_PERF, BR_CPU_SOURCE_TIMER };

struct br_config {
    char *mode;     /* "single" */
    char *workload; /* a name, or the path of a plug-in */
    char *input;    /* "synthetic" or a path */
    struct br_counts sizes;
    struct br_counts threads;
    struct br_counts record_bytes; /* synthetic inputs with these mean record sizes, one after the
                                      other; empty = as the settings say */
    struct br_counts malformed;    /* alike: shares of malformed records, in millionths */
    char *strategy;                /* NULL in single */
    struct br_texts passes;
    struct br_texts profile; /* passes asked for beside those; br_config_defaults joins them */
    struct br_settings settings;
    uint64_t blocks;             /* the throughput pass is measured in so many, apart in time: 2 in
                                    a freeze; otherwise 1, in older profiles 0 */
    uint64_t samples;            /* per process */
    uint64_t replicates;         /* processes of the throughput pass */
    uint64_t sample_ns;          /* length of a sample at least */
    uint64_t time_budget_ns;     /* per cell, over all its passes */
    uint64_t timeout_ns;         /* per pass; a child without an answer by then is killed */
    uint64_t memory_limit_bytes; /* of a child's private memory (RLIMIT_DATA); 0 = none */
    uint64_t interval_ns;        /* of the parent's look at the child */
    uint64_t seed;
    uint64_t batch_records;       /* queue: records per hand-over */
    uint64_t ring_batches;        /* queue: batches under way at most */
    uint64_t chunk_records;       /* dynamic: records per claim */
    uint32_t stamp;               /* enum br_stamp: how the latency pass stamps */
    uint64_t heap_sample_bytes;   /* heap pass: between two samples on average; a power of two */
    uint64_t instruction_records; /* instructions pass: counted at most, from the input's start */
    uint64_t cpu_rate_hz;         /* cpu pass: samples per second of CPU time */
    uint32_t cpu_source;          /* enum br_cpu_source: where they come from */
};

extern const struct br_shape br_setting_shape;
extern const struct br_shape br_config_shape;
extern const char *const br_stamp_names[];
extern const char *const br_cpu_source_names[];

#endif
