/*
 * The csv workload: CSV rows parsed by libcsv, line breaks inside quotes included.
 *
 * Framing. A record is exactly what libcsv reports as one row in its lenient mode, with its line
 * end. The framer follows the states that csv(3) documents, a run of bytes at a time: a quote opens
 * a quoted field only where a field begins (after a delimiter or at the start of the row, spaces
 * and tabs ignored), and a quoted field closes at a quote that only spaces or tabs separate from
 * the next delimiter or line end. Rows of nothing but spaces and tabs are padding, as libcsv
 * ignores them. A row longer than a span can say (4 GiB) is cut: all pieces but the last are
 * rejected as `too-long`.
 *
 * Rejected records. `syntax`: `strict=yes` and libcsv objects to a stray or missing quote; where
 * rows end does not change with it. `memory`: libcsv could not grow its buffer.
 *
 * Work proof. The witness mixes every field's length and first byte; the digest takes the fields in
 * order. Each worker has one parser, whose buffer is reused from row to row.
 */
#include <endian.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <csv.h>

#include "bench/generate/generate.h"
#include "bench/workloads.h"

enum { CSV_SYNTAX = 1, CSV_TOO_LONG, CSV_MEMORY };
enum { BUFFER_STEP = 65536 }; /* libcsv's own 128 makes long fields quadratic */

#define CSV_TEXT(value) CSV_TEXT_OF(value)
#define CSV_TEXT_OF(value) #value

static const char *const csv_reasons[] = {"syntax", "too-long", "memory", NULL};

static const char *const csv_libraries[] = {
    "libcsv " CSV_TEXT(CSV_MAJOR) "." CSV_TEXT(CSV_MINOR) "." CSV_TEXT(CSV_RELEASE), NULL};

static const struct br_option csv_options[] = {
    {.name = "delimiter",
     .kind = BR_OPTION_TEXT,
     .default_value = ",",
     .help = "the character between fields, or the word tab"},
    {.name = "quote",
     .kind = BR_OPTION_TEXT,
     .default_value = "\"",
     .help = "the character around quoted fields"},
    {.name = "strict",
     .kind = BR_OPTION_FLAG,
     .default_value = "no",
     .help = "reject rows with stray or missing quotes"},
    BR_GENERATE_SIZE_OPTION,
    {.name = NULL},
};

struct csv_state {
    unsigned char delimiter;
    unsigned char quote;
    bool strict;
};

struct csv_worker {
    struct csv_parser parser;
    uint64_t witness; /* of the row at hand */
    size_t rows;      /* libcsv has reported for the record at hand */
    const struct br_harness *harness;
    struct br_stages *stages;
    struct br_digest *digest;
    /* Chosen once: a row has many fields, and the question would be asked for each. */
    void (*on_field)(void *field, size_t size, void *worker);
    uint32_t stage_parse;
    unsigned char options; /* libcsv's */
};

static bool is_line_end(unsigned char byte)
{
    return byte == '\r' || byte == '\n';
}

/* libcsv's white space: what it trims around a field. A delimiter is never white space. */
static bool is_space(const struct csv_state *csv, unsigned char byte)
{
    return (byte == ' ' || byte == '\t') && byte != csv->delimiter;
}

/* Reads a one-character option; -1 with a message when it is anything else. */
static int read_character(const struct br_harness *harness, const char *name, char *message,
                          size_t message_size)
{
    const char *text = harness->option_text(harness, name);
    if (text != NULL && strcmp(text, "tab") == 0)
        return '\t';
    if (text != NULL && strlen(text) == 1 && !is_line_end((unsigned char)text[0]))
        return (unsigned char)text[0];
    (void)snprintf(message, message_size,
                   "The %s is not one character: give a single one that is no line end, or tab.",
                   name);
    return -1;
}

static int csv_open(const struct br_harness *harness, void **state, char *message,
                    size_t message_size)
{
    const int delimiter = read_character(harness, "delimiter", message, message_size);
    const int quote = delimiter < 0 ? -1 : read_character(harness, "quote", message, message_size);
    if (quote < 0)
        return -1;
    if (quote == delimiter || quote == ' ' || quote == '\t') {
        (void)snprintf(message, message_size,
                       "The quote is the delimiter or white space: give another character.");
        return -1;
    }
    struct csv_state *csv = malloc(sizeof *csv);
    if (csv == NULL)
        return -1;
    csv->delimiter = (unsigned char)delimiter;
    csv->quote = (unsigned char)quote;
    csv->strict = harness->option_number(harness, "strict") != 0;
    *state = csv;
    return 0;
}

/* Marks the bytes of `word` that equal the byte repeated in `pattern` by their top bit. Exact up to
 * the first match, counted from the low end; marks above one may be false. */
static inline uint64_t bytes_equal(uint64_t word, uint64_t pattern)
{
    const uint64_t difference = word ^ pattern;
    return (difference - UINT64_C(0x0101010101010101)) & ~difference & UINT64_C(0x8080808080808080);
}

static inline uint64_t repeated(unsigned char byte)
{
    return byte * UINT64_C(0x0101010101010101);
}

/* The first line end or quote at or after `at`, or `end`. Eight bytes at a time. */
static inline const unsigned char *find_special(const unsigned char *at, const unsigned char *end,
                                                unsigned char quote)
{
    const uint64_t feeds = repeated('\n'), returns = repeated('\r'), quotes = repeated(quote);
    for (; end - at >= (ptrdiff_t)sizeof(uint64_t); at += sizeof(uint64_t)) {
        uint64_t word;
        memcpy(&word, at, sizeof word);
        word = le64toh(word);
        const uint64_t marks =
            bytes_equal(word, feeds) | bytes_equal(word, returns) | bytes_equal(word, quotes);
        if (marks != 0)
            return at + __builtin_ctzll(marks) / 8;
    }
    while (at < end && !is_line_end(*at) && *at != quote)
        at++;
    return at;
}

/* Whether a field begins at `quote`: only white space lies between it and a delimiter or the
 * start of the row. Only asked outside quoted fields. */
static bool opens_field(const struct csv_state *csv, const unsigned char *row,
                        const unsigned char *quote)
{
    while (quote > row && is_space(csv, quote[-1]))
        quote--;
    return quote == row || quote[-1] == csv->delimiter;
}

/* Whether the field ends at the quote before `at`. A doubled quote is content; after white space
 * the question stays open. `*rest` is where scanning goes on. */
static bool field_ends(const struct csv_state *csv, const unsigned char *at,
                       const unsigned char *end, const unsigned char **rest)
{
    bool spaced = false;
    for (; at < end && (*at == csv->quote || is_space(csv, *at)); at++) {
        if (*at == csv->quote && !spaced) {
            *rest = at + 1;
            return false;
        }
        spaced = *at != csv->quote;
    }
    *rest = at;
    return at == end || *at == csv->delimiter || is_line_end(*at);
}

/* Past the quoted field whose content starts at `at`. */
static const unsigned char *skip_quoted(const struct csv_state *csv, const unsigned char *at,
                                        const unsigned char *end)
{
    const unsigned char *quote;
    while ((quote = memchr(at, csv->quote, (size_t)(end - at))) != NULL)
        if (field_ends(csv, quote + 1, end, &at))
            return at;
    return end;
}

/* Past the line end of the row that starts at `row`; CR LF counts as one. */
static const unsigned char *row_end(const struct csv_state *csv, const unsigned char *row,
                                    const unsigned char *end)
{
    const unsigned char *at = row;
    while ((at = find_special(at, end, csv->quote)) < end) {
        if (is_line_end(*at))
            return at + (*at == '\r' && at + 1 < end && at[1] == '\n' ? 2 : 1);
        at = opens_field(csv, row, at) ? skip_quoted(csv, at + 1, end) : at + 1;
    }
    return end;
}

/* The start of the first row at or after `at` that is not blank, or `end`. */
static const unsigned char *skip_blank_rows(const struct csv_state *csv, const unsigned char *at,
                                            const unsigned char *end)
{
    const unsigned char *row = at;
    for (; at < end && (is_line_end(*at) || is_space(csv, *at)); at++)
        if (is_line_end(*at))
            row = at + 1;
    return at < end ? row : end;
}

static size_t csv_frame(const void *state, const unsigned char *input, uint64_t input_size,
                        uint64_t *offset, struct br_span *spans, size_t capacity)
{
    const struct csv_state *csv = state;
    const unsigned char *const end = input + input_size;
    const unsigned char *row = input + *offset;
    size_t count = 0;
    while (count < capacity && (row = skip_blank_rows(csv, row, end)) < end) {
        const unsigned char *next = row_end(csv, row, end);
        uint32_t reason = BR_ACCEPTED;
        if (next - row > (ptrdiff_t)UINT32_MAX) {
            next = row + UINT32_MAX;
            reason = CSV_TOO_LONG;
        }
        spans[count++] = (struct br_span){
            .offset = (uint64_t)(row - input), .size = (uint32_t)(next - row), .reason = reason};
        row = next;
    }
    *offset = (uint64_t)(row - input);
    return count;
}

static void on_field(void *field, size_t size, void *worker)
{
    struct csv_worker *csv = worker;
    const uint64_t first = size > 0 ? *(const unsigned char *)field : 0;
    csv->witness = (csv->witness ^ (size << 8 | first)) * UINT64_C(0x9E3779B97F4A7C15);
}

static void on_digested_field(void *field, size_t size, void *worker)
{
    struct csv_worker *csv = worker;
    on_field(field, size, worker);
    csv->harness->digest_add(csv->digest, field, size);
}

static int csv_worker_begin(void *state, const struct br_worker_context *context, void **worker)
{
    const struct csv_state *csv = state;
    struct csv_worker *made = calloc(1, sizeof *made);
    if (made == NULL)
        return -1;
    made->options = csv->strict ? CSV_STRICT | CSV_STRICT_FINI : 0;
    (void)csv_init(&made->parser, made->options);
    csv_set_delim(&made->parser, csv->delimiter);
    csv_set_quote(&made->parser, csv->quote);
    csv_set_blk_size(&made->parser, BUFFER_STEP);
    made->harness = context->harness;
    made->digest = context->digest;
    made->on_field = context->digest != NULL ? on_digested_field : on_field;
    made->stages = context->stages;
    made->stage_parse = br_stage_declare(context->stages, "parse");
    *worker = made;
    return 0;
}

static void csv_worker_end(void *worker)
{
    struct csv_worker *csv = worker;
    csv_free(&csv->parser);
    free(csv);
}

static void on_row(int line_end, void *worker)
{
    (void)line_end;
    struct csv_worker *csv = worker;
    csv->rows++;
}

/* After a row that libcsv gave up on: the next one starts afresh. */
static uint32_t reset_parser(struct csv_worker *csv)
{
    const uint32_t reason = csv_error(&csv->parser) == CSV_EPARSE ? CSV_SYNTAX : CSV_MEMORY;
    (void)csv_set_opts(&csv->parser, 0); /* a strict csv_fini would refuse again */
    (void)csv_fini(&csv->parser, NULL, NULL, NULL);
    (void)csv_set_opts(&csv->parser, csv->options);
    return reason;
}

/* Parses one row; its witness is in `csv->witness` then. The input's last row may lack a line end,
 * which only csv_fini closes. */
static inline uint32_t parse_row(struct csv_worker *csv, const unsigned char *record, size_t size)
{
    csv->witness = size;
    csv->rows = 0;
    if (csv_parse(&csv->parser, record, size, csv->on_field, on_row, csv) != size)
        return reset_parser(csv);
    if (csv->rows == 0 && csv_fini(&csv->parser, csv->on_field, on_row, csv) != 0)
        return reset_parser(csv);
    return BR_ACCEPTED;
}

static void csv_process(void *worker, const unsigned char *record, size_t size,
                        struct br_outcome *outcome)
{
    struct csv_worker *csv = worker;
    br_stage_begin(csv->stages, csv->stage_parse);
    outcome->reason = parse_row(csv, record, size);
    br_stage_end(csv->stages, csv->stage_parse);
    if (outcome->reason == BR_ACCEPTED)
        outcome->witness = csv->witness;
}

static void csv_process_batch(void *worker, const unsigned char *input, const struct br_span *spans,
                              size_t count, struct br_tally *tally)
{
    struct csv_worker *csv = worker;
    br_stage_begin(csv->stages, csv->stage_parse);
    for (size_t i = 0; i < count; i++) {
        const uint32_t reason = parse_row(csv, input + spans[i].offset, spans[i].size);
        if (reason == BR_ACCEPTED) {
            tally->accepted++;
            tally->witness += csv->witness;
        } else {
            tally->rejected[reason - 1]++;
            tally->rejected_bytes += spans[i].size;
        }
    }
    br_stage_end(csv->stages, csv->stage_parse);
}

static uint64_t csv_fields(const void *state, const unsigned char *record, size_t size)
{
    const struct csv_state *csv = state;
    const unsigned char *const end = record + size;
    const unsigned char *at = record;
    uint64_t count = 1;
    while (at < end && !is_line_end(*at)) {
        if (*at == csv->quote && opens_field(csv, record, at)) {
            at = skip_quoted(csv, at + 1, end);
            continue;
        }
        count += *at++ == csv->delimiter ? 1 : 0;
    }
    return count;
}

const struct br_workload br_workload_csv = {
    .abi_version = BR_WORKLOAD_ABI_VERSION,
    .struct_size = sizeof(struct br_workload),
    .name = "csv",
    .summary = "parses CSV rows with libcsv",
    .format = "CSV",
    .options = csv_options,
    .reasons = csv_reasons,
    .libraries = csv_libraries,
    .open = csv_open,
    .frame = csv_frame,
    .worker_begin = csv_worker_begin,
    .process = csv_process,
    .process_batch = csv_process_batch,
    .worker_end = csv_worker_end,
    .close = free,
    .generate = br_generate_csv,
    .fields = csv_fields,
};
