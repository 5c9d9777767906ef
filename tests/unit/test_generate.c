/* The generators: pinned bytes, prefixes, soundness of what they write, and the planted faults. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include <cjson/cJSON.h>
#include <csv.h>
#include <yaz/yaz-iconv.h>

#include "bench/generate/generate.h"
#include "bench/generate/random.h"
#include "bench/generate/words.h"
#include "bench/workloads.h"
#include "harness_fake.h"
#include "marc_walk.h"

enum { RECORDS = 5000, SEED = 7 };

struct text {
    unsigned char *bytes;
    size_t size;
};

static struct text generate(const struct br_workload *workload, const char *option,
                            uint64_t records, uint64_t seed)
{
    const char *const options[] = {option, NULL};
    struct text text;
    text.bytes = br_fake_generate(workload, options, records, seed, &text.size);
    return text;
}

/* The end of the record at `from`: past the next `last`. */
static size_t record_end(const struct text *text, size_t from, int last)
{
    const unsigned char *end = memchr(text->bytes + from, last, text->size - from);
    assert_non_null(end);
    return (size_t)(end - text->bytes) + 1;
}

static uint64_t fnv1a(const struct text *text)
{
    uint64_t hash = UINT64_C(0xcbf29ce484222325);
    for (size_t i = 0; i < text->size; i++)
        hash = (hash ^ text->bytes[i]) * UINT64_C(0x100000001b3);
    return hash;
}

/* ---- the same bytes everywhere ---- */

static void check_digest(const struct br_workload *workload, const char *option, uint64_t expected)
{
    struct text text = generate(workload, option, 2000, SEED);
    const uint64_t digest = fnv1a(&text);
    if (digest != expected)
        fail_msg("%s %s: the bytes have changed; if that was meant, pin 0x%016llx", workload->name,
                 option != NULL ? option : "", (unsigned long long)digest);
    free(text.bytes);
}

static void the_bytes_of_a_seed_are_pinned(void **state)
{
    (void)state;
    check_digest(&br_workload_marc, NULL, UINT64_C(0xfb17d9ec205be5e7));
    check_digest(&br_workload_marc, "encoding=marc8", UINT64_C(0xce3a5a908f63b479));
    check_digest(&br_workload_marc, "malformed=5%", UINT64_C(0x43f6b237ee0c78c6));
    check_digest(&br_workload_ndjson, NULL, UINT64_C(0x08afc05f297b1ac0));
    check_digest(&br_workload_ndjson, "malformed=5%", UINT64_C(0x3b98bdd65e48df71));
    check_digest(&br_workload_csv, NULL, UINT64_C(0x8c6bf28173266d2d));
}

static void check_prefix(const struct br_workload *workload, const char *option)
{
    struct text all = generate(workload, option, 300, SEED);
    for (uint64_t records = 0; records < 300; records += 37) {
        struct text some = generate(workload, option, records, SEED);
        assert_true(some.size < all.size);
        if (some.size > 0)
            assert_memory_equal(some.bytes, all.bytes, some.size);
        free(some.bytes);
    }
    struct text other = generate(workload, option, 300, SEED + 1);
    assert_true(other.size != all.size || memcmp(other.bytes, all.bytes, all.size) != 0);
    free(other.bytes);
    free(all.bytes);
}

static void a_short_run_is_a_prefix_of_a_long_one_and_seeds_differ(void **state)
{
    (void)state;
    check_prefix(&br_workload_marc, NULL);
    check_prefix(&br_workload_marc, "malformed=20%");
    check_prefix(&br_workload_ndjson, "malformed=20%");
    check_prefix(&br_workload_csv, NULL);
}

/* ---- soundness ---- */

static const char *utf8_fault(const unsigned char *text, size_t size)
{
    for (size_t i = 0; i < size;) {
        const unsigned char lead = text[i++];
        size_t more = lead < 0x80 ? 0 : lead < 0xe0 ? 1 : lead < 0xf0 ? 2 : 3;
        if (lead >= 0x80 && (lead < 0xc2 || lead > 0xf4))
            return "lead byte";
        for (; more > 0; more--)
            if (i == size || (text[i++] & 0xc0) != 0x80)
                return "continuation";
    }
    return NULL;
}

static void check_marc(const char *option, char coding)
{
    struct text text = generate(&br_workload_marc, option, RECORDS, SEED);
    size_t records = 0, end;
    for (size_t at = 0; at < text.size; at = end, records++) {
        end = record_end(&text, at, 0x1d);
        const char *fault = br_marc_walk(text.bytes + at, end - at, NULL, NULL);
        if (fault != NULL)
            fail_msg("record %zu: %s", records, fault);
        assert_int_equal(text.bytes[at + 9], coding);
        if (coding == 'a')
            assert_null(utf8_fault(text.bytes + at, end - at));
    }
    assert_int_equal(records, RECORDS);
    const char *const options[] = {option, NULL};
    assert_int_equal(br_fake_totals_of(&br_workload_marc, options, text.bytes, text.size).accepted,
                     RECORDS);
    free(text.bytes);
}

static void marc_records_are_sound_and_libyaz_has_no_complaint(void **state)
{
    (void)state;
    check_marc(NULL, 'a');
    check_marc("encoding=marc8", ' ');
    check_marc("record-bytes=1", 'a');
    check_marc("record-bytes=16384", 'a');
}

static bool ansel_mark(unsigned char byte)
{
    return byte >= 0xe0;
}

static void marc8_has_marks_before_letters_and_no_escapes(void **state)
{
    (void)state;
    struct text text = generate(&br_workload_marc, "encoding=marc8", RECORDS, SEED);
    size_t marks = 0;
    assert_null(memchr(text.bytes, 0x1b, text.size));
    for (size_t i = 0; i + 1 < text.size; i++) {
        if (ansel_mark(text.bytes[i])) {
            assert_true((text.bytes[i + 1] | 0x20) >= 'a' && (text.bytes[i + 1] | 0x20) <= 'z');
            marks++;
        }
    }
    assert_true(marks > RECORDS / 10);
    free(text.bytes);
}

static void every_ansel_word_means_the_same_to_libyaz(void **state)
{
    (void)state;
    struct br_lexicon ansel, decomposed;
    br_lexicon_load(&ansel, br_words_accented, BR_SPELLING_ANSEL);
    br_lexicon_load(&decomposed, br_words_accented, BR_SPELLING_DECOMPOSED);
    yaz_iconv_t converter = yaz_iconv_open("utf-8", "marc8");
    assert_non_null(converter);
    for (uint32_t i = 0; i < ansel.count; i++) {
        char out[64], *to = out, *from = ansel.words[i].text;
        size_t from_left = ansel.words[i].size, to_left = sizeof(out);
        assert_int_not_equal(yaz_iconv(converter, &from, &from_left, &to, &to_left), (size_t)-1);
        (void)yaz_iconv(converter, NULL, NULL, &to, &to_left);
        assert_int_equal(to - out, decomposed.words[i].size);
        assert_memory_equal(out, decomposed.words[i].text, decomposed.words[i].size);
    }
    yaz_iconv_close(converter);
}

static void words_are_valid_text(void **state)
{
    (void)state;
    const char *const *lists[] = {br_words_plain, br_words_names, br_words_accented,
                                  br_words_scripts};
    struct br_lexicon lexicon;
    for (size_t i = 0; i < sizeof lists / sizeof lists[0]; i++) {
        br_lexicon_load(&lexicon, lists[i], BR_SPELLING_DECOMPOSED);
        assert_true(lexicon.count >= 50);
        for (uint32_t word = 0; word < lexicon.count; word++) {
            assert_true(lexicon.words[word].size > 0);
            assert_null(utf8_fault((const unsigned char *)lexicon.words[word].text,
                                   lexicon.words[word].size));
        }
    }
}

static bool json_is_sound(const unsigned char *line, size_t size)
{
    const char *end = NULL;
    cJSON *value = cJSON_ParseWithLengthOpts((const char *)line, size, &end, false);
    const bool sound = cJSON_IsObject(value) && end == (const char *)line + size - 1;
    cJSON_Delete(value);
    return sound && utf8_fault(line, size) == NULL;
}

static size_t sound_lines(const struct text *text, size_t *lines)
{
    size_t sound = 0, end;
    *lines = 0;
    for (size_t at = 0; at < text->size; at = end, (*lines)++) {
        end = record_end(text, at, '\n');
        sound += json_is_sound(text->bytes + at, end - at);
    }
    return sound;
}

static void every_json_line_is_one_object(void **state)
{
    (void)state;
    const char *const options[] = {NULL, "record-bytes=1", "record-bytes=16384"};
    for (size_t i = 0; i < sizeof options / sizeof options[0]; i++) {
        size_t lines;
        struct text text = generate(&br_workload_ndjson, options[i], RECORDS, SEED);
        assert_int_equal(sound_lines(&text, &lines), RECORDS);
        assert_int_equal(lines, RECORDS);
        free(text.bytes);
    }
}

/* ---- CSV, read by libcsv ---- */

struct csv_counts {
    size_t rows, fields, empty, with_comma, with_quote, with_break, ragged;
    size_t fields_in_row;
};

static void on_csv_field(void *field, size_t size, void *user)
{
    struct csv_counts *counts = user;
    counts->fields_in_row++;
    counts->fields++;
    counts->empty += size == 0;
    counts->with_comma += memchr(field, ',', size) != NULL;
    counts->with_quote += memchr(field, '"', size) != NULL;
    counts->with_break += memchr(field, '\n', size) != NULL;
}

static void on_csv_row(int last, void *user)
{
    (void)last;
    struct csv_counts *counts = user;
    counts->rows++;
    counts->ragged += counts->fields_in_row != 13;
    counts->fields_in_row = 0;
}

static void csv_has_a_header_and_thirteen_columns_in_strict_quoting(void **state)
{
    (void)state;
    const char *const options[] = {NULL, "record-bytes=1", "record-bytes=16384"};
    for (size_t i = 0; i < sizeof options / sizeof options[0]; i++) {
        struct text text = generate(&br_workload_csv, options[i], RECORDS, SEED);
        struct csv_counts counts = {0};
        struct csv_parser parser;
        assert_int_equal(csv_init(&parser, CSV_STRICT | CSV_STRICT_FINI), 0);
        assert_int_equal(
            csv_parse(&parser, text.bytes, text.size, on_csv_field, on_csv_row, &counts),
            text.size);
        assert_int_equal(csv_fini(&parser, on_csv_field, on_csv_row, &counts), 0);
        csv_free(&parser);
        assert_memory_equal(text.bytes, "game,", 5);
        assert_int_equal(counts.rows, RECORDS);
        assert_int_equal(counts.ragged, 0);
        if (i == 0)
            assert_in_range(counts.empty, RECORDS / 10, RECORDS / 3);
        assert_in_range(counts.with_comma, RECORDS / 16, RECORDS / 5);
        assert_in_range(counts.with_quote, 1, RECORDS / 10);
        assert_in_range(counts.with_break, 1, RECORDS / 50);
        free(text.bytes);
    }
}

/* ---- planted faults ---- */

/* True when `count` of RECORDS lies within four standard deviations of 5 %. */
static bool about_five_percent(size_t count)
{
    const double mean = 0.05 * RECORDS, variance = mean * 0.95;
    const double off = (double)count - mean;
    return off * off <= 16 * variance;
}

static void five_percent_of_marc_records_are_broken_and_the_rest_untouched(void **state)
{
    (void)state;
    struct text sound = generate(&br_workload_marc, NULL, RECORDS, SEED);
    struct text mixed = generate(&br_workload_marc, "malformed=5%", RECORDS, SEED);
    size_t broken = 0, end;
    assert_int_equal(sound.size, mixed.size);
    for (size_t at = 0; at < sound.size; at = end) {
        end = record_end(&sound, at, 0x1d);
        assert_int_equal(record_end(&mixed, at, 0x1d), end);
        if (br_marc_walk(mixed.bytes + at, end - at, NULL, NULL) != NULL)
            broken++;
        else
            assert_memory_equal(mixed.bytes + at, sound.bytes + at, end - at);
    }
    assert_true(about_five_percent(broken));
    free(sound.bytes);
    free(mixed.bytes);
}

static void the_marc_workload_rejects_all_broken_records_for_several_reasons(void **state)
{
    (void)state;
    struct text text = generate(&br_workload_marc, "malformed=100%", RECORDS, SEED);
    const struct br_fake_totals totals =
        br_fake_totals_of(&br_workload_marc, NULL, text.bytes, text.size);
    assert_int_equal(totals.records, RECORDS);
    assert_int_equal(totals.accepted, 0);
    assert_int_equal(totals.padding_bytes, 0);
    assert_in_range(totals.rejected[0], RECORDS * 4 / 10, RECORDS * 6 / 10);
    free(text.bytes);
}

static void five_percent_of_json_lines_are_broken(void **state)
{
    (void)state;
    size_t lines;
    struct text text = generate(&br_workload_ndjson, "malformed=5%", RECORDS, SEED);
    assert_true(about_five_percent(RECORDS - sound_lines(&text, &lines)));
    assert_int_equal(lines, RECORDS);
    free(text.bytes);
    text = generate(&br_workload_ndjson, "malformed=100%", RECORDS, SEED);
    assert_int_equal(sound_lines(&text, &lines), 0);
    assert_int_equal(lines, RECORDS);
    free(text.bytes);
}

/* ---- size and sink ---- */

static void check_mean(const struct br_workload *workload, size_t bytes)
{
    char option[32];
    (void)snprintf(option, sizeof option, "record-bytes=%zu", bytes);
    struct text text = generate(workload, option, RECORDS, SEED);
    assert_in_range(text.size / RECORDS, bytes * 9 / 10, bytes * 11 / 10);
    free(text.bytes);
}

static void record_bytes_sets_the_mean_size(void **state)
{
    (void)state;
    const size_t sizes[] = {1000, 1500, 4096, 16384};
    for (size_t i = 0; i < sizeof sizes / sizeof sizes[0]; i++) {
        check_mean(&br_workload_marc, sizes[i]);
        check_mean(&br_workload_ndjson, sizes[i]);
        check_mean(&br_workload_csv, sizes[i]);
    }
    check_mean(&br_workload_ndjson, 300);
    check_mean(&br_workload_csv, 100);
}

struct counting_sink {
    struct br_sink base;
    size_t writes, bytes, fail_at;
};

static int count_write(struct br_sink *sink, const void *data, size_t size)
{
    struct counting_sink *counting = (struct counting_sink *)sink;
    (void)data;
    counting->bytes += size;
    return ++counting->writes == counting->fail_at ? -5 : 0;
}

static uint64_t all_unset(const struct br_harness *harness, const char *name)
{
    (void)harness;
    (void)name;
    return 0;
}

static void the_sink_gets_large_pieces_and_its_failure_stops_the_run(void **state)
{
    (void)state;
    const struct br_harness harness = {.struct_size = sizeof harness, .option_number = all_unset};
    int (*const generators[])(const struct br_harness *, uint64_t, uint64_t, struct br_sink *) = {
        br_generate_marc, br_generate_ndjson, br_generate_csv};
    for (size_t i = 0; i < sizeof generators / sizeof generators[0]; i++) {
        struct counting_sink sink = {.base = {.write = count_write}};
        assert_int_equal(generators[i](&harness, RECORDS, SEED, &sink.base), 0);
        assert_true(sink.bytes > RECORDS * 100u);
        assert_true(sink.writes <= sink.bytes / 32768 + 1);
        sink = (struct counting_sink){.base = {.write = count_write}, .fail_at = 2};
        assert_int_equal(generators[i](&harness, UINT64_MAX, SEED, &sink.base), -5);
        assert_int_equal(sink.writes, 2);
    }
}

static void a_quantile_table_is_drawn_from_as_it_says(void **state)
{
    (void)state;
    static const uint16_t table[BR_QUANTILES] = {10, 20, 30, 40, 100, 200, 300, 1000, 5000, 6000};
    struct br_prng random = br_prng_for_record(SEED, 0, 0);
    size_t below_median = 0, below_quartile = 0, tail = 0;
    for (size_t i = 0; i < 100000; i++) {
        const uint32_t value = br_prng_quantile(&random, table);
        assert_in_range(value, 10, 6000);
        below_median += value < 100;
        below_quartile += value < 40;
        tail += value >= 5000;
    }
    assert_in_range(below_median, 49000, 51000);
    assert_in_range(below_quartile, 24000, 26000);
    assert_in_range(tail, 1000, 1400);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_bytes_of_a_seed_are_pinned),
        cmocka_unit_test(a_short_run_is_a_prefix_of_a_long_one_and_seeds_differ),
        cmocka_unit_test(marc_records_are_sound_and_libyaz_has_no_complaint),
        cmocka_unit_test(marc8_has_marks_before_letters_and_no_escapes),
        cmocka_unit_test(every_ansel_word_means_the_same_to_libyaz),
        cmocka_unit_test(words_are_valid_text),
        cmocka_unit_test(every_json_line_is_one_object),
        cmocka_unit_test(csv_has_a_header_and_thirteen_columns_in_strict_quoting),
        cmocka_unit_test(five_percent_of_marc_records_are_broken_and_the_rest_untouched),
        cmocka_unit_test(the_marc_workload_rejects_all_broken_records_for_several_reasons),
        cmocka_unit_test(five_percent_of_json_lines_are_broken),
        cmocka_unit_test(record_bytes_sets_the_mean_size),
        cmocka_unit_test(the_sink_gets_large_pieces_and_its_failure_stops_the_run),
        cmocka_unit_test(a_quantile_table_is_drawn_from_as_it_says),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
