/*
 * What holds for every framer and every input: spans in order, apart and inside the input (checked
 * in br_fake_frame), every byte accounted for once, the same records whatever the capacity and
 * wherever framing begins, and nothing outside the input touched, by framing or by processing.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

#include <cmocka.h>
#include <csv.h>

#include "bench/workloads.h"
#include "guard.h"
#include "harness_fake.h"
#include "marc_oracle.h"
#include "random_input.h"

enum { ROUNDS = 2000, INPUT_MAX = 2048, TEXT_MAX = 48, SEED = 20 };

/* One format under test: a workload with its options and the inputs that are hard on it. */
struct format {
    const struct br_workload *workload;
    const char *const *options;
    const char *alphabet; /* NULL = random MARC */
};

static const char json[] = "{}[]\",:\\ \n\r\t1eatruenlfs-.\xc3\xa9\x00";
static const char csv[] = "aa,,\"\"\" \t\r\n;'";
static const char text[] = "ab \t\r\n\n";

static const char *const document[] = {"framing=document", NULL};
static const char *const tabbed[] = {"delimiter=tab", "quote='", NULL};
static const char *const strict[] = {"strict=yes", NULL};
static const char *const lines[] = {"write=line", NULL};
static const char *const json_too[] = {"charset=auto", "write=json", NULL};
static const char *const converted[] = {"charset=marc8", "write=marcxml", NULL};

static const struct format formats[] = {
    {&br_workload_marc, NULL, NULL},     {&br_workload_marc, converted, NULL},
    {&br_workload_marc, lines, NULL},    {&br_workload_marc, json_too, NULL},
    {&br_workload_ndjson, NULL, json},   {&br_workload_ndjson, document, json},
    {&br_workload_csv, NULL, csv},       {&br_workload_csv, tabbed, csv},
    {&br_workload_csv, strict, csv},     {&br_workload_null, NULL, text},
    {&br_workload_skeleton, NULL, text},
};

static size_t make_input(struct br_random *random, const struct format *format,
                         unsigned char *input)
{
    if (format->alphabet == NULL)
        return br_random_marc(random, input, INPUT_MAX);
    const size_t letters = format->alphabet == json ? sizeof json - 1 : strlen(format->alphabet);
    return br_random_text(random, format->alphabet, letters, input, TEXT_MAX);
}

/* Runs `check` on random inputs of every format, or those of one workload, in guarded memory and
 * flush at either end of it. */
static void for_random_inputs(const struct br_workload *only, int rounds,
                              void (*check)(const struct format *format, struct br_random *random,
                                            const unsigned char *input, size_t size))
{
    struct br_random random;
    br_random_init(&random, SEED);
    for (size_t i = 0; i < sizeof formats / sizeof formats[0]; i++)
        for (int round = 0; round < rounds && (only == NULL || formats[i].workload == only);
             round++) {
            unsigned char input[INPUT_MAX];
            const size_t size = make_input(&random, &formats[i], input);
            struct br_guard guard =
                br_guard_copy(input, size, round % 2 ? BR_GUARD_BEFORE : BR_GUARD_AFTER);
            check(&formats[i], &random, guard.bytes, size);
            br_guard_free(&guard);
        }
}

static void check_accounts(const struct format *format, struct br_random *random,
                           const unsigned char *input, size_t size)
{
    (void)random;
    const struct br_fake_totals totals =
        br_fake_totals_of(format->workload, format->options, input, size);
    uint64_t rejected = 0;
    for (size_t i = 0; i < BR_FAKE_REASONS_MAX; i++)
        rejected += totals.rejected[i];
    assert_int_equal(totals.accepted + rejected, totals.records);
    assert_int_equal(totals.accepted_bytes + totals.rejected_bytes + totals.padding_bytes, size);
}

static void every_byte_is_accounted_for_once(void **state)
{
    (void)state;
    for_random_inputs(NULL, ROUNDS, check_accounts);
}

static void check_capacity(const struct format *format, struct br_random *random,
                           const unsigned char *input, size_t size)
{
    (void)random;
    struct br_span *one, *many;
    struct br_fake *fake = br_fake_open(format->workload, format->options, input, size);
    const size_t count = br_fake_frame(fake, 0, 64, &many);
    assert_int_equal(br_fake_frame(fake, 0, 1, &one), count);
    assert_memory_equal(one, many, count * sizeof *one);
    free(one);
    free(many);
    br_fake_close(fake);
}

static void capacity_does_not_matter(void **state)
{
    (void)state;
    for_random_inputs(NULL, ROUNDS, check_capacity);
}

/* Splitting at `at` must give the records that framing from 0 has from there on. */
static void check_split_at(struct br_fake *fake, const struct format *format, const void *shared,
                           const unsigned char *input, size_t size, uint64_t at)
{
    struct br_span *all, *rest;
    const uint64_t boundary = format->workload->split(shared, input, size, at);
    assert_true(boundary >= at && boundary <= size);
    const size_t count = br_fake_frame(fake, 0, 64, &all);
    const size_t rest_count = br_fake_frame(fake, boundary, 64, &rest);
    size_t before = 0;
    while (before < count && all[before].offset < boundary)
        before++;
    assert_true(before == 0 || all[before - 1].offset + all[before - 1].size <= boundary);
    assert_int_equal(rest_count, count - before);
    assert_memory_equal(rest, all + before, rest_count * sizeof *rest);
    free(all);
    free(rest);
}

static void check_split(const struct format *format, struct br_random *random,
                        const unsigned char *input, size_t size)
{
    if (format->workload->split == NULL)
        return;
    char message[64];
    void *shared = NULL;
    struct br_fake *fake = br_fake_open(format->workload, format->options, input, size);
    if (format->workload->open != NULL)
        assert_int_equal(format->workload->open((const struct br_harness *)fake, &shared, message,
                                                sizeof message),
                         0);
    assert_int_equal(format->workload->split(shared, input, size, 0), 0);
    for (int i = 0; i < 4; i++)
        check_split_at(fake, format, shared, input, size, br_random_below(random, size + 1));
    if (format->workload->close != NULL)
        format->workload->close(shared);
    br_fake_close(fake);
}

static void framing_begins_at_any_split(void **state)
{
    (void)state;
    for_random_inputs(NULL, ROUNDS, check_split);
}

static void check_marc_rule(const struct format *format, struct br_random *random,
                            const unsigned char *input, size_t size)
{
    (void)random;
    const struct br_marc_oracle oracle = br_marc_oracle(input, size);
    const struct br_fake_totals totals =
        br_fake_totals_of(format->workload, format->options, input, size);
    assert_int_equal(totals.rejected[0], oracle.broken);
    assert_int_equal(totals.records, oracle.whole + oracle.broken);
    assert_int_equal(totals.padding_bytes, oracle.padding_bytes);
}

static void marc_follows_the_rule(void **state)
{
    (void)state;
    for_random_inputs(&br_workload_marc, ROUNDS, check_marc_rule);
}

/* ---- csv: the framer's rows are libcsv's ---- */

/* Fields as length and bytes, rows as a mark, one after the other. */
struct rows {
    unsigned char bytes[16 * TEXT_MAX];
    size_t size;
};

static void add_field(void *field, size_t size, void *data)
{
    struct rows *rows = data;
    rows->bytes[rows->size++] = (unsigned char)size;
    memcpy(rows->bytes + rows->size, field, size);
    rows->size += size;
}

static void add_row(int line_end, void *data)
{
    (void)line_end;
    struct rows *rows = data;
    rows->bytes[rows->size++] = 0xFF;
}

static struct rows rows_of_library(const unsigned char *input, size_t size, char delimiter,
                                   char quote)
{
    struct rows rows = {.size = 0};
    struct csv_parser parser;
    assert_int_equal(csv_init(&parser, 0), 0);
    csv_set_delim(&parser, (unsigned char)delimiter);
    csv_set_quote(&parser, (unsigned char)quote);
    assert_int_equal(csv_parse(&parser, input, size, add_field, add_row, &rows), size);
    assert_int_equal(csv_fini(&parser, add_field, add_row, &rows), 0);
    csv_free(&parser);
    return rows;
}

static struct rows rows_of_workload(const struct format *format, const unsigned char *input,
                                    size_t size)
{
    struct rows rows = {.size = 0};
    struct br_span *spans;
    struct br_fake *fake = br_fake_open(format->workload, format->options, input, size);
    const size_t count = br_fake_frame(fake, 0, 64, &spans);
    void *worker = br_fake_worker_begin(fake, true, false);
    for (size_t i = 0; i < count; i++) {
        const char *piece;
        size_t piece_size;
        assert_int_equal(br_fake_process(fake, worker, spans[i]).reason, BR_ACCEPTED);
        for (size_t j = 0; (piece = br_fake_piece(fake, j, &piece_size)) != NULL; j++)
            add_field((void *)(uintptr_t)piece, piece_size, &rows);
        add_row(0, &rows);
    }
    br_fake_worker_end(fake, worker);
    br_fake_close(fake);
    free(spans);
    return rows;
}

static void check_csv_rows(const struct format *format, struct br_random *random,
                           const unsigned char *input, size_t size)
{
    (void)random;
    if (format->options == strict)
        return;
    const bool is_tabbed = format->options == tabbed;
    const struct rows expected =
        rows_of_library(input, size, is_tabbed ? '\t' : ',', is_tabbed ? '\'' : '"');
    const struct rows rows = rows_of_workload(format, input, size);
    assert_int_equal(rows.size, expected.size);
    assert_memory_equal(rows.bytes, expected.bytes, rows.size);
}

static void csv_rows_are_the_librarys(void **state)
{
    (void)state;
    for_random_inputs(&br_workload_csv, 10 * ROUNDS, check_csv_rows);
}

/* ---- longer than a span can say ---- */

/* A little more than 4 GiB of NUL bytes, among which no record ends. */
static const uint64_t huge_size = (UINT64_C(1) << 32) + 10;

static void check_cut(const struct br_workload *workload, const char *const *options,
                      const unsigned char *input, uint32_t last_reason)
{
    struct br_span *spans;
    struct br_fake *fake = br_fake_open(workload, options, input, huge_size);
    assert_int_equal(br_fake_frame(fake, 0, 1, &spans), 2);
    assert_int_equal(spans[0].size, UINT32_MAX);
    assert_int_not_equal(spans[0].reason, BR_ACCEPTED);
    assert_int_equal(spans[1].offset, UINT32_MAX);
    assert_int_equal(spans[1].size, huge_size - UINT32_MAX);
    assert_int_equal(spans[1].reason, last_reason);
    free(spans);
    br_fake_close(fake);
}

static void what_is_too_long_is_cut_and_rejected(void **state)
{
    (void)state;
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
    print_message("skipped: sanitizers take minutes over 4 GiB\n");
    skip();
#endif
    unsigned char *input = mmap(NULL, huge_size, PROT_READ | PROT_WRITE,
                                MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
    if (input == MAP_FAILED) {
        print_message("skipped: no 4 GiB of address space\n");
        skip();
    }
    input[0] = 'x';
    check_cut(&br_workload_null, NULL, input, BR_ACCEPTED);
    check_cut(&br_workload_skeleton, NULL, input, BR_ACCEPTED);
    check_cut(&br_workload_csv, NULL, input, BR_ACCEPTED);
    check_cut(&br_workload_ndjson, NULL, input, BR_ACCEPTED);
    check_cut(&br_workload_ndjson, document, input, BR_ACCEPTED);
    input[UINT32_MAX] = 'x';
    check_cut(&br_workload_marc, NULL, input, 1);
    assert_int_equal(munmap(input, huge_size), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_byte_is_accounted_for_once),
        cmocka_unit_test(capacity_does_not_matter),
        cmocka_unit_test(framing_begins_at_any_split),
        cmocka_unit_test(marc_follows_the_rule),
        cmocka_unit_test(csv_rows_are_the_librarys),
        cmocka_unit_test(what_is_too_long_is_cut_and_rejected),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
