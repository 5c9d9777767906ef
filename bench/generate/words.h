/*
 * The generators' vocabulary: words and names written for this project, and the forms a catalogue
 * writes their accented letters in.
 *
 * Model. The lists are UTF-8 with precomposed letters. A generator loads the lists it needs into
 * `struct br_lexicon`s, once per run: fixed slots of 16 bytes, so that taking a word is one
 * 16-byte copy. Read-only afterwards. Cost: about 20 us per list.
 */
#ifndef BENCHRUN_BENCH_GENERATE_WORDS_H
#define BENCHRUN_BENCH_GENERATE_WORDS_H

#include <stdint.h>

/* How accented letters are written. */
enum br_spelling {
    BR_SPELLING_COMPOSED,   /* as in the lists: one code point per letter */
    BR_SPELLING_DECOMPOSED, /* letter, then combining mark, as catalogues in UTF-8 do */
    BR_SPELLING_ANSEL       /* MARC-8's default extended Latin set: mark, then letter */
};

enum { BR_WORD_BYTES = 15, BR_LEXICON_WORDS = 256 };

struct br_word {
    char text[BR_WORD_BYTES]; /* padded with NUL */
    uint8_t size;
};

struct br_lexicon {
    uint32_t count;
    struct br_word words[BR_LEXICON_WORDS];
};

/* NULL-terminated, at most BR_LEXICON_WORDS long; no word exceeds BR_WORD_BYTES in any spelling
 * (ANSEL: of the Latin lists only). */
extern const char *const br_words_plain[];    /* lower case, ASCII */
extern const char *const br_words_names[];    /* surnames, given names and places, ASCII */
extern const char *const br_words_accented[]; /* Latin with diacritics */
extern const char *const br_words_scripts[];  /* Cyrillic, Greek, Han, kana, Hangul */

void br_lexicon_load(struct br_lexicon *lexicon, const char *const *list,
                     enum br_spelling spelling);

#endif
