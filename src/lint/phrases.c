/* Finding the lexicon's phrases among the words of a sentence. */
#include <string.h>

#include "lint/document.h"
#include "lint/words.h"

enum { GAP = 3 };

void br_lint_add_hit(struct br_lint_words *words, enum br_lint_sense sense, size_t first,
                     size_t count)
{
    struct br_lint_hit *hit = br_lint_append(&words->hits, sizeof *hit);
    *hit = (struct br_lint_hit){.sense = sense, .first = first, .count = count};
    words->tally[sense]++;
}

/* One alternative: a word, or its beginning when a star ends it. */
static bool matches_one(const struct br_lint_word *word, const char *pattern, size_t size)
{
    if (size > 0 && pattern[size - 1] == '*')
        return word->size >= size - 1 && memcmp(word->text, pattern, size - 1) == 0;
    return word->size == size && memcmp(word->text, pattern, size) == 0;
}

/* The alternatives of one word of a phrase, which end at `end`. */
static bool matches_word(const struct br_lint_word *word, const char *pattern, const char *end)
{
    while (pattern < end) {
        const char *bar = memchr(pattern, '|', (size_t)(end - pattern));
        const char *stop = bar != NULL ? bar : end;
        if (matches_one(word, pattern, (size_t)(stop - pattern)))
            return true;
        pattern = stop + 1;
    }
    return false;
}

static const char *word_end(const char *pattern, const char *end)
{
    const char *space = memchr(pattern, ' ', (size_t)(end - pattern));
    return space != NULL ? space : end;
}

/* A hyphen between two words of a phrase does not part them. */
static size_t skip_hyphen(const struct br_lint_words *words, size_t at)
{
    return at < words->words.count && br_lint_word_is(&words->words.items[at], "-") ? at + 1 : at;
}

/* The sentence or a part of it ends here: no noun follows. */
static bool is_end(const struct br_lint_words *words, size_t at)
{
    return at >= words->words.count || words->words.items[at].kind == BR_LINT_MARK;
}

/* Words from `at` on that the phrase takes; 0 when it does not match. */
static size_t match(const struct br_lint_words *words, size_t at, const char *phrase,
                    const char *end)
{
    const size_t start = at;
    while (phrase < end) {
        const char *stop = word_end(phrase, end);
        if (*phrase == '~') {
            for (size_t gap = 0; gap <= GAP && at + gap < words->words.count; gap++) {
                size_t rest = match(words, at + gap, stop + 1, end);
                if (rest > 0)
                    return at + gap + rest - start;
            }
            return 0;
        }
        if (*phrase == '$')
            return is_end(words, at) ? at - start : 0;
        if (at > start)
            at = skip_hyphen(words, at);
        if (at >= words->words.count || !matches_word(&words->words.items[at], phrase, stop))
            return 0;
        at++;
        phrase = stop < end ? stop + 1 : end;
    }
    return at - start;
}

static void find_phrase(struct br_lint_words *words, enum br_lint_sense sense, const char *phrase,
                        const char *end)
{
    for (size_t at = 0; at < words->words.count; at++) {
        size_t count = match(words, at, phrase, end);
        if (count > 0)
            br_lint_add_hit(words, sense, at, count);
    }
}

void br_lint_find_phrases(struct br_lint_words *words, const struct br_lint_phrases *table)
{
    for (; table->phrases != NULL; table++) {
        for (const char *phrase = table->phrases; *phrase != '\0';) {
            size_t size = strcspn(phrase, ",");
            find_phrase(words, table->sense, phrase, phrase + size);
            phrase += size;
            phrase += strspn(phrase, ", ");
        }
    }
}
