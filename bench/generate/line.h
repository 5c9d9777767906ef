/*
 * One line of text being written by a generator. Single owner, no allocation.
 */
#ifndef BENCHRUN_BENCH_GENERATE_LINE_H
#define BENCHRUN_BENCH_GENERATE_LINE_H

#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "bench/generate/random.h"
#include "bench/generate/words.h"

/* Room for the longest line of the largest `record-bytes`, four times its mean. */
enum { BR_LINE_BYTES = 65536, BR_LINE_SLACK = 64 };

struct br_line {
    size_t size;
    char bytes[BR_LINE_BYTES + BR_LINE_SLACK];
};

static inline void br_line_add(struct br_line *line, const char *text)
{
    size_t size = strlen(text);
    memcpy(line->bytes + line->size, text, size);
    line->size += size;
}

static inline void br_line_add_word(struct br_line *line, const struct br_lexicon *lexicon,
                                    struct br_prng *random)
{
    const struct br_word *word = &lexicon->words[br_prng_below(random, lexicon->count)];
    memcpy(line->bytes + line->size, word, sizeof(*word));
    line->size += word->size;
}

/* Space-separated ASCII words until `tail` bytes are missing to `end`, exactly; `end` is at most
 * BR_LINE_BYTES. Does nothing when the line is that long already. */
static inline void br_line_fill(struct br_line *line, const struct br_lexicon *lexicon,
                                struct br_prng *random, size_t end, size_t tail)
{
    if (line->size + tail >= end)
        return;
    while (line->size + tail < end) {
        br_line_add_word(line, lexicon, random);
        line->bytes[line->size++] = ' ';
    }
    line->size = end - tail;
    if (line->bytes[line->size - 1] == ' ')
        line->bytes[line->size - 1] = '.';
}

static inline void br_line_add_number(struct br_line *line, uint64_t number)
{
    char digits[20];
    size_t count = 0;
    do {
        digits[count++] = (char)('0' + number % 10);
        number /= 10;
    } while (number > 0);
    while (count > 0)
        line->bytes[line->size++] = digits[--count];
}

/* `count` random characters out of the 32 of `alphabet`. */
static inline void br_line_add_code(struct br_line *line, struct br_prng *random, size_t count,
                                    const char *alphabet)
{
    uint64_t draw = 0;
    for (size_t i = 0; i < count; i++) {
        if (i % 12 == 0)
            draw = br_prng_next(random);
        line->bytes[line->size++] = alphabet[draw & 31];
        draw >>= 5;
    }
}

#endif
