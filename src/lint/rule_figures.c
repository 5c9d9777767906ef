/* The rules unit and source for sentences: a measured figure has a unit, and says where it is from.
 */
#include <stdlib.h>
#include <string.h>

#include "lint/rules.h"

static bool is_measure(const struct br_lint_figure *figure)
{
    return figure->unit != BR_LINT_UNIT_NONE && figure->unit != BR_LINT_UNIT_SETTING;
}

/* Performance is spoken of, a verb of results follows, and then the figure: "the rate was 350". */
static bool is_result(const struct br_lint_words *words, const struct br_lint_figure *figure)
{
    size_t verb = BR_LINT_NOWHERE;
    for (size_t i = 0; i < words->hits.count; i++) {
        const struct br_lint_hit *hit = &words->hits.items[i];
        if (hit->sense == BR_SENSE_MEASURED && hit->first < figure->first)
            verb = hit->first;
    }
    return verb != BR_LINT_NOWHERE;
}

/* "Throughput: 350", "p99 = 17". */
static bool is_label(const struct br_lint_words *words, const struct br_lint_figure *figure)
{
    if (figure->first == 0)
        return false;
    const struct br_lint_word *mark = &words->words.items[figure->first - 1];
    return mark->kind == BR_LINT_MARK && (*mark->text == ':' || *mark->text == '=');
}

static bool is_prescribed(const struct br_lint_words *words)
{
    return words->tally[BR_SENSE_SPECIFIED] > 0;
}

/* A rate is a result, whatever the verb. */
static bool has_measured_figure(const struct br_lint_words *words)
{
    for (size_t i = 0; i < words->figures.count; i++)
        if (is_measure(&words->figures.items[i]) &&
            (words->figures.items[i].unit == BR_LINT_UNIT_RATE ||
             is_result(words, &words->figures.items[i])))
            return true;
    return false;
}

size_t br_lint_find_quantity(const struct br_lint_words *words)
{
    static const char *const quantities =
        "throughput rate rates speed latency latencies time times duration durations memory rss "
        "heap bandwidth tail percentile percentiles p50 p75 p90 p95 p99 p999 median footprint "
        "overhead cost costs jitter residence delay delays pause pauses";
    for (size_t i = 0; i < words->words.count; i++)
        if (br_lint_word_is_one_of(words, i, quantities))
            return i;
    return BR_LINT_NOWHERE;
}

/* A bare number right behind a verb of results or a label, in a sentence about a quantity that has
 * a unit, which is named nowhere in it. */
static const struct br_lint_figure *find_bare(const struct br_lint_words *words)
{
    size_t quantity = br_lint_find_quantity(words);
    if (br_lint_count_measures(words) > 0)
        return NULL;
    for (size_t i = 0; i < words->figures.count; i++) {
        const struct br_lint_figure *figure = &words->figures.items[i];
        bool last = figure->first + figure->count >= words->words.count;
        const struct br_lint_word *next =
            last ? NULL : &words->words.items[figure->first + figure->count];
        bool counts_a_thing = next != NULL && next->kind == BR_LINT_WORD &&
                              !br_lint_word_is_one_of(words, figure->first + figure->count,
                                                      "on in at with for to from after and when "
                                                      "during under across while for this here "
                                                      "once before as by over");
        if (figure->unit == BR_LINT_UNIT_NONE && quantity < figure->first && !counts_a_thing &&
            /* NOLINTNEXTLINE(clang-analyzer-core.NullDereference): a figure is made of words */
            !words->words.items[figure->first].in_code &&
            (is_result(words, figure) || is_label(words, figure)))
            return figure;
    }
    return NULL;
}

/* "in records per second", "rec/s", "in µs": a unit in words covers the bare numbers. */
static bool names_unit(const struct br_lint_words *words)
{
    for (size_t i = 0; i + 1 < words->words.count; i++) {
        if (br_lint_word_is_one_of(words, i, "per /") && i > 0)
            return true;
        if (br_lint_word_is_one_of(words, i, "in") &&
            br_lint_word_is_one_of(words, i + 1,
                                   "ns us ms s seconds milliseconds microseconds "
                                   "nanoseconds bytes kib mib gib mb kb percent"))
            return true;
    }
    return false;
}

/* A source in the sentence's own block or in one that touches it, or anywhere in the section. */
static bool has_source(const struct br_lint_view *view, const struct br_lint_block *block)
{
    return view->section_has_source[block->section];
}

void br_lint_check_figures(const struct br_lint_view *view)
{
    for (size_t i = 0; i < view->document->sentences.count; i++) {
        const struct br_lint_sentence *sentence = &view->document->sentences.items[i];
        const struct br_lint_block *block = &view->document->blocks.items[sentence->block];
        const struct br_lint_words *words = &view->words[i];
        if (block->kind == BR_LINT_ROW || is_prescribed(words))
            continue;
        if (has_measured_figure(words) && !has_source(view, block))
            br_lint_report(view, BR_LINT_SOURCE, sentence->line, sentence->text, NULL);
        const struct br_lint_figure *bare = find_bare(words);
        if (bare != NULL && !names_unit(words)) {
            const struct br_lint_word *word = &words->words.items[bare->first];
            char *number = br_string_format("%.*s", (int)word->size, word->text);
            br_lint_report(view, BR_LINT_UNIT, sentence->line, sentence->text, number);
            free(number);
        }
    }
}

/* ---- where a section's figures come from ---- */

static bool link_is_source(const char *target)
{
    return strstr(target, "profiles/") != NULL || strstr(target, "reports/") != NULL ||
           strstr(target, "references/") != NULL;
}

static bool code_is_source(const char *code)
{
    return strstr(code, "benchrun") != NULL || strstr(code, "scripts/") != NULL ||
           strstr(code, "perf ") != NULL || strstr(code, "valgrind") != NULL;
}

static void mark_own_sources(struct br_lint_view *view)
{
    const struct br_lint_document *document = view->document;
    for (size_t i = 0; i < document->sentences.count; i++)
        if (view->words[i].tally[BR_SENSE_SOURCE] > 0)
            view->section_has_source[document->blocks.items[document->sentences.items[i].block]
                                         .section] = true;
    for (size_t i = 0; i < document->links.count; i++)
        if (link_is_source(document->links.items[i].target))
            view->section_has_source[document->blocks.items[document->links.items[i].block]
                                         .section] = true;
    for (size_t i = 0; i < document->blocks.count; i++)
        if (document->blocks.items[i].code != NULL &&
            code_is_source(document->blocks.items[i].code))
            view->section_has_source[document->blocks.items[i].section] = true;
}

/* A section's source is good for the sections below it. */
void br_lint_find_section_sources(struct br_lint_view *view)
{
    mark_own_sources(view);
    for (size_t i = 1; i < view->document->sections.count; i++) {
        size_t parent = view->document->sections.items[i].parent;
        if (parent != BR_LINT_NONE && view->section_has_source[parent])
            view->section_has_source[i] = true;
    }
}
