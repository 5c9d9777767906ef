/*
 * Subfield values: words from the lexicons, numbers, codes and links, cut to a drawn length.
 */
#include "bench/generate/marc_text.h"

#include <string.h>

void br_marc_text_init(struct br_marc_text *text, bool ansel)
{
    enum br_spelling spelling = ansel ? BR_SPELLING_ANSEL : BR_SPELLING_DECOMPOSED;
    text->ansel = ansel;
    br_lexicon_load(&text->plain, br_words_plain, spelling);
    br_lexicon_load(&text->names, br_words_names, spelling);
    br_lexicon_load(&text->accented, br_words_accented, spelling);
    /* Other scripts would need MARC-8 escape sequences. */
    br_lexicon_load(&text->scripts, ansel ? br_words_accented : br_words_scripts, spelling);
}

/* Where to end a text of `size` bytes so that no character is cut in two. */
static size_t text_end(const unsigned char *text, size_t size, bool ansel)
{
    if (ansel) {
        while (size > 0 && text[size - 1] >= 0xe0)
            size--;
    } else {
        while (size > 0 && (text[size] & 0xc0) == 0x80)
            size--;
    }
    return size;
}

/* Words until `size` bytes are full; `rare_of_256` of 256 come from `rare`. */
static size_t words_write(const struct br_marc_text *text, const struct br_lexicon *common,
                          const struct br_lexicon *rare, uint32_t rare_of_256,
                          struct br_prng *random, unsigned char *at, size_t size)
{
    size_t used = 0;
    while (used < size) {
        uint64_t draw = br_prng_next(random);
        const struct br_lexicon *lexicon = (draw & 0xff) < rare_of_256 ? rare : common;
        const struct br_word *word = &lexicon->words[((draw >> 32) * lexicon->count) >> 32];
        memcpy(at + used, word, sizeof(*word));
        used += word->size;
        at[used++] = ' ';
    }
    if (used > size)
        size = text_end(at, size, text->ansel);
    if (size == 0)
        at[size++] = 'x';
    if (at[size - 1] == ' ')
        at[size - 1] = '.';
    return size;
}

void br_marc_digits_write(struct br_prng *random, unsigned char *at, size_t size)
{
    for (size_t done = 0; done < size; done += 8) {
        uint64_t draw = br_prng_next(random);
        for (size_t i = 0; i < 8; i++)
            at[done + i] = (unsigned char)('0' + ((((draw >> (8 * i)) & 0xff) * 10) >> 8));
    }
}

static void codes_write(struct br_prng *random, unsigned char *at, size_t size, char first)
{
    for (size_t i = 0; i < size; i++)
        at[i] = (unsigned char)((uint32_t)first + br_prng_below(random, 26));
}

static void link_write(struct br_prng *random, unsigned char *at, size_t size)
{
    static const char prefix[] = "https://example.org/authorities/n";
    size_t fixed = sizeof(prefix) - 1 < size ? sizeof(prefix) - 1 : size;
    memcpy(at, prefix, fixed);
    br_marc_digits_write(random, at + fixed, size - fixed);
}

static size_t value_size(const struct br_marc_value *value, uint32_t scale, struct br_prng *random,
                         size_t limit)
{
    size_t size = br_prng_quantile(random, value->bytes);
    if (value->content == BR_MARC_TITLE || value->content == BR_MARC_TEXT)
        size = size * scale / BR_MARC_SCALE_ONE;
    if (size < 1)
        return 1;
    return size < limit ? size : limit;
}

static void capitalise(unsigned char *at)
{
    if (*at >= 'a' && *at <= 'z')
        *at = (unsigned char)(*at - 'a' + 'A');
}

size_t br_marc_text_write(const struct br_marc_text *text, const struct br_marc_style *style,
                          const struct br_marc_value *value, struct br_prng *random,
                          unsigned char *at, size_t limit)
{
    if (value->content == BR_MARC_FIXED) {
        size_t size = strlen(value->fixed);
        memcpy(at, value->fixed, size);
        return size;
    }
    size_t size = value_size(value, style->scale, random, limit);
    uint32_t accented = style->foreign ? 128 : 0;
    switch ((enum br_marc_content)value->content) {
    case BR_MARC_DIGITS:
        br_marc_digits_write(random, at, size);
        break;
    case BR_MARC_LETTERS:
        codes_write(random, at, size, 'a');
        break;
    case BR_MARC_CAPITALS:
        codes_write(random, at, size, 'A');
        break;
    case BR_MARC_LINK:
        link_write(random, at, size);
        break;
    case BR_MARC_NAME:
        return words_write(text, &text->names, &text->accented, accented, random, at, size);
    case BR_MARC_TITLE:
        size = words_write(text, &text->plain, &text->accented, accented, random, at, size);
        capitalise(at);
        break;
    case BR_MARC_SCRIPT:
        return words_write(text, &text->scripts, &text->scripts, 0, random, at, size);
    case BR_MARC_FIXED:
    case BR_MARC_TEXT:
        return words_write(text, &text->plain, &text->plain, 0, random, at, size);
    }
    return size;
}
