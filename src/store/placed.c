/* Mistakes in a file: gathered, sorted by place, told. */
#include "store/placed.h"

#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include "model/shape.h"

static void add_owned(struct br_placed *placed, struct br_place place, const char *subject,
                      char *sentence)
{
    size_t found = placed->count;
    *(struct br_placed_mistake *)br_list_append(placed,
                                                sizeof *placed->items) = (struct br_placed_mistake){
        .place = place, .found = found, .subject = br_string_copy(subject), .sentence = sentence};
}

void br_placed_add(struct br_placed *placed, struct br_place place, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    add_owned(placed, place, NULL, br_string_format_list(format, arguments));
    va_end(arguments);
}

static bool is_said(const struct br_placed *placed, struct br_place place, const char *sentence)
{
    for (size_t i = 0; i < placed->count; i++) {
        const struct br_placed_mistake *said = &placed->items[i];
        if (said->place.line == place.line && said->place.column == place.column &&
            strcmp(said->sentence, sentence) == 0)
            return true;
    }
    return false;
}

void br_placed_add_about(struct br_placed *placed, struct br_place place, const char *subject,
                         const char *sentence)
{
    if (!is_said(placed, place, sentence))
        add_owned(placed, place, subject, br_string_copy(sentence));
}

void br_placed_each(struct br_mistakes *mistakes, void (*take)(void *context, const char *sentence),
                    void *context)
{
    char *lines = br_text_take(&mistakes->text);
    for (char *at = lines; at != NULL && *at != '\0';) {
        char *sentence = strsep(&at, "\n");
        take(context, sentence);
    }
    free(lines);
    br_mistakes_release(mistakes);
}

static int compare_numbers(size_t left, size_t right)
{
    return left < right ? -1 : left > right;
}

/* At one place in the order in which they were found. */
static int compare_mistakes(const void *left, const void *right)
{
    const struct br_placed_mistake *first = left;
    const struct br_placed_mistake *second = right;
    int order = compare_numbers(first->place.line, second->place.line);
    if (order == 0)
        order = compare_numbers(first->place.column, second->place.column);
    return order != 0 ? order : compare_numbers(first->found, second->found);
}

static void tell(const struct br_placed_mistake *mistake, const char *file,
                 struct br_mistakes *mistakes)
{
    const char *subject = mistake->subject != NULL ? mistake->subject : "";
    const char *colon = mistake->subject != NULL ? ": " : "";
    if (mistake->place.line == 0)
        br_mistakes_add(mistakes, "%s: %s%s%s", file, subject, colon, mistake->sentence);
    else
        br_mistakes_add(mistakes, "%s:%zu:%zu: %s%s%s", file, mistake->place.line,
                        mistake->place.column, subject, colon, mistake->sentence);
}

void br_placed_tell(struct br_placed *placed, const char *file, struct br_mistakes *mistakes)
{
    if (placed->count > 0)
        qsort(placed->items, placed->count, sizeof *placed->items, compare_mistakes);
    for (size_t i = 0; i < placed->count; i++)
        tell(&placed->items[i], file, mistakes);
    for (size_t i = 0; i < placed->count; i++) {
        free(placed->items[i].subject);
        free(placed->items[i].sentence);
    }
    free(placed->items);
    *placed = (struct br_placed){0};
}
