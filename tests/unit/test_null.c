/* The null workload and the line framer it shares with ndjson. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "bench/workloads.h"
#include "harness_fake.h"

static struct br_fake_totals totals_of(const char *text)
{
    return br_fake_totals_of(&br_workload_null, NULL, text, strlen(text));
}

static void lines_are_records_and_blank_lines_padding(void **state)
{
    (void)state;
    const struct br_fake_totals totals = totals_of("one\n\n two\r\n \t\r\nlast");
    assert_int_equal(totals.records, 3);
    assert_int_equal(totals.accepted_bytes, strlen("one\n two\r\nlast"));
    assert_int_equal(totals.padding_bytes, strlen("\n \t\r\n"));
    assert_int_equal(totals.output_bytes, 0);
}

static void nothing_but_padding_has_no_record(void **state)
{
    (void)state;
    assert_int_equal(totals_of("").records, 0);
    assert_int_equal(totals_of("\n\n \n").records, 0);
    assert_int_equal(totals_of("\n\n \n").padding_bytes, 4);
}

static void splits_fall_on_line_starts(void **state)
{
    (void)state;
    const unsigned char text[] = "ab\n\ncd";
    const uint64_t expected[] = {0, 3, 3, 3, 4, 6, 6, 6};
    for (uint64_t offset = 0; offset < sizeof expected / sizeof expected[0]; offset++)
        assert_int_equal(br_workload_null.split(NULL, text, 6, offset), expected[offset]);
}

static void every_byte_counts(void **state)
{
    (void)state;
    for (size_t size = 1; size < 40; size++) {
        char line[40];
        memset(line, 'x', size);
        const struct br_fake_totals before = br_fake_totals_of(&br_workload_null, NULL, line, size);
        for (size_t i = 0; i < size; i++) {
            line[i] = 'y';
            const struct br_fake_totals after =
                br_fake_totals_of(&br_workload_null, NULL, line, size);
            assert_int_not_equal(after.witness, before.witness);
            assert_int_not_equal(after.digest, before.digest);
            line[i] = 'x';
        }
    }
}

static void generates_lines(void **state)
{
    (void)state;
    size_t size;
    unsigned char *input = br_fake_generate(&br_workload_null, NULL, 100, 7, &size);
    assert_int_equal(br_fake_totals_of(&br_workload_null, NULL, input, size).accepted, 100);
    free(input);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(lines_are_records_and_blank_lines_padding),
        cmocka_unit_test(nothing_but_padding_has_no_record),
        cmocka_unit_test(splits_fall_on_line_starts),
        cmocka_unit_test(every_byte_counts),
        cmocka_unit_test(generates_lines),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
