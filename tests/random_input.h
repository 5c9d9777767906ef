/*
 * Random inputs that are hard on framers and parsers: mostly the characters a format gives meaning
 * to, in any order. The same bytes for the same state of the generator.
 */
#ifndef BR_TESTS_RANDOM_INPUT_H
#define BR_TESTS_RANDOM_INPUT_H

#include <stddef.h>

#include "base/rng.h"

/* 0 to `capacity` bytes, all from `alphabet`. Returns how many. */
size_t br_random_text(struct br_random *random, const char *alphabet, size_t alphabet_size,
                      unsigned char *bytes, size_t capacity);

/* Up to about `capacity` bytes of ISO 2709: whole records with random fields, the same with a few
 * bytes changed, cut ones, padding and noise. `capacity` is at least 1024. */
size_t br_random_marc(struct br_random *random, unsigned char *bytes, size_t capacity);

#endif
