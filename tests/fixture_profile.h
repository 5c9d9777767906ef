/*
 * A profile with everything in it, built by code: sizes, threads, a failed pass, counters the
 * machine does not have, rejected records and hostile names. The same bytes every time.
 */
#ifndef TESTS_FIXTURE_PROFILE_H
#define TESTS_FIXTURE_PROFILE_H

#include "model/profile.h"

/* A run of `queue` over 2 sizes x 3 thread counts on a machine with 2 CPUs and no PMU; the counters
 * pass of one cell crashed. `profile` is zeroed by the caller, who releases it. */
void fixture_profile_concurrent(struct br_profile *profile);

/* A quiet run of `single` on a machine with a PMU: nothing rejected, nothing failed. */
void fixture_profile_single(struct br_profile *profile);

/* Lets outermost stages have all of their time for themselves, so that stages add up as measured
 * ones do. */
void fixture_profile_settle_stages(struct br_profile *profile);

#endif
