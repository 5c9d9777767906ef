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

/*
 * What a look at the pairs so far shows, for people who wait: nothing is decided by it, nothing is
 * added. The last look where no pair came since, or where there are so many pairs that another
 * would take longer than it is worth. The cell has a pair.
 */
struct br_trial_look br_ab_glance(const struct br_trial *trial, const struct br_pairs_rule *rule,
                                  const struct br_trial_cell *cell);

/*
 * Decides pairs that were measured before as `ab` would have when they came in: adds them to the
 * cell (zeroed) until it has a verdict and a reason. Returns how many it took; 0 when all `count`
 * were used up before. Of the trial the time budget, pairs_most and effect_percent are read, of a
 * pair its log-ratio and its times. Release the cell as a br_trial_cell_shape.
 */
size_t br_ab_replay(const struct br_trial *trial, const struct br_pairs_rule *rule,
                    const struct br_trial_pair *pairs, size_t count, struct br_trial_cell *cell);

#endif
