/*
 * The CPU profile of a child: sampled while it measures, made into stacks when it is done.
 */
#ifndef BR_ENGINE_PROFILE_CPU_H
#define BR_ENGINE_PROFILE_CPU_H

#include "base/error.h"
#include "measure/sampler.h"
#include "model/stacks.h"

struct br_cpu_profile;

/* Opens a sampler of the kind; threads started from here on are sampled. NULL with the reason:
 * BR_ERROR_DENIED or BR_ERROR_UNSUPPORTED when samples are not to be had. */
struct br_cpu_profile *br_cpu_profile_open(enum br_sampler_kind kind, uint64_t rate_hz,
                                           struct br_error *error);

/* The calling thread is lane number `lane`. */
void br_cpu_profile_join(struct br_cpu_profile *profile, size_t lane);

void br_cpu_profile_start(struct br_cpu_profile *profile);
void br_cpu_profile_stop(struct br_cpu_profile *profile);

/* Between two measured samples: makes stacks of what was sampled when memory for it runs short. */
void br_cpu_profile_settle(struct br_cpu_profile *profile);

/* Makes stacks of the rest and hands them over (kind, unit, source, period, lost, frames, stacks).
 * `cpu_ns` is the CPU time that was sampled: what a sample stands for when timers had to do. */
int br_cpu_profile_finish(struct br_cpu_profile *profile, uint64_t cpu_ns, struct br_stacks *stacks,
                          struct br_error *error);

/* Samples taken, those among them that there was no memory to keep. */
uint64_t br_cpu_profile_samples(const struct br_cpu_profile *profile);

void br_cpu_profile_close(struct br_cpu_profile *profile);

#endif
