/*
 * The parts a summary is made of, one file each. Private to src/summary.
 *
 * Every part fills its member of a cell from the results of that cell. Results are given as the
 * profile holds them; br_part_find picks those that matter.
 */
#ifndef BR_SUMMARY_PARTS_H
#define BR_SUMMARY_PARTS_H

#include "base/text.h"
#include "summary/summary.h"

/* The next result of `cell` (and of `pass`, unless NULL) after `previous` (NULL = from the start)
 * that succeeded; NULL when there is none. */
const struct br_result *br_part_find(const struct br_profile *profile, const struct br_cell *cell,
                                     const char *pass, const struct br_result *previous);
bool br_part_same_cell(const struct br_cell *left, const struct br_cell *right);
/* The same but for the number of threads. */
bool br_part_same_series(const struct br_cell *left, const struct br_cell *right);

/* Zeroed memory for `count` elements; aborts when memory is out, like the model's lists. */
void *br_part_allocate(size_t count, size_t size);

/* value / divisor, NAN where the divisor is zero. */
double br_part_ratio(double value, double divisor);

/* Records per second of one process, from the 25th percentile of its samples; NAN without. */
double br_part_process_rate(const struct br_result *result);

void br_part_rate(const struct br_profile *profile, struct br_summary_cell *cell);
int br_part_latency(const struct br_profile *profile, struct br_summary_cell *cell,
                    struct br_error *error);
void br_part_slowest(const struct br_profile *profile, struct br_summary_cell *cell);
void br_part_allocation(const struct br_profile *profile, struct br_summary_cell *cell);
void br_part_counting(const struct br_profile *profile, struct br_summary_cell *cell);
void br_part_instructions(const struct br_profile *profile, struct br_summary_cell *cell);
/* The last part of a stage's dotted path. */
const char *br_part_stage_name(const char *path);
/* A stage of the mode in which a thread waits for another. */
bool br_part_is_wait(const struct br_summary_stage *stage);
void br_part_stages(const struct br_profile *profile, struct br_summary_cell *cell);
void br_part_workers(const struct br_profile *profile, struct br_summary_cell *cell);
void br_part_passes(const struct br_profile *profile, struct br_summary_cell *cell);
void br_part_series(const struct br_profile *profile, struct br_summary_cell *cell);

/* Over all cells, once these are filled. */
void br_part_efficiency(struct br_summary *summary);
void br_part_fits(struct br_summary *summary);
void br_part_scaling(struct br_summary *summary);
void br_part_caveats(struct br_summary *summary);

/* Caveats about single cells, gathered by kind; called by br_part_caveats in its place. */
void br_part_cell_caveats(struct br_summary *summary);
/* What was found severe when the run began; called in its place, too. */
void br_part_finding_caveat(struct br_summary *summary);
/* Adds a sentence and empties `sentence`; an empty one adds nothing. `detailed` as in the struct.
 */
void br_part_add_caveat(struct br_summary *summary, bool detailed, struct br_text *sentence);

#endif
