/*
 * The reference that a profile is naturally held to.
 */
#ifndef BR_STORE_BASELINE_H
#define BR_STORE_BASELINE_H

#include "base/error.h"
#include "model/profile.h"

/* Loads the newest reference in the library that has the profile's mode and workload and was made
 * before it; archived references are history and none. `baseline` is zeroed by the caller and stays
 * so (its name is NULL) where there is no such reference. Reads every reference. A reference that
 * cannot be read is an error that names it, as it might be the one. */
int br_baseline_find(const char *library, const struct br_profile *profile,
                     struct br_profile *baseline, struct br_error *error);

#endif
