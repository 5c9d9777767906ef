/*
 * What limits a mode: the rules of docs/profiling/bottlenecks.md, asked of a summary.
 *
 * Within one mode only, and without advice: a finding says what limits and shows the figures, not
 * what to do. Pure functions: the same summary gives the same explanation. Cost: microseconds.
 */
#ifndef BR_SUMMARY_EXPLAIN_H
#define BR_SUMMARY_EXPLAIN_H

#include "model/explanation.h"
#include "summary/summary.h"

/* What stands where no rule speaks. */
#define BR_EXPLAIN_NOTHING "nothing-stands-out"

/* Asks every rule; a rule that several cells show is one finding, with the figures of the cell that
 * shows it most. `explanation` is zeroed by the caller, who releases it by its shape. */
void br_explain(const struct br_summary *summary, struct br_explanation *explanation);

/* Adds what changed since the explanation of a baseline: findings that appeared and disappeared,
 * and the figure each rule judges by. BR_ERROR_INPUT when the two are not of one mode and workload;
 * the error names what differs. */
int br_explain_changes(struct br_explanation *explanation, const struct br_explanation *baseline,
                       struct br_error *error);

/* The share of the working time that a stage takes by itself, nested stages left out; NAN unknown.
 */
double br_explain_own_share(const struct br_summary_stages *stages,
                            const struct br_summary_stage *stage);

/* The workload's stage that takes most by itself behind `previous` (NULL: of all); those of the
 * mode are left out. NULL when there is none. */
const struct br_summary_stage *br_explain_next_stage(const struct br_summary_stages *stages,
                                                     const struct br_summary_stage *previous);

/* How much the rate of one mode could rise at most when so much of a part that takes `share` of its
 * time were gone, as a share of the rate: 1 / (1 - share x removed) - 1. Gene M. Amdahl, "Validity
 * of the single processor approach to achieving large scale computing capabilities", 1967. Infinite
 * where nothing would be left; NAN where the share is. */
double br_explain_amdahl(double share, double removed);

#endif
