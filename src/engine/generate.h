/*
 * Synthetic inputs: runs a workload's generator into a descriptor, with its options.
 */
#ifndef BR_ENGINE_GENERATE_H
#define BR_ENGINE_GENERATE_H

#include <stdint.h>

#include <benchrun/workload.h>

#include "base/error.h"
#include "model/config.h"

/* Writes `records` records made from `seed` to an open descriptor; `bytes` gets what was written.
 */
int br_generate(const struct br_workload *workload, const struct br_settings *settings,
                uint64_t records, uint64_t seed, int descriptor, uint64_t *bytes,
                struct br_error *error);

#endif
