/*
 * How often the gate errs on a machine, and how small a slowdown it finds there: its own decision
 * (stats/stored.h) on groups of processes of the same code that were measured apart in time.
 */
#ifndef BR_SUMMARY_GATE_ALARMS_H
#define BR_SUMMARY_GATE_ALARMS_H

#include "model/calibration.h"
#include "model/trial.h"
#include "stats/stored.h"

/*
 * Fills the gate_ members of a calibration's entry from pairs of the same code. A side of a
 * comparison is `replicates` consecutive processes: one group of the first half of the pairs
 * against one of the second half, and no process is in two comparisons. Which groups are unstable
 * is judged as a summary judges it, by what pairs have: how far processes lie apart, and samples of
 * one. `rule` is that of the row; its unrest is worked out here. `replicates` is above 0.
 * Pure; the same pairs give the same answer. Some ms per hundred comparisons.
 */
void br_gate_alarms_learn(const struct br_trial_pairs *pairs, const struct br_stored_rule *rule,
                          uint64_t replicates, struct br_calibration_entry *entry);

#endif
