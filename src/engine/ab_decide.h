/*
 * When the pairs of a trial's cell are looked at, what is decided, and in which words.
 */
#ifndef BR_ENGINE_AB_DECIDE_H
#define BR_ENGINE_AB_DECIDE_H

#include <stdbool.h>

#include "model/trial.h"
#include "stats/pairs.h"

/*
 * Takes a look where the number of pairs is one at which it is time for one, or where no further
 * pair fits into trial->config.time_budget_ns or trial->pairs_most; adds it to the cell. The cell
 * gets its verdict and reason with the look that decides, or `ambiguous` with the last one. True
 * when a look was taken. Depends on the cell's pairs alone, so a stored trial can be decided anew.
 */
bool br_ab_decide(const struct br_trial *trial, const struct br_pairs_rule *rule,
                  struct br_trial_cell *cell);

#endif
