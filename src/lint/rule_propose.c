/* The rule proposal: a document that measures says what is, and leaves what to do to another. */
#include <stdlib.h>
#include <string.h>

#include "lint/rules.h"

enum { REACH = 5 }; /* words between a modal verb and what it wants to happen */

static size_t distance(size_t a, size_t b)
{
    return a > b ? a - b : b - a;
}

/* What a word acts on is the nearest thing that is known: code, what measures, or nothing. */
enum target { TARGET_NOTHING, TARGET_CODE, TARGET_MEASURING };

static enum target target_of(const struct br_lint_words *words, size_t at, size_t count)
{
    size_t code = BR_LINT_NOWHERE, measuring = BR_LINT_NOWHERE;
    for (size_t i = 0; i < words->hits.count; i++) {
        const struct br_lint_hit *hit = &words->hits.items[i];
        size_t away = distance(hit->first, at + count - 1);
        if (hit->first >= at && hit->first < at + count)
            continue;
        if (hit->sense == BR_SENSE_CODE && away < code)
            code = away;
        if (hit->sense == BR_SENSE_MEASURING && away < measuring)
            measuring = away;
    }
    if (code == measuring)
        return code == BR_LINT_NOWHERE ? TARGET_NOTHING : TARGET_MEASURING;
    return code < measuring ? TARGET_CODE : TARGET_MEASURING;
}

static bool acts_on_code(const struct br_lint_words *words, size_t at)
{
    return target_of(words, at, 1) == TARGET_CODE;
}

/* An option in code is how something is measured: --replicates. */
static bool names_option(const struct br_lint_words *words)
{
    for (size_t i = 0; i + 2 < words->words.count; i++) {
        if (words->words.items[i].in_code && br_lint_word_is(&words->words.items[i], "-") &&
            br_lint_word_is(&words->words.items[i + 1], "-"))
            return true;
    }
    return false;
}

static bool is_sense_at(const struct br_lint_words *words, enum br_lint_sense sense, size_t at)
{
    for (size_t i = 0; i < words->hits.count; i++)
        if (words->hits.items[i].sense == sense && words->hits.items[i].first == at)
            return true;
    return false;
}

/* "should ... replace", "could be cached", but not "could not be". */
static bool wants_change(const struct br_lint_words *words)
{
    for (size_t i = 0; i < words->hits.count; i++) {
        const struct br_lint_hit *modal = &words->hits.items[i];
        if (modal->sense != BR_SENSE_MODAL)
            continue;
        size_t end = modal->first + modal->count;
        if (br_lint_word_is_one_of(words, end, "not never") ||
            br_lint_word_is_one_of(words, modal->first, "may"))
            continue;
        bool certain = br_lint_word_is_one_of(words, modal->first, "can will has have to");
        for (size_t at = end; at < end + REACH && at < words->words.count; at++) {
            bool rework = is_sense_at(words, BR_SENSE_REWORKS, at);
            bool change = is_sense_at(words, BR_SENSE_CHANGED, at) ||
                          (!certain && is_sense_at(words, BR_SENSE_CHANGES, at));
            enum target target = target_of(words, at, 1);
            if (rework ||
                (change && (target == TARGET_CODE || (!certain && target == TARGET_NOTHING))))
                return true;
        }
    }
    return false;
}

/* "A ring would take the allocator out of it": what would be, if code were otherwise. */
static bool imagines(const struct br_lint_words *words)
{
    for (size_t at = 0; at < words->words.count; at++)
        if (br_lint_word_is_one_of(words, at, "would") &&
            !br_lint_word_is_one_of(words, at + 1, "not never") && acts_on_code(words, at))
            return true;
    return false;
}

/* "Replace the list by a pool." begins with what to do. */
static bool commands_change(const struct br_lint_words *words)
{
    size_t at = 0;
    while (at < words->words.count && words->words.items[at].kind == BR_LINT_MARK)
        at++;
    while (br_lint_word_is_one_of(words, at,
                                  "so then next first second finally also instead please "
                                  "simply just better maybe perhaps idea ideas fix : ,"))
        at++;
    if (at + 1 >= words->words.count || words->words.items[at].in_code ||
        words->words.items[at + 1].kind == BR_LINT_MARK)
        return false;
    if (br_lint_word_is_one_of(words, at + 1, "is are was were has have of and does takes costs"))
        return false;
    if (is_sense_at(words, BR_SENSE_REWORKS, at))
        return !br_lint_word_is_one_of(words, at + 1, "by in at");
    return is_sense_at(words, BR_SENSE_CHANGES, at) && acts_on_code(words, at);
}

/* Is the word the -ing form of a verb of change? "caching" cache, "batching" batch, "dropping"
 * drop. */
static bool is_changing(const struct br_lint_words *words, size_t at)
{
    static const char *const endings[] = {"", "e"};
    const struct br_lint_word *word = &words->words.items[at];
    if (word->size < 6 || memcmp(word->text + word->size - 3, "ing", 3) != 0)
        return false;
    for (size_t i = 0; i < 3; i++) {
        bool doubled = i == 2;
        char *base = br_string_format("%.*s%s", (int)(word->size - (doubled ? 4 : 3)), word->text,
                                      doubled ? "" : endings[i]);
        struct br_lint_words verb;
        br_lint_words_read(base, &verb);
        bool changes = verb.tally[BR_SENSE_CHANGES] + verb.tally[BR_SENSE_REWORKS] > 0;
        br_lint_words_release(&verb);
        free(base);
        if (changes)
            return true;
    }
    return false;
}

/* "Caching the names saves a lookup": what a change of the code does, or would do. */
static bool promises_change(const struct br_lint_words *words)
{
    static const char *const effects =
        "would could should might saves spares helps avoids halves removes eliminates pays looks "
        "seems promises reduces cuts shrinks makes lets gains buys gets brings lowers easy "
        "promising "
        "worthwhile simple cheap";
    if (words->words.count < 3 || !is_changing(words, 0) ||
        target_of(words, 0, 1) == TARGET_MEASURING)
        return false;
    for (size_t at = 1; at < words->words.count; at++)
        if (br_lint_word_is_one_of(words, at, effects))
            return true;
    return false;
}

/* "Caching the encoder would avoid ..." and the phrases that need no verb of their own. */
static bool says_so(const struct br_lint_words *words)
{
    for (size_t i = 0; i < words->hits.count; i++) {
        const struct br_lint_hit *hit = &words->hits.items[i];
        if (hit->sense != BR_SENSE_PROPOSES)
            continue;
        bool negated =
            hit->first > 0 && br_lint_word_is_one_of(words, hit->first - 1, "no not never");
        if (!negated && target_of(words, hit->first, hit->count) != TARGET_MEASURING)
            return true;
    }
    return false;
}

static bool proposes(const struct br_lint_words *words)
{
    if (names_option(words) ||
        (words->tally[BR_SENSE_REFUSES] > 0 && words->tally[BR_SENSE_PROPOSES] == 0))
        return false;
    return says_so(words) || wants_change(words) || commands_change(words) ||
           promises_change(words) || imagines(words);
}

void br_lint_check_proposals(const struct br_lint_view *view)
{
    for (size_t i = 0; i < view->document->sentences.count; i++) {
        const struct br_lint_sentence *sentence = &view->document->sentences.items[i];
        if (proposes(&view->words[i]))
            br_lint_report(view, BR_LINT_PROPOSAL, sentence->line, sentence->text, NULL);
    }
}
