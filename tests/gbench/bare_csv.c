/* CSV through libcsv, by hand: find the row's end, hand the row to libcsv. Rows are found by the
 * workload's own framer, 64 at a time: what a row is takes a screen of code to say, and the loop
 * around it is what is compared. */
#include "bare.h"

#include <stdlib.h>

#include <csv.h>

#include "bench/workloads.h"

#define ROWS 64

struct libraries {
    struct csv_parser parser;
    const void *framer;
    struct br_span rows[ROWS];
    size_t row, row_count; /* for `step` */
    uint64_t offset;
    uint64_t witness;
    size_t reported;
};

static const char *option_text(const struct br_harness *harness, const char *name)
{
    (void)harness;
    return name[0] == 'd' ? "," : "\""; /* delimiter, quote */
}

static uint64_t option_number(const struct br_harness *harness, const char *name)
{
    (void)harness;
    (void)name;
    return 0;
}

static int open_csv(struct bare *bare)
{
    const struct br_harness harness = {.option_text = option_text, .option_number = option_number};
    char message[256];
    void *framer = NULL;
    struct libraries *libraries = calloc(1, sizeof *libraries);
    if (libraries == NULL || br_workload_csv.open(&harness, &framer, message, sizeof message) < 0 ||
        csv_init(&libraries->parser, 0) != 0) {
        free(libraries);
        return -1;
    }
    csv_set_blk_size(&libraries->parser, 65536);
    libraries->framer = framer;
    bare->library = libraries;
    return 0;
}

static void close_csv(struct bare *bare)
{
    struct libraries *libraries = bare->library;
    csv_free(&libraries->parser);
    br_workload_csv.close((void *)(uintptr_t)libraries->framer);
    free(libraries);
}

static void on_field(void *field, size_t size, void *context)
{
    struct libraries *libraries = context;
    uint64_t first = size > 0 ? *(const unsigned char *)field : 0;
    libraries->witness = (libraries->witness ^ (size << 8 | first)) * UINT64_C(0x9E3779B97F4A7C15);
}

static void on_row(int character, void *context)
{
    (void)character;
    struct libraries *libraries = context;
    libraries->reported++;
}

static inline void work(struct bare *bare, const unsigned char *row, size_t size)
{
    struct libraries *libraries = bare->library;
    bare->records++;
    bare->bytes += size;
    libraries->witness = size;
    libraries->reported = 0;
    if (csv_parse(&libraries->parser, row, size, on_field, on_row, libraries) != size ||
        (libraries->reported == 0 &&
         csv_fini(&libraries->parser, on_field, on_row, libraries) != 0))
        bare->rejected++;
    else
        bare->witness += libraries->witness;
}

static void loop_csv(struct bare *bare, size_t begin, size_t end)
{
    struct libraries *libraries = bare->library;
    uint64_t offset = begin;
    size_t count;
    while ((count = br_workload_csv.frame(libraries->framer, bare->data, end, &offset,
                                          libraries->rows, ROWS)) > 0)
        for (size_t i = 0; i < count; i++)
            work(bare, bare->data + libraries->rows[i].offset, libraries->rows[i].size);
}

static void step_csv(void *context)
{
    struct bare *bare = context;
    struct libraries *libraries = bare->library;
    while (libraries->row == libraries->row_count) {
        libraries->row = 0;
        libraries->row_count = br_workload_csv.frame(libraries->framer, bare->data, bare->size,
                                                     &libraries->offset, libraries->rows, ROWS);
        if (libraries->row_count == 0)
            libraries->offset = 0;
    }
    const struct br_span *row = &libraries->rows[libraries->row++];
    work(bare, bare->data + row->offset, row->size);
}

const struct bare_format bare_csv = {
    .name = "csv",
    .workload = &br_workload_csv,
    .open = open_csv,
    .loop = loop_csv,
    .step = step_csv,
    .close = close_csv,
};

const struct bare_format *const bare_formats[] = {&bare_marc, &bare_ndjson, &bare_csv, NULL};
