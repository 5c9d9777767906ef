/*
 * What a bibliographic MARC record is made of, as measured quantile tables.
 *
 * Source: the 386 Library of Congress records of loc_bibliographic_386.mrc (10,744 fields, 22,855
 * subfields). Records come in two kinds: ordinary ones, and the tenth with more than 39 fields,
 * mostly serials with many holdings, headings and system numbers. Rare tags, together 3 % of the
 * fields, were left out; the others take their place, so that the number of fields is as measured.
 *
 * Values of one record are drawn apart from each other, but richer records have longer texts and
 * longer rows of subfields: the size classes say how much, fitted to the measured lengths.
 */
#ifndef BENCHRUN_BENCH_GENERATE_MARC_SHAPE_H
#define BENCHRUN_BENCH_GENERATE_MARC_SHAPE_H

#include <stddef.h>
#include <stdint.h>

#include "bench/generate/random.h"

enum br_marc_content {
    BR_MARC_FIXED,    /* one text, nearly always the same in the source */
    BR_MARC_DIGITS,   /* numbers, dates, call numbers */
    BR_MARC_LETTERS,  /* lower-case codes */
    BR_MARC_CAPITALS, /* upper-case codes */
    BR_MARC_LINK,     /* URI */
    BR_MARC_NAME,     /* capitalised words */
    BR_MARC_TITLE,    /* words, the first in capitals; the words that carry diacritics */
    BR_MARC_TEXT,     /* words */
    BR_MARC_SCRIPT    /* words in a non-Latin script */
};

enum { BR_MARC_PATTERNS = 4, BR_MARC_VALUES = 7, BR_MARC_SCALE_ONE = 1024 };

/* The values of one subfield code in one tag. */
struct br_marc_value {
    char code;
    uint8_t content; /* enum br_marc_content */
    uint16_t bytes[BR_QUANTILES];
    const char *fixed; /* of BR_MARC_FIXED */
};

/* A sequence of subfield codes and the share of the tag's fields that have it, in 256ths. */
struct br_marc_pattern {
    uint16_t share;
    const char *codes;
};

/* Records with fewer fields than `fields_below`, and not fewer than the class before. */
struct br_marc_class {
    uint16_t fields_below;
    uint16_t text_scale;   /* of titles and texts, in 1024ths */
    uint8_t large;         /* which of the two kinds: 0 = ordinary, 1 = large */
    uint8_t pattern_draws; /* the longest of this many drawn patterns is taken */
};

/* One tag. The index 0 or 1 is the kind of record: ordinary or large. */
struct br_marc_field {
    char tag[4];
    char indicators[3];
    uint8_t control_bytes; /* length of a control field without its terminator; 0 = data field */
    uint8_t most;          /* occurrences in one record */
    uint16_t share[2];     /* of the records that have it, in 256ths */
    uint16_t repeat[2];    /* further occurrences per record, in 256ths */
    struct br_marc_pattern patterns[BR_MARC_PATTERNS]; /* from short to long */
    struct br_marc_value values[BR_MARC_VALUES];
};

extern const uint16_t br_marc_field_count[BR_QUANTILES];
extern const struct br_marc_class br_marc_classes[]; /* the last one takes all the rest */
extern const struct br_marc_field br_marc_fields[];
extern const size_t br_marc_fields_count;

#endif
