/*
 * The workloads on real files: every byte accounted for, MARC counts as an independent oracle and
 * the manifest's strict reader have them, JSONTestSuite as a judge of cJSON, and MARC output as
 * yaz-marcdump prints it. Skipped, with the reason, where the files are not there.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>
#include <csv.h>

#include "bench/workloads.h"
#include "corpora.h"
#include "harness_fake.h"
#include "marc_oracle.h"

enum { LINE_SIZE = 1024, COMMAND_SIZE = 2048 };

static const char *const document[] = {"framing=document", NULL};

/* ---- the manifest ---- */

struct manifest_row {
    bool found;
    long records;
    long strict_ok, strict_bad; /* -1 where the column is empty */
};

/* Column `index` of a line of tab-separated values as a number, or -1 when it is empty. */
static long column(const char *line, int index)
{
    for (; index > 0 && line != NULL; index--) {
        line = strchr(line, '\t');
        line = line != NULL ? line + 1 : NULL;
    }
    return line != NULL && *line >= '0' && *line <= '9' ? strtol(line, NULL, 10) : -1;
}

static struct manifest_row find_in_manifest(const char *path)
{
    struct manifest_row row = {.found = false};
    char name[LINE_SIZE], line[LINE_SIZE];
    assert_true(snprintf(name, sizeof name, "%s/MANIFEST.tsv", br_corpora()) < LINE_SIZE);
    FILE *manifest = fopen(name, "re");
    assert_non_null(manifest);
    const size_t length = strlen(path);
    while (!row.found && fgets(line, sizeof line, manifest) != NULL)
        if (strncmp(line, path, length) == 0 && line[length] == '\t')
            row = (struct manifest_row){true, column(line, 4), column(line, 6), column(line, 7)};
    (void)fclose(manifest);
    return row;
}

/* ---- every byte ---- */

static void assert_accounted(const struct br_workload *workload, const char *const *options,
                             const unsigned char *input, size_t size)
{
    const struct br_fake_totals totals = br_fake_totals_of(workload, options, input, size);
    assert_int_equal(totals.accepted_bytes + totals.rejected_bytes + totals.padding_bytes, size);
}

static void check_bytes(const char *path, void *data)
{
    (void)data;
    size_t size;
    unsigned char *input = br_corpora_read(path, &size);
    assert_accounted(&br_workload_marc, NULL, input, size);
    assert_accounted(&br_workload_ndjson, NULL, input, size);
    assert_accounted(&br_workload_ndjson, document, input, size);
    assert_accounted(&br_workload_csv, NULL, input, size);
    assert_accounted(&br_workload_null, NULL, input, size);
    assert_accounted(&br_workload_skeleton, NULL, input, size);
    free(input);
}

static void every_byte_of_every_file_is_accounted_for(void **state)
{
    (void)state;
    br_corpora_need();
    assert_true(br_corpora_each(".", check_bytes, NULL) > 100);
}

/* ---- MARC ---- */

/* The manifest's strict reader goes by leaders alone, so it ends at the first one that is wrong:
 * its counts speak of files without such a record. */
static void check_marc(const char *path, void *data)
{
    size_t size;
    size_t *compared = data;
    unsigned char *input = br_corpora_read(path, &size);
    const struct br_marc_oracle oracle = br_marc_oracle(input, size);
    const struct manifest_row manifest = find_in_manifest(path);
    const struct br_fake_totals totals = br_fake_totals_of(&br_workload_marc, NULL, input, size);
    assert_int_equal(totals.records, oracle.whole + oracle.broken);
    assert_int_equal(totals.rejected[0], oracle.broken);
    assert_int_equal(totals.padding_bytes, oracle.padding_bytes);
    if (manifest.found && oracle.broken == 0) {
        assert_int_equal(totals.accepted, manifest.strict_ok);
        assert_int_equal(totals.rejected[1] + totals.rejected[2], manifest.strict_bad);
        ++*compared;
    }
    free(input);
}

static void marc_counts_follow_rule_and_manifest(void **state)
{
    (void)state;
    br_corpora_need();
    size_t compared = 0;
    assert_true(br_corpora_each("marc", check_marc, &compared) >= 50);
    assert_true(compared >= 30);
}

/* ---- lines and rows ---- */

static void count_row(int line_end, void *rows)
{
    (void)line_end;
    ++*(size_t *)rows;
}

static size_t rows_by_library(const unsigned char *input, size_t size)
{
    size_t rows = 0;
    struct csv_parser parser;
    assert_int_equal(csv_init(&parser, 0), 0);
    assert_int_equal(csv_parse(&parser, input, size, NULL, count_row, &rows), size);
    assert_int_equal(csv_fini(&parser, NULL, count_row, &rows), 0);
    csv_free(&parser);
    return rows;
}

static void check_csv(const char *path, void *data)
{
    (void)data;
    size_t size;
    unsigned char *input = br_corpora_read(path, &size);
    const struct br_fake_totals totals = br_fake_totals_of(&br_workload_csv, NULL, input, size);
    assert_int_equal(totals.accepted, totals.records);
    assert_int_equal(totals.records, rows_by_library(input, size));
    /* strange.csv escapes quotes by backslashes, which libcsv does not know. */
    if (strstr(path, "strange") == NULL)
        assert_int_equal(totals.records, find_in_manifest(path).records);
    free(input);
}

static void csv_rows_are_the_librarys(void **state)
{
    (void)state;
    br_corpora_need();
    assert_true(br_corpora_each("csv", check_csv, NULL) >= 3);
}

static void check_ndjson(const char *path, void *data)
{
    (void)data;
    size_t size;
    unsigned char *input = br_corpora_read(path, &size);
    const struct br_fake_totals totals = br_fake_totals_of(&br_workload_ndjson, NULL, input, size);
    assert_int_equal(totals.accepted, find_in_manifest(path).records);
    assert_int_equal(totals.records, totals.accepted);
    free(input);
}

static void every_ndjson_line_is_accepted(void **state)
{
    (void)state;
    br_corpora_need();
    assert_true(br_corpora_each("ndjson", check_ndjson, NULL) >= 1);
}

/* ---- JSONTestSuite ---- */

/* What cJSON 1.7.15 accepts although RFC 8259 forbids it, and why. */
static const char *const deviations[][2] = {
    {"n_number_-01.json", "numbers are left to strtod, which takes leading zeros"},
    {"n_number_-2..json", "numbers are left to strtod, which takes a point without digits after"},
    {"n_number_2.e-3.json", "numbers are left to strtod, which takes a point without digits after"},
    {"n_number_neg_int_starting_with_zero.json",
     "numbers are left to strtod, which takes leading zeros"},
    {"n_string_unescaped_newline.json", "control characters inside strings are not looked at"},
    {"n_structure_null-byte-outside-string.json", "every byte up to the space is white space"},
    {"n_structure_whitespace_formfeed.json", "every byte up to the space is white space"},
};

static bool is_deviation(const char *name)
{
    for (size_t i = 0; i < sizeof deviations / sizeof deviations[0]; i++)
        if (strcmp(deviations[i][0], name) == 0)
            return true;
    return false;
}

/* y_ must be accepted, n_ refused but for the deviations; i_ is up to the parser. */
static void check_json(const char *path, void *data)
{
    size_t size;
    size_t *deviated = data;
    const char *name = strrchr(path, '/') + 1;
    unsigned char *input = br_corpora_read(path, &size);
    const struct br_fake_totals totals =
        br_fake_totals_of(&br_workload_ndjson, document, input, size);
    const bool expected = name[0] == 'y' || is_deviation(name);
    if (name[0] != 'i' && totals.accepted != expected)
        fail_msg("%s: %s", name, expected ? "refused" : "accepted, a deviation not listed");
    if (name[0] == 'n' && totals.accepted > 0)
        ++*deviated;
    free(input);
}

static void json_is_judged_as_listed(void **state)
{
    (void)state;
    br_corpora_need();
    size_t deviated = 0;
    assert_true(br_corpora_each("json-test-suite", check_json, &deviated) >= 100);
    assert_int_equal(deviated, sizeof deviations / sizeof deviations[0]);
}

/* ---- yaz-marcdump ---- */

struct text {
    char *bytes;
    size_t size, room;
};

static void append(struct text *text, const char *bytes, size_t size)
{
    if (text->size + size + 1 > text->room) {
        text->room = 2 * (text->size + size + 1);
        text->bytes = realloc(text->bytes, text->room);
        assert_non_null(text->bytes);
    }
    memcpy(text->bytes + text->size, bytes, size);
    text->size += size;
}

static struct text output_of_marcdump(const char *path, const char *arguments)
{
    char command[COMMAND_SIZE], chunk[1 << 16];
    struct text text = {0};
    assert_true(snprintf(command, sizeof command, "yaz-marcdump %s '%s/%s'", arguments,
                         br_corpora(), path) < COMMAND_SIZE);
    FILE *pipe = popen(command, "re");
    assert_non_null(pipe);
    size_t size;
    while ((size = fread(chunk, 1, sizeof chunk, pipe)) > 0)
        append(&text, chunk, size);
    assert_int_equal(pclose(pipe), 0);
    return text;
}

/* What the workload writes for each record, which the digest has as its second piece. */
static struct text output_of_workload(const char *const *options, const unsigned char *input,
                                      size_t size)
{
    struct text text = {0};
    struct br_span *spans;
    struct br_fake *fake = br_fake_open(&br_workload_marc, options, input, size);
    const size_t count = br_fake_frame(fake, 0, 64, &spans);
    void *worker = br_fake_worker_begin(fake, true, false);
    for (size_t i = 0; i < count; i++) {
        size_t piece_size;
        assert_int_equal(br_fake_process(fake, worker, spans[i]).reason, BR_ACCEPTED);
        const char *piece = br_fake_piece(fake, 1, &piece_size);
        assert_non_null(piece);
        append(&text, piece, piece_size);
    }
    br_fake_worker_end(fake, worker);
    br_fake_close(fake);
    free(spans);
    return text;
}

/* yaz-marcdump puts the records into a <collection>, which carries the namespace for them. */
static void into_collection(struct text *text)
{
    static const char name_space[] = " xmlns=\"http://www.loc.gov/MARC21/slim\"";
    static const char record[] = "<record xmlns=\"http://www.loc.gov/MARC21/slim\"";
    struct text whole = {0};
    append(&whole, "<collection", 11);
    append(&whole, name_space, sizeof name_space - 1);
    append(&whole, ">\n", 2);
    const char *at = text->bytes, *end = text->bytes + text->size, *found;
    while ((found = memmem(at, (size_t)(end - at), record, sizeof record - 1)) != NULL) {
        append(&whole, at, (size_t)(found - at) + 7);
        at = found + sizeof record - 1;
    }
    append(&whole, at, (size_t)(end - at));
    append(&whole, "</collection>\n", 14);
    free(text->bytes);
    *text = whole;
}

static void compare_output(const char *path, const unsigned char *input, size_t size,
                           const char *format, bool convert)
{
    char write[32], arguments[64];
    (void)snprintf(write, sizeof write, "write=%s", format);
    (void)snprintf(arguments, sizeof arguments, "%s-o %s", convert ? "-f marc8 -t utf-8 " : "",
                   format);
    const char *const options[] = {write, convert ? "charset=auto" : "charset=none", NULL};
    struct text expected = output_of_marcdump(path, arguments);
    struct text written = output_of_workload(options, input, size);
    if (strcmp(format, "marcxml") == 0)
        into_collection(&written);
    if (written.size != expected.size || memcmp(written.bytes, expected.bytes, written.size) != 0)
        fail_msg("%s: %s differs from yaz-marcdump %s", path, write, arguments);
    free(expected.bytes);
    free(written.bytes);
}

/* Files in which every record is accepted, and which yaz-marcdump can read as they are. */
static void check_output(const char *path, void *data)
{
    static const char *const formats[] = {"line", "marcxml", "json", "marc"};
    size_t size;
    size_t *compared = data;
    unsigned char *input = br_corpora_read(path, &size);
    const struct br_fake_totals totals = br_fake_totals_of(&br_workload_marc, NULL, input, size);
    if (totals.accepted == totals.records && strstr(path, ".zst") == NULL) {
        for (size_t i = 0; i < sizeof formats / sizeof formats[0]; i++) {
            compare_output(path, input, size, formats[i], false);
            /* It converts what a leader calls UTF-8, too, and loses what is not: the workload
             * leaves that alone, which shows only in damaged records. */
            if (strstr(path, "error-codes") == NULL)
                compare_output(path, input, size, formats[i], true);
        }
        ++*compared;
    }
    free(input);
}

static void marc_output_is_what_marcdump_prints(void **state)
{
    (void)state;
    br_corpora_need();
    if (access("/usr/bin/yaz-marcdump", X_OK) != 0) {
        print_message("skipped: no yaz-marcdump (Debian package yaz)\n");
        skip();
    }
    size_t compared = 0;
    (void)br_corpora_each("marc", check_output, &compared);
    assert_true(compared >= 20);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_byte_of_every_file_is_accounted_for),
        cmocka_unit_test(marc_counts_follow_rule_and_manifest),
        cmocka_unit_test(csv_rows_are_the_librarys),
        cmocka_unit_test(every_ndjson_line_is_accepted),
        cmocka_unit_test(json_is_judged_as_listed),
        cmocka_unit_test(marc_output_is_what_marcdump_prints),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
