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

/* Read-only once initialised. */
struct br_marc_text {
    bool ansel; /* MARC-8 instead of UTF-8 */
    struct br_lexicon plain, names, accented, scripts;
};

/* What is the same all over one record. */
struct br_marc_style {
    uint32_t scale; /* length of titles and texts, in 1024ths of the natural one */
    bool foreign;   /* words with diacritics among the names and in the titles */
};

void br_marc_text_init(struct br_marc_text *text, bool ansel);

/* Writes one value of 1 to `limit` bytes to `at`, which needs room for `limit` + 32; returns its
 * size. */
size_t br_marc_text_write(const struct br_marc_text *text, const struct br_marc_style *style,
                          const struct br_marc_value *value, struct br_prng *random,
                          unsigned char *at, size_t limit);

/* `size` decimal digits; writes up to 7 more bytes. */
void br_marc_digits_write(struct br_prng *random, unsigned char *at, size_t size);

#endif
