/*
 * The stages of a cell as a tree of time, the mode's own beside the workload's, and what
 * synchronisation costs among them. Pure functions.
 */
#ifndef BR_SUMMARY_STAGE_TREE_H
#define BR_SUMMARY_STAGE_TREE_H

#include "model/stacks.h"
#include "summary/summary.h"

#define BR_STAGE_TREE_MODE "mode"         /* library of frames of the mode: framing, waiting, ... */
#define BR_STAGE_TREE_WORKLOAD "workload" /* ... and of what the workload does with records */

/* The tree as stacks, one for each stage with its own ns per record, so that what draws and folds
 * stacks does the same for stages. Time in no stage (waiting, the marks, the rest) is there, too:
 * the sum is all threads' time per record. `stacks` is zeroed by the caller, who releases it by its
 * shape; it stays empty where the cell has no stages. */
void br_stage_tree(const struct br_summary_cell *cell, struct br_stacks *stacks);

/* What workers pay for sharing the work, in ns of thread time per record; 0 where the strategy has
 * no such thing. NAN throughout where there are no stages. */
struct br_stage_sync {
    double index;      /* reading the index that another worker made (partition) */
    double push;       /* handing batches over, and back (queue) */
    double pop;        /* getting one, waiting for it included (queue) */
    double wait;       /* the producer, for an empty batch (queue) */
    double elsewhere;  /* waiting in no stage: for a lock, the start, the end of the repetition */
    double all, share; /* the sum, and its share of all threads' time */
};
struct br_stage_sync br_stage_sync_cost(const struct br_summary_cell *cell);

#endif
