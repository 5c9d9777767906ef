/* Reading jemalloc's heap profiles; see heap_dump.h. */
#include "measure/heap_dump.h"

#include <inttypes.h>
#include <math.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/os.h"

#define HEADER "heap_v2/"
#define MAPS "MAPPED_LIBRARIES:"
#define BUILD_ID "# build-id "
#define RATE_LARGEST ((uint64_t)1 << 62)

/* One line of the text, without its end. */
struct line {
    const char *at, *end;
};

struct reader {
    const char *at, *end;
    size_t number;       /* of the line read last, from 1 */
    size_t next_mapping; /* the first that the next build id may be of: they stand in order */
    struct line line;
    struct br_heap_dump *dump;
    struct br_error *error;
};

/* ---- the smallest parts ---- */

static bool skip(struct line *line, const char *word)
{
    size_t size = strlen(word);
    if ((size_t)(line->end - line->at) < size || memcmp(line->at, word, size) != 0)
        return false;
    line->at += size;
    return true;
}

static int digit_value(char character)
{
    if (character >= '0' && character <= '9')
        return character - '0';
    if (character >= 'a' && character <= 'f')
        return character - 'a' + 10;
    return -1;
}

/* Digits of the base, at least one, that fit. */
static bool read_number(struct line *line, unsigned base, uint64_t *number)
{
    const char *begin = line->at;
    uint64_t value = 0;
    for (; line->at < line->end; line->at++) {
        int digit = digit_value(*line->at);
        if (digit < 0 || (unsigned)digit >= base)
            break;
        if (value > (UINT64_MAX - (uint64_t)digit) / base)
            return false;
        value = value * base + (uint64_t)digit;
    }
    *number = value;
    return line->at > begin;
}

static bool at_end(const struct line *line)
{
    return line->at == line->end;
}

/* Names and paths go to people's eyes and to the file system: no NUL may cut them short. */
static char *rest_of(const struct line *line)
{
    size_t size = (size_t)(line->end - line->at);
    if (size == 0 || memchr(line->at, '\0', size) != NULL)
        return NULL;
    char *text = strndup(line->at, size);
    if (text == NULL)
        abort();
    return text;
}

/* ---- lines ---- */

/* False at the end of the text. A last line without its end was cut off; see cut_off. */
static bool next_line(struct reader *reader)
{
    if (reader->at == reader->end)
        return false;
    const char *end = memchr(reader->at, '\n', (size_t)(reader->end - reader->at));
    reader->line = (struct line){reader->at, end != NULL ? end : reader->end};
    reader->at = end != NULL ? end + 1 : reader->end;
    reader->number++;
    return true;
}

static int bad_line(const struct reader *reader, const char *expected)
{
    return br_error_set(reader->error, BR_ERROR_FORMAT,
                        "line %zu is not %s: this heap profile is damaged, or was not written by "
                        "jemalloc",
                        reader->number, expected);
}

static int cut_off(const struct reader *reader)
{
    return br_error_set(reader->error, BR_ERROR_FORMAT,
                        "the heap profile ends in the middle, in line %zu: it was cut off; take it "
                        "again or copy it whole",
                        reader->number);
}

/* ---- stacks ---- */

/* "3: 12288 [40: 163840]" */
static bool read_counts(struct line *line, struct br_heap_counts *counts)
{
    return read_number(line, 10, &counts->live_objects) && skip(line, ": ") &&
           read_number(line, 10, &counts->live_bytes) && skip(line, " [") &&
           read_number(line, 10, &counts->allocated_objects) && skip(line, ": ") &&
           read_number(line, 10, &counts->allocated_bytes) && skip(line, "]");
}

/* "  t*: " or "  t7: " */
static bool read_thread(struct line *line, bool *all, uint64_t *thread)
{
    if (!skip(line, "  t"))
        return false;
    *all = skip(line, "*");
    return (*all || read_number(line, 10, thread)) && skip(line, ": ");
}

static int read_header_row(struct reader *reader)
{
    struct br_heap_counts counts;
    struct br_heap_thread thread = {0};
    bool all = false;
    struct line *line = &reader->line;
    if (!read_thread(line, &all, &thread.thread) || !read_counts(line, &counts))
        return bad_line(reader, "a line of a thread");
    bool named = skip(line, " ");
    if (!named && !at_end(line))
        return bad_line(reader, "a line of a thread");
    if (all)
        return 0;
    thread.name = named ? rest_of(line) : NULL;
    *(struct br_heap_thread *)br_list_append(&reader->dump->threads, sizeof thread) = thread;
    return 0;
}

/* "@ 0x7f1f 0x55d0": the addresses that the rows after it share. */
static int read_stack(struct reader *reader, struct br_heap_row *stack)
{
    struct br_counts *addresses = &reader->dump->addresses;
    *stack = (struct br_heap_row){.first = addresses->count};
    while (skip(&reader->line, " ")) {
        uint64_t address = 0;
        if (at_end(&reader->line))
            break; /* jemalloc of some versions ends the line with a blank */
        if (!skip(&reader->line, "0x") || !read_number(&reader->line, 16, &address) ||
            ++stack->depth > BR_HEAP_DUMP_DEPTH)
            return bad_line(reader, "a stack of addresses");
        *(uint64_t *)br_list_append(addresses, sizeof address) = address;
    }
    return at_end(&reader->line) ? 0 : bad_line(reader, "a stack of addresses");
}

static int read_row(struct reader *reader, const struct br_heap_row *stack, size_t first_row)
{
    struct br_heap_rows *rows = &reader->dump->rows;
    struct br_heap_row row = *stack;
    bool all = false;
    if (!read_thread(&reader->line, &all, &row.thread) ||
        !read_counts(&reader->line, &row.counts) || !at_end(&reader->line))
        return bad_line(reader, "a stack's line of a thread");
    /* The sum over threads comes first; it counts where no thread is told apart. */
    if (rows->count == first_row + 1 && !all && rows->items[first_row].thread == UINT64_MAX)
        rows->count--;
    if (all)
        row.thread = UINT64_MAX;
    *(struct br_heap_row *)br_list_append(rows, sizeof row) = row;
    return 0;
}

static int read_stacks(struct reader *reader)
{
    struct br_heap_row stack = {0};
    size_t first_row = 0;
    bool in_stacks = false;
    while (next_line(reader)) {
        int status = 0;
        if (skip(&reader->line, MAPS))
            return at_end(&reader->line) ? 0 : bad_line(reader, "the heading " MAPS);
        if (at_end(&reader->line))
            continue; /* one stands before the maps */
        if (skip(&reader->line, "@")) {
            in_stacks = true;
            first_row = reader->dump->rows.count;
            status = read_stack(reader, &stack);
        } else
            status = in_stacks ? read_row(reader, &stack, first_row) : read_header_row(reader);
        if (status < 0)
            return reader->at == reader->end ? cut_off(reader) : status;
    }
    return cut_off(reader);
}

/* ---- mappings ---- */

static bool is_build_id(const char *text)
{
    size_t size = strlen(text);
    return size % 2 == 0 && size <= 128 && strspn(text, "0123456789abcdef") == size;
}

/* Ours: the build id of what is mapped in the range. */
static int read_build_id(struct reader *reader)
{
    uint64_t start = 0, end = 0;
    struct line *line = &reader->line;
    char *build_id = NULL;
    if (read_number(line, 16, &start) && skip(line, "-") && read_number(line, 16, &end) &&
        skip(line, " "))
        build_id = rest_of(line);
    if (build_id == NULL || !is_build_id(build_id)) {
        free(build_id);
        return bad_line(reader, "the build id of a file");
    }
    const struct br_mappings *mappings = &reader->dump->mappings;
    for (;
         reader->next_mapping < mappings->count && mappings->items[reader->next_mapping].end <= end;
         reader->next_mapping++) {
        struct br_mapping *mapping = &mappings->items[reader->next_mapping];
        if (mapping->start >= start && mapping->build_id == NULL)
            mapping->build_id = br_string_copy(build_id);
    }
    free(build_id);
    return 0;
}

/* Lines of /proc/PID/maps, then ours. */
static int read_mappings(struct reader *reader)
{
    if (reader->at == reader->end || reader->end[-1] != '\n')
        return cut_off(reader);
    br_mappings_parse(reader->at, (size_t)(reader->end - reader->at), &reader->dump->mappings);
    while (next_line(reader)) {
        int status = skip(&reader->line, BUILD_ID) ? read_build_id(reader) : 0;
        if (status < 0)
            return status;
    }
    return 0;
}

void br_heap_dump_append_build_ids(const struct br_mappings *mappings, struct br_text *dump)
{
    for (size_t i = 0; i < mappings->count; i++) {
        const struct br_mapping *mapping = &mappings->items[i];
        if (mapping->build_id != NULL)
            br_text_format(dump, BUILD_ID "%" PRIx64 "-%" PRIx64 " %s\n", mapping->start,
                           mapping->end, mapping->build_id);
    }
}

/* ---- the whole ---- */

static int read_rate(struct reader *reader)
{
    uint64_t *rate = &reader->dump->rate;
    bool there = next_line(reader) && skip(&reader->line, HEADER) &&
                 read_number(&reader->line, 10, rate) && at_end(&reader->line);
    if (there && *rate > 0 && *rate <= RATE_LARGEST)
        return 0;
    return br_error_set(reader->error, BR_ERROR_FORMAT,
                        "this is not a heap profile of jemalloc: it does not begin with " HEADER
                        " and a sampling rate");
}

int br_heap_dump_parse(const char *text, size_t size, struct br_heap_dump *dump,
                       struct br_error *error)
{
    struct reader reader = {.at = text, .end = text + size, .dump = dump, .error = error};
    int status = read_rate(&reader);
    if (status == 0)
        status = read_stacks(&reader);
    if (status == 0)
        status = read_mappings(&reader);
    if (status < 0)
        br_heap_dump_release(dump);
    return status;
}

void br_heap_dump_release(struct br_heap_dump *dump)
{
    for (size_t i = 0; i < dump->threads.count; i++)
        free(dump->threads.items[i].name);
    free(dump->addresses.items);
    free(dump->rows.items);
    free(dump->threads.items);
    br_mappings_release(&dump->mappings);
    *dump = (struct br_heap_dump){0};
}

int br_heap_dump_load(const char *path, struct br_heap_dump *dump, struct br_error *error)
{
    char *text = NULL;
    size_t size = 0;
    int descriptor = br_os_open_regular(path, &size, error);
    if (descriptor < 0)
        return descriptor;
    close(descriptor);
    if (size > BR_HEAP_DUMP_LARGEST)
        return br_error_set(error, BR_ERROR_INPUT, "%s is larger than a heap profile can be", path);
    int status = br_os_read_file(path, &text, &size, error);
    if (status < 0)
        return status;
    status = br_heap_dump_parse(text, size, dump, error);
    free(text);
    return status < 0 ? br_error_prefix(error, "%s", path) : 0;
}

double br_heap_factor(uint64_t objects, uint64_t bytes, uint64_t rate)
{
    if (objects == 0 || bytes == 0)
        return 0;
    double mean = (double)bytes / (double)objects;
    return -1 / expm1(-mean / (double)rate);
}
