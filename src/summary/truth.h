/*
 * From a profile to the truth behind it (model/truth.h). Pure functions; the same profile gives the
 * same truth. Cost: linear in the profile's size.
 */
#ifndef BR_SUMMARY_TRUTH_H
#define BR_SUMMARY_TRUTH_H

#include "model/profile.h"
#include "model/truth.h"

/* Fills `truth` (zeroed by the caller, who releases it by br_truth_shape). */
int br_truth_make(const struct br_profile *profile, struct br_truth *truth, struct br_error *error);

/* What tells that a truth belongs to a profile: XXH3-128 of all that was measured and how (inputs,
 * environment, configuration, results), printed by the model's shapes; neither of the name nor of a
 * promotion, so that a reference keeps the truth of the profile it came from. To be freed; NULL
 * when memory is out. */
char *br_truth_digest(const struct br_profile *profile);

#endif
