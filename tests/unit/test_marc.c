/* The marc workload: the framing rule, rejection, conversion, output, witness and digest. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "bench/workloads.h"
#include "harness_fake.h"

/* "001" with "id1" and a 245 with two subfields: a whole record of 80 bytes. */
#define RECORD                                                                                     \
    "00080nam a2200049 a 4500"                                                                     \
    "001000400000"                                                                                 \
    "245002600004"                                                                                 \
    "\x1e"                                                                                         \
    "id1\x1e"                                                                                      \
    "10\x1f"                                                                                       \
    "aTitle :\x1f"                                                                                 \
    "bother words.\x1e\x1d"
enum { RECORD_SIZE = 80, DATA_BEGIN = 49, FIRST_DELIMITER = 55 };

static struct br_fake_totals totals_of(const char *const *options, const void *input, size_t size)
{
    return br_fake_totals_of(&br_workload_marc, options, input, size);
}

/* The record with one byte changed. */
static struct br_fake_totals totals_with(const char *const *options, size_t at, char byte)
{
    char record[] = RECORD;
    record[at] = byte;
    return totals_of(options, record, RECORD_SIZE);
}

static void assert_spans(const char *input, size_t size, const struct br_span *expected,
                         size_t expected_count)
{
    struct br_span *spans;
    struct br_fake *fake =
        br_fake_open(&br_workload_marc, NULL, (const unsigned char *)input, size);
    const size_t count = br_fake_frame(fake, 0, 3, &spans);
    assert_int_equal(count, expected_count);
    for (size_t i = 0; i < count; i++) {
        assert_int_equal(spans[i].offset, expected[i].offset);
        assert_int_equal(spans[i].size, expected[i].size);
        assert_int_equal(spans[i].reason, expected[i].reason);
    }
    free(spans);
    br_fake_close(fake);
}

static void records_follow_their_leaders(void **state)
{
    (void)state;
    assert_int_equal(sizeof RECORD - 1, RECORD_SIZE);
    const char input[] = "\r\n\x1a" RECORD RECORD "\n\0\r\n" RECORD "\x1a\n";
    const struct br_span expected[] = {{3, 80, 0}, {83, 80, 0}, {167, 80, 0}};
    assert_spans(input, sizeof input - 1, expected, 3);
}

static void a_terminator_inside_data_does_not_end_a_record(void **state)
{
    (void)state;
    char input[] = RECORD RECORD;
    input[60] = 0x1D;
    const struct br_span expected[] = {{0, 80, 0}, {80, 80, 0}};
    assert_spans(input, sizeof input - 1, expected, 2);
}

static void broken_records_run_to_the_next_terminator(void **state)
{
    (void)state;
    const char *const lengths[] = {"0008x", "/0080", ":0080", "00024", "00000",
                                   "00081", "00079", "99999", " 0080", "\xb0\xb0\xb0\xb8\xb0"};
    for (size_t i = 0; i < sizeof lengths / sizeof lengths[0]; i++) {
        char input[] = RECORD RECORD;
        memcpy(input, lengths[i], 5);
        const struct br_span expected[] = {{0, 80, 1}, {80, 80, 0}};
        assert_spans(input, sizeof input - 1, expected, 2);
    }
    assert_string_equal(br_workload_marc.reasons[0], "framing");
}

static void what_has_no_terminator_is_a_rejected_record(void **state)
{
    (void)state;
    const struct br_span tail[] = {{0, 80, 0}, {81, 5, 1}};
    assert_spans(RECORD "\n00080", RECORD_SIZE + 6, tail, 2);
    const struct br_span cut[] = {{0, 79, 1}};
    assert_spans(RECORD, RECORD_SIZE - 1, cut, 1);
    const struct br_span lone[] = {{0, 1, 1}};
    assert_spans("\x1d", 1, lone, 1);
    assert_spans("", 0, NULL, 0);
    assert_spans("\n\n", 2, NULL, 0);
}

static void the_least_record_is_25_bytes(void **state)
{
    (void)state;
    const struct br_span expected[] = {{0, 25, 0}};
    assert_spans("00025                   \x1d", 25, expected, 1);
    const struct br_span rejected[] = {{0, 24, 1}};
    assert_spans("00024                  \x1d", 24, rejected, 1);
}

static void a_whole_record_is_accepted(void **state)
{
    (void)state;
    const struct br_fake_totals totals = totals_of(NULL, RECORD, RECORD_SIZE);
    assert_int_equal(totals.accepted, 1);
    assert_int_equal(totals.output_bytes, 0);
    assert_int_not_equal(totals.witness, 0);
}

static void fields_are_entries_of_the_directory(void **state)
{
    (void)state;
    const unsigned char *record = (const unsigned char *)RECORD;
    assert_int_equal(br_workload_marc.fields(NULL, record, RECORD_SIZE), 2);
    assert_int_equal(br_workload_marc.fields(NULL, record, 40), 0); /* no end of a directory */
    assert_int_equal(br_workload_marc.fields(NULL, record, 10), 0);
}

static void a_directory_without_end_is_rejected(void **state)
{
    (void)state;
    char record[] = RECORD;
    memset(record + 48, '0', RECORD_SIZE - 1 - 48);
    const struct br_fake_totals totals = totals_of(NULL, record, RECORD_SIZE);
    assert_int_equal(totals.rejected[1], 1);
    assert_string_equal(br_workload_marc.reasons[1], "directory");
}

static void reported_damage_is_rejected_as_structure(void **state)
{
    (void)state;
    assert_int_equal(totals_with(NULL, 30, 'x').rejected[2], 1); /* a length that is no number */
    assert_int_equal(totals_with(NULL, 16, '8').rejected[2], 1); /* base address off by one */
    assert_int_equal(totals_with(NULL, 28, '9').rejected[2], 1); /* length past the record */
    assert_int_equal(totals_with(NULL, 78, 'x').rejected[2], 1); /* no separator at the end */
    assert_string_equal(br_workload_marc.reasons[2], "structure");
}

/* libyaz itself would read past such subfields when it writes them. */
static void subfields_without_room_for_their_code_are_rejected(void **state)
{
    (void)state;
    const char *const marc8[] = {"charset=marc8", NULL};
    char record[] = RECORD;
    record[11] = '9'; /* codes of eight bytes, which both subfields have room for */
    assert_int_equal(totals_of(NULL, record, RECORD_SIZE).accepted, 1);
    record[60] = 0x1F;
    assert_int_equal(totals_of(NULL, record, RECORD_SIZE).rejected[2], 1);
    assert_int_equal(totals_with(NULL, 56, '\xe1').accepted, 1);
    assert_int_equal(totals_with(marc8, 56, '\xe1').rejected[2], 1);
    assert_int_equal(totals_with(NULL, 56, 0x1B).accepted, 1);
    assert_int_equal(totals_with(marc8, 56, 0x1B).rejected[2], 1);
}

/* Found by fuzzing: libyaz would convert the indicator together with what follows it in memory. */
static void indicators_that_begin_a_longer_character_are_rejected(void **state)
{
    (void)state;
    const char *const marc8[] = {"charset=marc8", "write=marcxml", NULL};
    for (size_t at = 53; at <= 54; at++) {
        assert_int_equal(totals_with(NULL, at, '\xe0').accepted, 1);
        assert_int_equal(totals_with(marc8, at, '\xe0').rejected[2], 1);
        assert_int_equal(totals_with(marc8, at, 0x1B).rejected[2], 1);
        assert_int_equal(totals_with(marc8, at, 'x').accepted, 1);
    }
}

static void repaired_leaders_and_early_separators_are_accepted(void **state)
{
    (void)state;
    assert_int_equal(totals_with(NULL, 10, 'x').accepted, 1);
    assert_int_equal(totals_with(NULL, 60, 0x1D).accepted, 1);
    assert_int_equal(totals_with(NULL, 60, 0x1E).accepted, 1);
}

static void every_byte_of_a_field_changes_the_digest(void **state)
{
    (void)state;
    const struct br_fake_totals whole = totals_of(NULL, RECORD, RECORD_SIZE);
    for (size_t at = DATA_BEGIN; at < RECORD_SIZE - 2; at++) {
        /* Not content to libyaz: 0x1D ends a field, too, and any byte does as first delimiter. */
        if (RECORD[at] == 0x1E || at == FIRST_DELIMITER)
            continue;
        for (int bit = 0; bit < 8; bit++) {
            const char byte = (char)(RECORD[at] ^ (1 << bit));
            assert_int_not_equal(totals_with(NULL, at, byte).digest, whole.digest);
        }
    }
    assert_int_not_equal(totals_with(NULL, 24, '9').digest, whole.digest); /* a tag */
    assert_int_not_equal(totals_with(NULL, 6, 'b').digest, whole.digest);  /* the leader */
}

/* What `options` make libyaz write for the record, which is the digest's second piece. */
static void assert_output(const char *const *options, const char *record, size_t size,
                          const char *expected)
{
    struct br_fake *fake =
        br_fake_open(&br_workload_marc, options, (const unsigned char *)record, size);
    const struct br_fake_totals totals = br_fake_run(fake, true);
    size_t written;
    const char *text = br_fake_piece(fake, 1, &written);
    assert_non_null(text);
    assert_int_equal(written, strlen(expected));
    assert_memory_equal(text, expected, written);
    assert_int_equal(totals.output_bytes, written);
    br_fake_close(fake);
}

static void writes_every_format(void **state)
{
    (void)state;
    const char *const line[] = {"write=line", NULL};
    assert_output(line, RECORD, RECORD_SIZE,
                  "00080nam a2200049 a 4500\n001 id1\n245 10 $a Title : $b other words.\n\n");
    const char *const marc[] = {"write=marc", NULL};
    assert_output(marc, RECORD, RECORD_SIZE, RECORD);
    const char *const marcxml[] = {"write=marcxml", NULL};
    assert_output(marcxml, RECORD, RECORD_SIZE,
                  "<record xmlns=\"http://www.loc.gov/MARC21/slim\">\n"
                  "  <leader>00080nam a2200049 a 4500</leader>\n"
                  "  <controlfield tag=\"001\">id1</controlfield>\n"
                  "  <datafield tag=\"245\" ind1=\"1\" ind2=\"0\">\n"
                  "    <subfield code=\"a\">Title :</subfield>\n"
                  "    <subfield code=\"b\">other words.</subfield>\n"
                  "  </datafield>\n</record>\n");
}

static void converts_from_marc8(void **state)
{
    (void)state;
    char record[] = RECORD; /* its leader says UTF-8 */
    memcpy(record + 59, "\xe8o", 2);
    const char *const always[] = {"write=line", "charset=marc8", NULL};
    const char *const automatic[] = {"write=line", "charset=auto", NULL};
    const char *converted = "00080nam a2200049 a 4500\n001 id1\n245 10 $a Tio\xcc\x88"
                            "e : $b other words.\n\n";
    assert_output(always, record, RECORD_SIZE, converted);
    assert_output(automatic, record, RECORD_SIZE,
                  "00080nam a2200049 a 4500\n001 id1\n245 10 $a Ti\xe8oe : $b other words.\n\n");
    record[9] = ' ';
    assert_output(automatic, record, RECORD_SIZE,
                  "00080nam  2200049 a 4500\n001 id1\n245 10 $a Tio\xcc\x88"
                  "e : $b other words.\n\n");
}

static void conversion_counts_without_output(void **state)
{
    (void)state;
    const char *const marc8[] = {"charset=marc8", NULL};
    const struct br_fake_totals plain = totals_with(NULL, 59, '\xe8');
    const struct br_fake_totals converted = totals_with(marc8, 59, '\xe8');
    assert_int_equal(converted.output_bytes, 0);
    assert_int_not_equal(converted.witness, plain.witness);
    assert_int_not_equal(converted.digest, plain.digest);
}

static void stages_are_marked(void **state)
{
    (void)state;
    const char *const line[] = {"write=line", NULL};
    const char record[] = RECORD;
    struct br_fake *fake =
        br_fake_open(&br_workload_marc, line, (const unsigned char *)record, RECORD_SIZE);
    void *worker = br_fake_worker_begin(fake, false, true);
    (void)br_fake_process(fake, worker, (struct br_span){.size = RECORD_SIZE});
    assert_string_equal(br_fake_marks(fake), "+decode -decode +write -write ");
    br_fake_worker_end(fake, worker);
    br_fake_close(fake);
}

static void generates_accepted_records(void **state)
{
    (void)state;
    const char *const marc8[] = {"encoding=marc8", NULL};
    size_t size;
    unsigned char *input = br_fake_generate(&br_workload_marc, NULL, 200, 1, &size);
    assert_int_equal(totals_of(NULL, input, size).accepted, 200);
    free(input);
    input = br_fake_generate(&br_workload_marc, marc8, 200, 1, &size);
    assert_int_equal(totals_of(NULL, input, size).accepted, 200);
    free(input);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(records_follow_their_leaders),
        cmocka_unit_test(a_terminator_inside_data_does_not_end_a_record),
        cmocka_unit_test(broken_records_run_to_the_next_terminator),
        cmocka_unit_test(what_has_no_terminator_is_a_rejected_record),
        cmocka_unit_test(the_least_record_is_25_bytes),
        cmocka_unit_test(a_whole_record_is_accepted),
        cmocka_unit_test(fields_are_entries_of_the_directory),
        cmocka_unit_test(a_directory_without_end_is_rejected),
        cmocka_unit_test(reported_damage_is_rejected_as_structure),
        cmocka_unit_test(subfields_without_room_for_their_code_are_rejected),
        cmocka_unit_test(indicators_that_begin_a_longer_character_are_rejected),
        cmocka_unit_test(repaired_leaders_and_early_separators_are_accepted),
        cmocka_unit_test(every_byte_of_a_field_changes_the_digest),
        cmocka_unit_test(writes_every_format),
        cmocka_unit_test(converts_from_marc8),
        cmocka_unit_test(conversion_counts_without_output),
        cmocka_unit_test(stages_are_marked),
        cmocka_unit_test(generates_accepted_records),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
