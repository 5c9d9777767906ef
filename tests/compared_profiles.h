/*
 * Small profiles for the tests of comparisons, and changes to put into them.
 */
#ifndef TESTS_COMPARED_PROFILES_H
#define TESTS_COMPARED_PROFILES_H

#include "model/profile.h"

/* 1,000 records: 1 ms in five quiet processes, 10 allocations and 2,000 instructions a record, two
 * nested stages. `profile` is zeroed by the caller, who releases it. */
void compared_profile_fill(struct br_profile *profile, const char *name);

/* The first result of a pass; the test fails when there is none. */
struct br_result *compared_profile_pass(struct br_profile *profile, const char *pass);

void compared_profile_stage(struct br_result *result, const char *path, double wall_ns,
                            double self_ns);

/* Multiplies the wall time of every sample of the throughput pass. */
void compared_profile_slow_down(struct br_profile *profile, double factor);

#endif
