/*
 * Two profiles of one mode -> verdicts.
 *
 * Profiles that cannot be compared are refused: of different modes, workloads or inputs, or with
 * cells that did different work. What differs in their environments makes measures advisory
 * instead: shown, never an error.
 *
 * Exact measures are held to their limit. Statistical ones are decided by stats/stored.h on the
 * values of processes, with p adjusted over all rows that were tested (stats/discovery.h): changes
 * for the worse as one family, changes for the better as another, so that the share of false
 * alarms among the alarms is controlled by itself. No change of a time below
 * BR_STORED_TIME_FLOOR is called, whatever the rules say.
 */
#ifndef BR_STORE_COMPARE_H
#define BR_STORE_COMPARE_H

#include "base/error.h"
#include "model/calibration.h"
#include "model/comparison.h"
#include "model/profile.h"
#include "store/rules.h"

/* Compares; `calibration` may be NULL and counts only where both profiles are of its host.
 * `comparison` is zeroed by the caller; on failure it is empty. BR_ERROR_INPUT when the profiles
 * cannot be compared: the sentence names the member that differs and both values. Costs some ms per
 * row. The same profiles and rules give the same comparison. */
int br_compare(const struct br_profile *from, const struct br_profile *to,
               const struct br_rules *rules, const struct br_calibration *calibration,
               struct br_comparison *comparison, struct br_error *error);

/* May the two be compared: are mode, workload and inputs the same? BR_ERROR_INPUT as above. */
int br_compare_check(const struct br_profile *from, const struct br_profile *to,
                     struct br_error *error);

#endif
