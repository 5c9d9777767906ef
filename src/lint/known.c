/* Figures that profiles and their reports hold, and the rule unknown-figure that asks for them. */
#include <cjson/cJSON.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "lint/rules.h"

static void add(struct br_lint_known *known, double value, enum br_lint_unit unit)
{
    struct br_lint_known_figure *figure = br_lint_append(&known->figures, sizeof *figure);
    figure->value = value;
    figure->unit = (int)unit;
}

static enum br_lint_unit unit_of_member(const char *name)
{
    if (name != NULL && (strstr(name, "_ns") != NULL || strncmp(name, "ns_", 3) == 0))
        return BR_LINT_UNIT_TIME;
    if (name != NULL && strstr(name, "bytes") != NULL)
        return BR_LINT_UNIT_BYTES;
    return BR_LINT_UNIT_NONE;
}

/* Elements of a list have the unit of the list's name. An explicit stack is not needed: cJSON
 * itself refuses to nest deeper than CJSON_NESTING_LIMIT. */
static void add_json(struct br_lint_known *known, const cJSON *json, const char *name)
{
    if (json->string != NULL)
        name = json->string;
    if (cJSON_IsNumber(json))
        add(known, json->valuedouble, unit_of_member(name));
    for (const cJSON *child = json->child; child != NULL; child = child->next)
        add_json(known, child, name);
}

void br_lint_known_add_json(struct br_lint_known *known, const char *json)
{
    cJSON *root = cJSON_Parse(json);
    if (root != NULL)
        add_json(known, root, NULL);
    cJSON_Delete(root);
}

/* A report's numbers fit every unit: in its tables the unit stands in the heading. */
void br_lint_known_add_report(struct br_lint_known *known, const char *markdown, size_t size)
{
    struct br_lint_document document = {0};
    if (br_lint_document_read(markdown, size, &document, NULL) == 0) {
        for (size_t i = 0; i < document.sentences.count; i++) {
            struct br_lint_words words;
            br_lint_words_read(document.sentences.items[i].text, &words);
            for (size_t j = 0; j < words.figures.count; j++) {
                const struct br_lint_figure *figure = &words.figures.items[j];
                add(known, words.words.items[figure->first].value, BR_LINT_UNIT_NONE);
                if (figure->unit != BR_LINT_UNIT_NONE)
                    add(known, figure->value, figure->unit);
            }
            br_lint_words_release(&words);
        }
    }
    br_lint_document_release(&document);
    known->sources++;
}

void br_lint_known_release(struct br_lint_known *known)
{
    free(known->figures.items);
    *known = (struct br_lint_known){0};
}

/* Equal as far as the shown digits go. */
static bool is_near(double known, double value, double half_digit)
{
    return fabs(known - value) <= half_digit * (1 + 1e-9);
}

static bool is_known(const struct br_lint_known *known, const struct br_lint_figure *figure,
                     const struct br_lint_word *number)
{
    for (size_t i = 0; known != NULL && i < known->figures.count; i++) {
        const struct br_lint_known_figure *at = &known->figures.items[i];
        if (at->unit == BR_LINT_UNIT_NONE && is_near(at->value, number->value, number->half_digit))
            return true;
        bool fits = at->unit == BR_LINT_UNIT_NONE || at->unit == (int)figure->unit;
        if (fits && is_near(at->value, figure->value, figure->half_digit))
            return true;
        if (figure->unit == BR_LINT_UNIT_SHARE && at->unit == BR_LINT_UNIT_NONE &&
            is_near(at->value * 100, figure->value, figure->half_digit))
            return true;
    }
    return false;
}

static void check_sentence(const struct br_lint_view *view, size_t index)
{
    const struct br_lint_words *words = &view->words[index];
    for (size_t i = 0; i < words->figures.count; i++) {
        const struct br_lint_figure *figure = &words->figures.items[i];
        const struct br_lint_word *number = &words->words.items[figure->first];
        if (figure->unit == BR_LINT_UNIT_NONE || figure->unit == BR_LINT_UNIT_SETTING ||
            is_known(view->known, figure, number))
            continue;
        char *shown = br_string_format("%.*s", (int)number->size, number->text);
        const struct br_lint_sentence *sentence = &view->document->sentences.items[index];
        br_lint_report(view, BR_LINT_UNKNOWN_FIGURE, sentence->line, sentence->text, shown);
        free(shown);
    }
}

void br_lint_check_known(const struct br_lint_view *view)
{
    for (size_t i = 0; i < view->document->sentences.count; i++)
        if (view->words[i].tally[BR_SENSE_ESTIMATED] == 0)
            check_sentence(view, i);
}
