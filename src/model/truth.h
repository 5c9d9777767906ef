/*
 * The truth file of a frozen profile (NAME.truth.json): the raw counters behind every derived
 * figure, one entry per process, each with its source. Whoever doubts a rate or a share divides
 * these by hand. docs/profiling/baselines.md explains every member.
 *
 * Identities (checked by br_truth_check), for each process that succeeded:
 *   records          = repetitions x records_per_repetition
 *   wall_ns          = sum of sample_wall_ns
 *   repetitions      = sum of sample_repetitions, where there are samples: where instructions are
 *                      counted no clock runs, and times are 0
 *   stages_wall_ns   = sum of stages[].wall_ns of the outermost stages
 *                    = sum of stages[].self_wall_ns of all stages, to 1 ns per stage and 1e-9
 *   parallelism      = cpu_ns / wall_ns
 * and for the run:
 *   processes_wall_ns = sum of ended_ns - started_ns
 *   cpu_ns            = sum of usage of all processes: user and system time
 *   parallelism       = cpu_ns / wall_ns
 *   wall_ns          >= ended_ns of every process
 *
 * truth_version is raised by the rule of the profile's schema_version.
 */
#ifndef BR_MODEL_TRUTH_H
#define BR_MODEL_TRUTH_H

#include <stdbool.h>
#include <stdint.h>

#include "base/error.h"
#include "model/cell.h"
#include "model/result.h"
#include "model/shape.h"

#define BR_TRUTH_VERSION 1

struct br_truth_stage {
    char *path;
    uint64_t calls;
    double wall_ns, self_wall_ns; /* of all threads */
};
struct br_truth_stages {
    struct br_truth_stage *items;
    size_t count;
};

/* A counter over the records of a process: "allocations", "instructions", "latency sum ns". */
struct br_truth_value {
    char *name;
    struct br_figure figure; /* with its state and source, and the reason where it is missing */
};
struct br_truth_values {
    struct br_truth_value *items;
    size_t count;
};

struct br_truth_process {
    struct br_cell cell;
    char *pass;
    uint64_t replicate, block, order;
    bool ok;
    char *failure;
    uint64_t started_ns, ended_ns; /* since the run started */
    uint64_t records_per_repetition, repetitions, records;
    uint64_t accepted, rejected, bytes; /* of one repetition */
    uint64_t witness, digest;           /* of one repetition; the digest only in verify */
    uint64_t wall_ns, cpu_ns, run_delay_ns;
    double parallelism;
    double records_per_s; /* records of a repetition over the 25th percentile of the samples' time
                             per repetition: the process's value; NAN without samples */
    struct br_counts sample_wall_ns, sample_repetitions;
    uint64_t user_ns, system_ns; /* of the whole process, start and warm-up included */
    struct br_truth_values values;
    struct br_truth_stages stages;
    double stages_wall_ns;
};
struct br_truth_processes {
    struct br_truth_process *items;
    size_t count;
};

/* Where the members of all processes come from. */
struct br_truth_source {
    char *member; /* "wall_ns" */
    char *source; /* "CLOCK_MONOTONIC" */
};
struct br_truth_sources {
    struct br_truth_source *items;
    size_t count;
};

struct br_truth {
    uint64_t truth_version;
    char *profile; /* its name when it was frozen */
    char *digest;  /* of what was measured: br_truth_digest */
    char *created; /* of the profile */
    char *command;
    uint64_t wall_ns;           /* the run's, from its start to its end */
    uint64_t processes_wall_ns; /* of all processes, one after the other */
    uint64_t cpu_ns;            /* of all processes */
    double parallelism;         /* CPUs that the run kept busy on average */
    uint64_t interval_ns;       /* between two looks of the parent at a process */
    uint64_t sample_ns, samples, replicates, blocks; /* as configured */
    double ticks_per_ns;
    struct br_truth_sources sources;
    struct br_truth_processes processes;
};

extern const struct br_shape br_truth_shape;

/* Holds a truth to the identities above; the error names the process and both values. */
int br_truth_check(const struct br_truth *truth, struct br_error *error);

#endif
