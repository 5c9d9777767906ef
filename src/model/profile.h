/*
 * A profile: everything measured in one run of one mode, with environment and configuration; one
 * JSON file.
 *
 * schema_version is raised when a reader of the old version would misread a member (its meaning or
 * unit changed, or it was removed). Adding a member does not raise it. Old versions stay loadable:
 * src/store converts, with a fixture per version in tests/golden.
 */
#ifndef BR_MODEL_PROFILE_H
#define BR_MODEL_PROFILE_H

#include "model/config.h"
#include "model/result.h"

#define BR_PROFILE_SCHEMA_VERSION 1

struct br_library {
    char *name;
    char *version;
};
struct br_libraries {
    struct br_library *items;
    size_t count;
};

/* What the machine, or the build, does to figures; see docs/doctor.md. The state is never ok where
 * the value could not be read. */
enum br_finding_state {
    BR_FINDING_UNKNOWN,
    BR_FINDING_OK,
    BR_FINDING_WARNING, /* figures move, or some are missing */
    BR_FINDING_SEVERE   /* figures should not be trusted */
};
extern const char *const br_finding_state_names[];

struct br_finding {
    char *name;     /* "governor" */
    char *value;    /* as measured, or why it is unknown */
    uint32_t state; /* enum br_finding_state */
    char *effect;   /* how much it matters */
    char *remedy;   /* what to do */
};
struct br_findings {
    struct br_finding *items;
    size_t count;
};

struct br_environment {
    char *hostname, *cpu_model, *caches, *governor, *kernel, *os, *virtualisation;
    uint64_t cpus_online, cpus_allowed, memory_bytes;
    char *compiler, *compiler_flags, *build_type, *sanitizer;
    char *benchrun_version, *benchrun_commit; /* of the binary */
    bool benchrun_dirty;
    char *commit; /* of the folder the run was started in; NULL outside a repository */
    bool dirty;
    char *executable_digest;
    char *workload_digest; /* of the plug-in's file; NULL for a built-in workload */
    struct br_libraries libraries;
    char *jemalloc_version, *jemalloc_settings;
    struct br_figure jemalloc_in_effect; /* value 1; else the reason */
    char *clock_source;                  /* the kernel's */
    char *tick_source;                   /* "tsc", "cntvct", "monotonic" */
    double ticks_per_ns, tick_rate_spread;
    char *tick_warning; /* why ticks should not be trusted; NULL when they may */
    double floor_gaps_per_s, floor_gap_ns_p50, floor_gap_ns_p99, floor_gap_ns_max, floor_lost_share;
    double load_average;         /* 1 min, before the run */
    struct br_findings findings; /* at the start of the run; none in older profiles */
};

/* Facts of the input, from a survey of its own process, outside any clock. */
struct br_input {
    struct br_variant variant;
    char *name;   /* "synthetic" or the path as given */
    char *format; /* the workload's words */
    uint64_t bytes;
    uint64_t records; /* framed in one pass over it, framing rejects included */
    uint64_t padding_bytes;
    uint64_t digest; /* XXH3-64 of all bytes */
    uint64_t framing_rejects;
    double record_bytes_mean;
    uint64_t record_bytes_p50, record_bytes_p99, record_bytes_max;
    uint64_t generated_records, generated_seed; /* synthetic only */
    bool unpacked;                              /* was .zst or .gz */
    bool splittable;
    char *failure;                /* the survey could not be done: why */
    struct br_counts cut_sizes;   /* for each size that ends inside the input: ... */
    struct br_counts cut_offsets; /* ... where the last record of the last cycle ends */
};

struct br_inputs {
    struct br_input *items;
    size_t count;
};

/* A freeze: the throughput pass was measured in two blocks apart in time. */
struct br_freeze {
    bool frozen;               /* false: an ordinary run, and nothing of the rest is said */
    bool accepted;             /* the blocks agree within the machine's noise */
    double difference_percent; /* largest of a cell, second block against the first */
    double limit_percent;      /* of that cell: what the machine's noise allows */
    char *cell;                /* its label */
};

/* Promotion: what made a working profile a reference. */
struct br_promotion {
    char *id;   /* "v1.2.0-marc-single"; NULL: a working profile, and nothing of the rest is said */
    char *from; /* the name of the working profile */
    char *at;   /* UTC, ISO 8601 */
    char *reason;
    char *by;
    char *commit; /* of the folder it was promoted in; NULL outside a repository */
};

struct br_profile {
    uint64_t schema_version;
    char *name;
    char *created; /* UTC, ISO 8601 */
    char *command; /* the exact command line, quoted for a shell */
    char *workload_summary;
    bool complete; /* the plan was gone through to its end; processes may have been left out for
                      time */
    bool interrupted;
    uint64_t duration_ns;
    struct br_config config;
    struct br_environment environment;
    struct br_inputs inputs; /* one, or one per variant */
    struct br_freeze freeze;
    struct br_promotion promoted;
    struct br_results results;
};

extern const struct br_shape br_input_shape;
extern const struct br_shape br_finding_shape;
extern const struct br_shape br_environment_shape;
extern const struct br_shape br_promotion_shape;
extern const struct br_shape br_profile_shape;

/* The input of that variant; NULL when there is none. */
const struct br_input *br_inputs_find(const struct br_inputs *inputs,
                                      const struct br_variant *variant);

/* The input a cell was measured on; NULL when the profile has none for it. */
const struct br_input *br_profile_input(const struct br_profile *profile,
                                        const struct br_cell *cell);

/* The workload's own name, as the cells have it: a configuration may hold the path of a plug-in.
 * NULL when the profile has none. */
const char *br_profile_workload(const struct br_profile *profile);

/* Passes that failed. */
size_t br_profile_count_failed(const struct br_profile *profile);

void br_profile_release(struct br_profile *profile);

#endif
