/*
 * The characters in a generated MARC record's subfields.
 */
#ifndef BENCHRUN_BENCH_GENERATE_MARC_TEXT_H
#define BENCHRUN_BENCH_GENERATE_MARC_TEXT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "bench/generate/marc_shape.h"
#include "bench/generate/random.h"
#include "bench/generate/words.h"

enum { BR_MARC_SCALE_ONE = 1024 }; /* `scale` for the natural length */

/* Read-only once initialised. */
struct br_marc_text {
    bool ansel;     /* MARC-8 instead of UTF-8 */
    uint32_t scale; /* of titles and texts, in 1024ths */
    struct br_lexicon plain, names, accented, scripts;
};

void br_marc_text_init(struct br_marc_text *text, bool ansel, uint32_t scale);

/* Writes one value of 1 to `limit` bytes to `at`, which needs room for `limit` + 32; returns its
 * size. `foreign` mixes words with diacritics into names and titles. */
size_t br_marc_text_write(const struct br_marc_text *text, const struct br_marc_value *value,
                          bool foreign, struct br_random *random, unsigned char *at, size_t limit);

/* `size` decimal digits; writes up to 7 more bytes. */
void br_marc_digits_write(struct br_random *random, unsigned char *at, size_t size);

#endif
