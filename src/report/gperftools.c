/* Sampled CPU time for google-pprof; see gperftools.h. */
#include "report/gperftools.h"

#include <inttypes.h>
#include <string.h>

#include "report/format.h"

/* Made-up addresses: two for each function, and the byte before each, where jeprof looks for a
 * call. */
enum { FIRST_ADDRESS = 0x1000, FUNCTION_SIZE = 4 };

static uint64_t begin_of(size_t function)
{
    return FIRST_ADDRESS + (uint64_t)function * FUNCTION_SIZE;
}

static uint64_t address_of(size_t function, bool other)
{
    return begin_of(function) + (other ? 3 : 1);
}

/* ---- symbols ---- */

static void append_name(struct br_text *text, const char *label)
{
    struct br_text visible = {0};
    br_text_append_visible(&visible, label);
    const char *at = br_text_string(&visible);
    size_t size = visible.size;
    if (size > 2 && at[0] == '(' && at[size - 1] == ')') {
        at++;
        size -= 2;
    }
    for (size_t i = 0; i < size; i++) {
        br_text_append(text, i > 0 && at[i] == '-' && at[i - 1] == '-' ? " " : "");
        br_text_append_bytes(text, at + i, 1);
    }
    text->failed = text->failed || visible.failed;
    br_text_release(&visible);
}

static void append_symbols(const struct br_stack_views *views, struct br_text *text)
{
    br_text_append(text, "--- symbol\nbinary=benchrun\n");
    for (size_t i = 0; i < views->function_count; i++) {
        for (uint64_t at = 0; at < FUNCTION_SIZE; at++) {
            br_text_format(text, "0x%" PRIx64 " ", begin_of(i) + at);
            append_name(text, views->functions[i].label);
            br_text_append(text, "\n");
        }
    }
    br_text_append(text, "---\n--- profile\n");
}

/* ---- samples ---- */

static void append_word(struct br_text *text, uint64_t word)
{
    br_text_append_bytes(text, &word, sizeof word);
}

/* pprof drops the second frame where it has one address in all records, because a signal handler
 * might have left it; so it has one address in this record and the other in the next. */
static void append_record(struct br_text *text, const size_t *path, uint64_t samples, bool other)
{
    size_t depth = 0;
    while (path[depth] != SIZE_MAX)
        depth++;
    append_word(text, samples);
    append_word(text, depth);
    for (size_t i = 0; i < depth; i++)
        append_word(text, address_of(path[depth - 1 - i], i == 1 && other));
}

static void append_stack(const struct br_stack_views *views, size_t index, size_t *records,
                         struct br_text *text)
{
    const size_t *path = views->paths[index];
    uint64_t samples = views->stacks->stacks.items[index].samples;
    if (path[0] == SIZE_MAX || samples == 0)
        return;
    /* One stack alone has no next record unless it is made of two. */
    if (*records == 0 && samples > 1) {
        append_record(text, path, 1, true);
        samples--;
    }
    append_record(text, path, samples, *records % 2 == 1);
    (*records)++;
}

void br_gperftools_profile(const struct br_stack_views *views, struct br_text *text)
{
    size_t records = 0;
    uint64_t period_us = br_format_whole(views->stacks->period / 1e3);
    append_symbols(views, text);
    append_word(text, 0); /* header: its words, version, period, padding */
    append_word(text, 3);
    append_word(text, 0);
    append_word(text, period_us > 0 ? period_us : 1);
    append_word(text, 0);
    for (size_t i = 0; i < views->stacks->stacks.count; i++)
        append_stack(views, i, &records, text);
    append_word(text, 0); /* trailer; the list of mappings behind it is empty */
    append_word(text, 1);
    append_word(text, 0);
}
