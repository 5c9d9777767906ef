/*
 * A trial: two sides measured against each other in one run, pair by pair; see `benchrun ab`. Raw
 * values of every process are kept, so that the decision can be made again from the file alone.
 */
#ifndef BR_MODEL_TRIAL_H
#define BR_MODEL_TRIAL_H

#include <stdbool.h>
#include <stdint.h>

#include "model/profile.h"

#define BR_TRIAL_SCHEMA_VERSION 1

enum br_trial_verdict {
    BR_TRIAL_AMBIGUOUS,
    BR_TRIAL_SAME,
    BR_TRIAL_SLOWER, /* the new side */
    BR_TRIAL_FASTER
};
extern const char *const br_trial_verdict_names[];

/* One of the two builds, or option sets. */
struct br_trial_side {
    char *workload; /* as it was given: a name, or the path of a plug-in */
    char *digest;   /* of the plug-in's file; NULL for a built-in workload */
    struct br_settings settings;
};

/* Two processes that took their samples in turns. `log_ratio` is what the verdict is made of: the
 * median over the turns of log(new/old), other processes' share of the CPU left out
 * (engine/ab_pair.h). A process's value is the 25th percentile of its samples' wall time, its
 * spread the 90th over that. */
struct br_trial_pair {
    bool new_first;
    double log_ratio;
    uint64_t turns; /* samples of both */
    double old_ns_per_record, new_ns_per_record;
    double old_spread, new_spread;
    uint64_t started_ns, ended_ns; /* since the trial started */
};
struct br_trial_pairs {
    struct br_trial_pair *items;
    size_t count;
};

/* One look at the pairs so far: ratios new/old, as stats/pairs.h makes them. */
struct br_trial_look {
    uint64_t pairs;
    double ratio;
    double low, high;               /* an alarm needs both on one side of 1; NAN = too few pairs */
    double inner_low, inner_high;   /* `same` needs both within the effect; NAN = too few pairs */
    double alarm_level, same_level; /* what this look may err with, see stats/pairs.h */
    uint64_t elapsed_ns;            /* of this cell's time */
};
struct br_trial_looks {
    struct br_trial_look *items;
    size_t count;
};

struct br_trial_cell {
    struct br_cell cell; /* as the old side names its workload */
    struct br_work work; /* of one repetition, the same on both sides */
    struct br_trial_pairs pairs;
    struct br_trial_looks looks; /* the last one decided */
    uint32_t verdict;            /* enum br_trial_verdict */
    char *reason;
    uint64_t pairs_wanted; /* ambiguous: pairs in all that would settle it; 0 = none would */
    uint64_t used_ns;      /* wall time of its pairs */
};
struct br_trial_cells {
    struct br_trial_cell *items;
    size_t count;
};

struct br_trial {
    uint64_t schema_version;
    char *name;
    char *created; /* UTC, ISO 8601 */
    char *command;
    bool complete; /* every cell was decided or used up its time */
    uint64_t duration_ns;
    struct br_trial_side old_side, new_side;
    struct br_config config; /* of the old side */
    struct br_environment environment;
    struct br_inputs inputs;
    /* The rule, see stats/pairs.h; the levels are those of one cell. */
    double effect_percent;
    double alarm_level, same_level;
    uint64_t looks_most, pairs_most; /* pairs_most: 0 = as many as there is time for */
    struct br_trial_cells cells;
    uint32_t verdict; /* of all cells: the gravest */
};

extern const struct br_shape br_trial_shape, br_trial_cell_shape;

void br_trial_release(struct br_trial *trial);

#endif
