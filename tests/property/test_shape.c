/*
 * Synthetic input against the real files whose shape it copies: means within 5 %, quantiles within
 * 15 %. Skipped, with the reason, where the corpora are missing.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include <cjson/cJSON.h>

#include "bench/workloads.h"
#include "corpora.h"
#include "harness_fake.h"
#include "marc_walk.h"

enum { SYNTHETIC_RECORDS = 10000, SEED = 1 };

/* The values of one quantity, one per record or field. */
struct sample {
    double *values;
    size_t count, capacity;
};

static void sample_add(struct sample *sample, double value)
{
    if (sample->count == sample->capacity) {
        sample->capacity *= 2;
        sample->values = realloc(sample->values, sample->capacity * sizeof *sample->values);
        assert_non_null(sample->values);
    }
    sample->values[sample->count++] = value;
}

/* An empty sample; check_samples releases it. */
static struct sample sample_new(void)
{
    struct sample sample = {.capacity = 1024};
    sample.values = malloc(sample.capacity * sizeof *sample.values);
    assert_non_null(sample.values);
    return sample;
}

static int ascending(const void *left, const void *right)
{
    const double a = *(const double *)left, b = *(const double *)right;
    return (a > b) - (a < b);
}

static double mean_of(const struct sample *sample)
{
    assert_true(sample->count > 0);
    double sum = 0;
    for (size_t i = 0; i < sample->count; i++)
        sum += sample->values[i];
    return sum / (double)sample->count;
}

/* Interpolated between the two nearest ranks; the sample is sorted. */
static double quantile_of(const struct sample *sample, double share)
{
    const double place = share * (double)(sample->count - 1);
    const size_t below = (size_t)place;
    const double above = sample->values[below + (below + 1 < sample->count)];
    return sample->values[below] + (place - (double)below) * (above - sample->values[below]);
}

static void check_close(const char *what, double made, double real, double tolerance)
{
    print_message("%-28s synthetic %9.4f  real %9.4f  %+6.1f %%\n", what, made, real,
                  100 * (made / real - 1));
    if (made < real * (1 - tolerance) || made > real * (1 + tolerance))
        fail_msg("%s: synthetic %.4f, real %.4f, more than %.0f %% apart", what, made, real,
                 100 * tolerance);
}

/* Compares the two samples and releases them. */
static void check_samples(const char *what, struct sample *made, struct sample *real)
{
    static const double shares[] = {0.5, 0.9, 0.99};
    char label[64];
    (void)snprintf(label, sizeof label, "%s mean", what);
    check_close(label, mean_of(made), mean_of(real), 0.05);
    qsort(made->values, made->count, sizeof *made->values, ascending);
    qsort(real->values, real->count, sizeof *real->values, ascending);
    for (size_t i = 0; i < sizeof shares / sizeof shares[0]; i++) {
        (void)snprintf(label, sizeof label, "%s p%.0f", what, 100 * shares[i]);
        check_close(label, quantile_of(made, shares[i]), quantile_of(real, shares[i]), 0.15);
    }
    free(made->values);
    free(real->values);
}

static size_t beyond_ascii(const unsigned char *bytes, size_t size)
{
    size_t count = 0;
    for (size_t i = 0; i < size; i++)
        count += bytes[i] >= 0x80;
    return count;
}

/* Past the next `last`, or past the end. */
static size_t record_end(const unsigned char *bytes, size_t size, size_t from, int last)
{
    const unsigned char *end = memchr(bytes + from, last, size - from);
    return end != NULL ? (size_t)(end - bytes) + 1 : size;
}

/* ---- MARC ---- */

struct marc_shape {
    struct sample record_bytes, fields, subfields, field_bytes, value_bytes;
    double control_fields, records_beyond_ascii, bytes_beyond_ascii; /* shares */
    size_t fields_seen, subfields_seen, control_seen;                /* while walking */
};

static void see_field(const char *tag, const unsigned char *data, size_t size, void *user)
{
    struct marc_shape *shape = user;
    shape->fields_seen++;
    sample_add(&shape->field_bytes, (double)size);
    if (memcmp(tag, "00", 2) == 0) {
        shape->control_seen++;
        return;
    }
    for (size_t at = 2; at + 1 < size;) {
        const size_t end = record_end(data, size - 1, at + 1, 0x1f);
        const size_t next = end < size - 1 || data[end - 1] == 0x1f ? end - 1 : end;
        shape->subfields_seen++;
        sample_add(&shape->value_bytes, (double)(next - at - 2));
        at = next;
    }
}

static struct marc_shape marc_shape_of(unsigned char *bytes, size_t size)
{
    struct marc_shape shape = {.record_bytes = sample_new(),
                               .fields = sample_new(),
                               .subfields = sample_new(),
                               .field_bytes = sample_new(),
                               .value_bytes = sample_new()};
    size_t records = 0, foreign = 0, control = 0, end;
    for (size_t at = 0; at < size; at = end, records++) {
        end = record_end(bytes, size, at, 0x1d);
        shape.fields_seen = shape.subfields_seen = 0;
        assert_null(br_marc_walk(bytes + at, end - at, see_field, &shape));
        sample_add(&shape.record_bytes, (double)(end - at));
        sample_add(&shape.fields, (double)shape.fields_seen);
        sample_add(&shape.subfields, (double)shape.subfields_seen);
        foreign += beyond_ascii(bytes + at, end - at) > 0;
    }
    control = shape.control_seen;
    shape.control_fields = (double)control / (double)shape.field_bytes.count;
    shape.records_beyond_ascii = (double)foreign / (double)records;
    shape.bytes_beyond_ascii = (double)beyond_ascii(bytes, size) / (double)size;
    free(bytes);
    return shape;
}

static void marc_is_shaped_like_the_library_of_congress_sample(void **state)
{
    (void)state;
    br_corpora_need();
    size_t size;
    unsigned char *bytes = br_corpora_read("marc/loc_bibliographic_386.mrc", &size);
    struct marc_shape real = marc_shape_of(bytes, size);
    bytes = br_fake_generate(&br_workload_marc, NULL, SYNTHETIC_RECORDS, SEED, &size);
    struct marc_shape made = marc_shape_of(bytes, size);
    check_samples("record bytes", &made.record_bytes, &real.record_bytes);
    check_samples("fields per record", &made.fields, &real.fields);
    check_samples("subfields per record", &made.subfields, &real.subfields);
    check_samples("field bytes", &made.field_bytes, &real.field_bytes);
    check_samples("value bytes", &made.value_bytes, &real.value_bytes);
    check_close("control fields", made.control_fields, real.control_fields, 0.05);
    check_close("records beyond ASCII", made.records_beyond_ascii, real.records_beyond_ascii, 0.15);
    check_close("bytes beyond ASCII", made.bytes_beyond_ascii, real.bytes_beyond_ascii, 0.15);
}

/* ---- JSON lines ---- */

struct ndjson_shape {
    struct sample line_bytes;
    double escaped, beyond_ascii;                              /* share of lines */
    double strings, numbers, booleans, nulls, arrays, objects; /* per line */
};

static void count_values(const cJSON *value, struct ndjson_shape *shape)
{
    for (; value != NULL; value = value->next) {
        shape->strings += cJSON_IsString(value);
        shape->numbers += cJSON_IsNumber(value);
        shape->booleans += cJSON_IsBool(value);
        shape->nulls += cJSON_IsNull(value);
        shape->arrays += cJSON_IsArray(value);
        shape->objects += cJSON_IsObject(value);
        count_values(value->child, shape);
    }
}

static struct ndjson_shape ndjson_shape_of(unsigned char *bytes, size_t size, size_t first)
{
    struct ndjson_shape shape = {.line_bytes = sample_new()};
    size_t end;
    for (size_t at = first; at < size; at = end) {
        end = record_end(bytes, size, at, '\n');
        cJSON *value = cJSON_ParseWithLength((const char *)bytes + at, end - at);
        assert_non_null(value);
        count_values(value, &shape);
        cJSON_Delete(value);
        sample_add(&shape.line_bytes, (double)(end - at));
        shape.escaped += memchr(bytes + at, '\\', end - at) != NULL;
        shape.beyond_ascii += beyond_ascii(bytes + at, end - at) > 0;
    }
    double *const sums[] = {&shape.escaped,  &shape.beyond_ascii, &shape.strings, &shape.numbers,
                            &shape.booleans, &shape.nulls,        &shape.arrays,  &shape.objects};
    for (size_t i = 0; i < sizeof sums / sizeof sums[0]; i++)
        *sums[i] /= (double)shape.line_bytes.count;
    free(bytes);
    return shape;
}

static void json_lines_are_as_long_and_as_odd_as_the_real_ones(void **state)
{
    (void)state;
    br_corpora_need();
    size_t size;
    unsigned char *bytes = br_corpora_read("ndjson/amazon_cellphones.ndjson", &size);
    const size_t header = record_end(bytes, size, 0, '\n');
    struct ndjson_shape real = ndjson_shape_of(bytes, size, header);
    bytes = br_fake_generate(&br_workload_ndjson, NULL, SYNTHETIC_RECORDS, SEED, &size);
    struct ndjson_shape made = ndjson_shape_of(bytes, size, 0);
    check_samples("line bytes", &made.line_bytes, &real.line_bytes);
    check_close("lines with an escape", made.escaped, real.escaped, 0.15);
    check_close("lines beyond ASCII", made.beyond_ascii, real.beyond_ascii, 0.15);
}

/* The mix the generator documents; the real file has flat arrays only. */
static void json_lines_hold_every_kind_of_value(void **state)
{
    (void)state;
    size_t size;
    unsigned char *bytes =
        br_fake_generate(&br_workload_ndjson, NULL, SYNTHETIC_RECORDS, SEED, &size);
    struct ndjson_shape made = ndjson_shape_of(bytes, size, 0);
    check_close("strings per line", made.strings, 8, 0.02);
    check_close("numbers per line", made.numbers, 2.75, 0.02);
    check_close("booleans per line", made.booleans, 2, 0.001);
    check_close("nulls per line", made.nulls, 0.25, 0.1);
    check_close("arrays per line", made.arrays, 1, 0.001);
    check_close("objects per line", made.objects, 2, 0.001);
    free(made.line_bytes.values);
}

/* ---- CSV ---- */

enum { COLUMNS = 13, EMPTY_COLUMN = 6, TEXT_COLUMN = 9 };

struct csv_shape {
    struct sample row_bytes, text_bytes;
    double empty; /* share of rows without a value in EMPTY_COLUMN */
};

/* Sizes of the row's fields, quotes included; returns where the row ends. */
static size_t row_measure(const unsigned char *bytes, size_t size, size_t at,
                          size_t fields[COLUMNS])
{
    size_t column = 0, start = at;
    bool quoted = false;
    for (; at < size && (quoted || bytes[at] != '\n'); at++) {
        if (bytes[at] == '"')
            quoted = !quoted;
        if (bytes[at] == ',' && !quoted) {
            fields[column++] = at - start;
            assert_true(column < COLUMNS);
            start = at + 1;
        }
    }
    fields[column++] = at - start;
    assert_int_equal(column, COLUMNS);
    return at + 1;
}

static struct csv_shape csv_shape_of(unsigned char *bytes, size_t size)
{
    struct csv_shape shape = {.row_bytes = sample_new(), .text_bytes = sample_new()};
    size_t fields[COLUMNS] = {0}, end;
    for (size_t at = record_end(bytes, size, 0, '\n'); at < size; at = end) {
        end = row_measure(bytes, size, at, fields);
        sample_add(&shape.row_bytes, (double)(end - at));
        sample_add(&shape.text_bytes, (double)fields[TEXT_COLUMN]);
        shape.empty += fields[EMPTY_COLUMN] == 0;
    }
    shape.empty /= (double)shape.row_bytes.count;
    free(bytes);
    return shape;
}

static void csv_rows_are_as_long_as_the_real_ones(void **state)
{
    (void)state;
    br_corpora_need();
    size_t size;
    unsigned char *bytes = br_corpora_read("csv/nfl.csv", &size);
    struct csv_shape real = csv_shape_of(bytes, size);
    bytes = br_fake_generate(&br_workload_csv, NULL, SYNTHETIC_RECORDS, SEED, &size);
    struct csv_shape made = csv_shape_of(bytes, size);
    check_samples("row bytes", &made.row_bytes, &real.row_bytes);
    check_samples("description bytes", &made.text_bytes, &real.text_bytes);
    check_close("rows with an empty column", made.empty, real.empty, 0.15);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(marc_is_shaped_like_the_library_of_congress_sample),
        cmocka_unit_test(json_lines_are_as_long_and_as_odd_as_the_real_ones),
        cmocka_unit_test(json_lines_hold_every_kind_of_value),
        cmocka_unit_test(csv_rows_are_as_long_as_the_real_ones),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
