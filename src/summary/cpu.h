/*
 * Figures of CPU profiles: the functions that take the time, how certain a share is, how well the
 * stacks could be unwound, and what moved between two profiles of one mode.
 *
 * All shares are estimates from samples and are of all samples that were kept. Texts are borrowed
 * from the stacks; a figure that could not be derived is NAN.
 */
#ifndef BR_SUMMARY_CPU_H
#define BR_SUMMARY_CPU_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "model/profile.h"
#include "stats/stats.h"
#include "summary/stacks.h"

/* The stacks of CPU time of a result; NULL when it has none. */
const struct br_stacks *br_cpu_stacks(const struct br_result *result);

/* The cpu pass of one cell. */
struct br_summary_cpu {
    const struct br_result *result; /* NULL: it was not run, or failed */
    const struct br_stacks *stacks; /* NULL: `result->sampling` says why */
    struct br_stack_views views;
    double rooted_share;  /* stacks that reach their thread's root */
    double lost_share;    /* of all samples, those lost among them */
    double harness_share; /* benchrun's own, which are folded */
    double ns_per_record; /* CPU time of all threads, the harness's among it */
};

/* Borrows from the profile. Without memory for the views there are no stacks. */
void br_summary_cpu_make(const struct br_profile *profile, const struct br_cell *cell,
                         struct br_summary_cpu *cpu);
void br_summary_cpu_release(struct br_summary_cpu *cpu);

/* Half of the 95 % interval of the share that `hits` of the samples of `views` are. */
double br_cpu_share_error(const struct br_stack_views *views, uint64_t hits);

/* The functions with the greatest self, without what is folded; at most `capacity` indices;
 * returns how many were stored. */
size_t br_cpu_hottest(const struct br_stack_views *views, size_t *functions, size_t capacity);

/* ---- two profiles ---- */

/* A cell of which both have stacks of CPU time. */
struct br_cpu_pair {
    char *name;                 /* as br_cell_name has it */
    const struct br_cell *cell; /* of the later one */
    const struct br_stacks *before, *after;
};
struct br_cpu_pairs {
    struct br_cpu_pair *items; /* in the order of reports: the largest is the last */
    size_t count;
};

/* Borrows from both but for the names. That both read the same input is the caller's to see. Fails
 * as br_summary_make_measured does; release in any case. */
int br_cpu_pairs_make(const struct br_profile *before, const struct br_profile *after,
                      struct br_cpu_pairs *pairs, struct br_error *error);
void br_cpu_pairs_release(struct br_cpu_pairs *pairs);

/* The cell that `asked` means (br_cell_name_is), the largest where it is NULL; NULL for none. */
const struct br_cpu_pair *br_cpu_pairs_find(const struct br_cpu_pairs *pairs, const char *asked);

/* What became of a share, as far as samples tell: `sure` is beyond the sampling error of both, with
 * 5 % false discoveries among all that are called so. */
struct br_cpu_change {
    size_t index; /* of the function, or of the node of the tree of calls */
    double before, after;
    struct br_interval change; /* 95 % */
    bool sure;
};
struct br_cpu_changes {
    struct br_stack_views views; /* of both: after, with before */
    double before_samples, after_samples;
    double before_ns_per_record, after_ns_per_record;
    struct br_cpu_change *functions; /* own shares: what grew most first, what shrank most last */
    size_t function_count;
    struct br_cpu_change *nodes; /* shares with callees, in the order of the views' nodes */
};

/* Borrows from both; false when memory is out. Release in any case. */
bool br_cpu_changes_make(const struct br_stacks *before, const struct br_stacks *after,
                         struct br_cpu_changes *changes);
void br_cpu_changes_release(struct br_cpu_changes *changes);

#endif
