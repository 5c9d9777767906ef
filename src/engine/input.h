/*
 * The input as the parent prepares it: a descriptor that children map.
 */
#ifndef BR_ENGINE_INPUT_H
#define BR_ENGINE_INPUT_H

#include "engine/watch.h"

/* A synthetic input has at most so many records; longer repetitions cycle it. */
#define BR_INPUT_SYNTHETIC_RECORDS 100000u
/* And where --record-bytes asks for large ones, at most about so many bytes. */
#define BR_INPUT_SYNTHETIC_BYTES ((uint64_t)256 << 20)

/*
 * Opens a file, unpacks a .zst or .gz one into memory, or has a child generate a synthetic input;
 * then has a child survey it. `input` (zeroed) gets the facts; `descriptor` is the caller's to
 * close. Nothing of this is inside any clock.
 */
int br_input_prepare(const struct br_watch *watch, const struct br_config *config,
                     const struct br_variant *variant, int *descriptor, struct br_input *input,
                     struct br_error *error);

/*
 * Has a child run the generator of config->workload with its settings and config->seed: `records`
 * records go to an open descriptor, `bytes` gets what was written. The descriptor is none of the
 * standard ones: those of the child lead elsewhere.
 */
int br_input_generate(const struct br_watch *watch, const struct br_config *config,
                      uint64_t records, int descriptor, uint64_t *bytes, struct br_error *error);

#endif
