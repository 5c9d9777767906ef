/* Numbers for people, and tables. */
#include "unit/cmocka_all.h"

#include <math.h>

#include "report/figures.h"
#include "report/format.h"
#include "report/instructions.h"
#include "report/table.h"

static void digits_follow_the_interval(void **state)
{
    (void)state;
    assert_int_equal(br_format_digits(38412, 2000), 2);
    assert_int_equal(br_format_digits(38412, 214), 3);
    assert_int_equal(br_format_digits(38412, 20), 4);
    assert_int_equal(br_format_digits(38412, 0.001), 4);
    assert_int_equal(br_format_digits(38412, 30000), 2);
    assert_int_equal(br_format_digits(38412, NAN), 3);
    assert_int_equal(br_format_digits(38412, 0), 4);
}

static void significant_digits_are_kept(void **state)
{
    (void)state;
    char buffer[BR_UNITS_BUFFER];
    assert_string_equal(br_format_significant(buffer, 3.0512, 3), "3.05");
    assert_string_equal(br_format_significant(buffer, 9.996, 3), "10.0");
    assert_string_equal(br_format_significant(buffer, 612.4, 3), "612");
    assert_string_equal(br_format_significant(buffer, 12345, 3), "12300");
    assert_string_equal(br_format_significant(buffer, 75, 3), "75");
    assert_string_equal(br_format_significant(buffer, 0.00414, 2), "0.0041");
    assert_string_equal(br_format_significant(buffer, 0, 3), "0");
    assert_string_equal(br_format_significant(buffer, NAN, 3), BR_FORMAT_NONE);
}

static void small_shares_are_no_powers_of_ten(void **state)
{
    (void)state;
    char buffer[BR_UNITS_BUFFER];
    assert_string_equal(br_instructions_spread(buffer, 2.6e-7), "0.000026 %");
    assert_string_equal(br_instructions_spread(buffer, 0.021), "2.1 %");
    assert_string_equal(br_instructions_spread(buffer, 1e-9), "< 0.00001 %");
    assert_string_equal(br_instructions_spread(buffer, 0), "0 %");
    assert_string_equal(br_instructions_spread(buffer, NAN), BR_FORMAT_NONE);
}

/* Medians of nanoseconds and one interruption of milliseconds. */
static void maxima_have_a_unit_of_their_own(void **state)
{
    (void)state;
    struct br_summary_latency latencies[] = {
        {.records = 10, .ns = {800}, .maximum_ns = 50.2e6},
        {.records = 10, .ns = {600}, .maximum_ns = 276e3},
        {.records = 0, .ns = {600}, .maximum_ns = 0},
    };
    struct br_summary_cell cell = {.latencies = latencies, .latency_count = 3};
    struct br_summary summary = {.cells = &cell, .cell_count = 1};
    assert_string_equal(br_figure_latency_unit(&summary).name, "ns");
    assert_string_equal(br_figure_maximum_unit(&summary).name, "µs");
    latencies[0].batched = latencies[1].batched = true;
    assert_string_equal(br_figure_maximum_unit(&summary).name,
                        br_figure_latency_unit(&summary).name);
}

static void whole_numbers_are_counts_whatever_the_double(void **state)
{
    (void)state;
    assert_int_equal(br_format_whole(2.6), 3);
    assert_int_equal(br_format_whole(0), 0);
    assert_int_equal(br_format_whole(-5), 0);
    assert_int_equal(br_format_whole(NAN), 0);
    assert_int_equal(br_format_whole(INFINITY), INT64_MAX);
    assert_int_equal(br_format_whole(1e300), INT64_MAX);
}

static void thousands_get_a_prefix(void **state)
{
    (void)state;
    char buffer[BR_UNITS_BUFFER];
    assert_string_equal(br_format_scaled(buffer, 38412, 3, ""), "38.4k");
    assert_string_equal(br_format_scaled(buffer, 38412, 2, ""), "38k");
    assert_string_equal(br_format_scaled(buffer, 999700, 3, ""), "1.00M");
    assert_string_equal(br_format_scaled(buffer, 999400, 3, ""), "999k");
    assert_string_equal(br_format_scaled(buffer, 812, 3, ""), "812");
    assert_string_equal(br_format_scaled(buffer, INFINITY, 3, ""), BR_FORMAT_NONE);
    assert_string_equal(br_format_decimal_bytes(buffer, 1360), "1.36 kB");
    assert_string_equal(br_format_decimal_bytes(buffer, 512), "512 B");
    assert_string_equal(br_format_count(buffer, 36000), "36,000");
    assert_string_equal(br_format_count(buffer, 999), "999");
    assert_string_equal(br_format_count(buffer, UINT64_MAX), "18,446,744,073,709,551,615");
}

static void shares_are_percent(void **state)
{
    (void)state;
    char buffer[BR_UNITS_BUFFER];
    assert_string_equal(br_format_percent(buffer, 0.00423), "0.42 %");
    assert_string_equal(br_format_percent(buffer, 0.0314), "3.1 %");
    assert_string_equal(br_format_percent(buffer, 0.418), "42 %");
    assert_string_equal(br_format_percent(buffer, 0), "0 %");
    assert_string_equal(br_format_percent(buffer, 0.00001), "<0.01 %");
    assert_string_equal(br_format_percent(buffer, NAN), BR_FORMAT_NONE);
}

static void durations_share_a_unit(void **state)
{
    (void)state;
    assert_string_equal(br_format_duration_unit(412).name, "ns");
    assert_string_equal(br_format_duration_unit(3050).name, "µs");
    assert_string_equal(br_format_duration_unit(3.05e6).name, "ms");
    assert_string_equal(br_format_duration_unit(NAN).name, "ns");
}

static void fill(struct br_table *table)
{
    br_table_column(table, "name", "", BR_TABLE_LEFT, 0);
    br_table_column(table, "rate", "/s", BR_TABLE_RIGHT, 0);
    br_table_column(table, "extra", "", BR_TABLE_RIGHT, 1);
    br_table_column(table, "none", "", BR_TABLE_RIGHT, 0);
    br_table_cell(table, "a|b");
    br_table_marked(table, BR_TABLE_WARNING, "~", "38k");
    br_table_cell(table, "7");
    br_table_cell(table, "%s", BR_FORMAT_NONE);
    br_table_cell(table, "é\033");
    br_table_cell(table, "401k");
    br_table_cell(table, "8");
    br_table_cell(table, "%s", BR_FORMAT_NONE);
    br_table_remove_empty(table);
}

static void a_table_is_aligned_on_a_terminal(void **state)
{
    (void)state;
    struct br_table table = {0};
    struct br_text text = {0};
    fill(&table);
    br_table_print(&table, false, 80, &text);
    assert_string_equal(br_text_string(&text), "  name   rate   extra\n"
                                               "           /s\n"
                                               "  a|b     38k~      7\n"
                                               "  é\\x1b  401k       8\n");
    br_text_clear(&text);
    br_table_print(&table, true, 15, &text);
    assert_string_equal(br_text_string(&text), "  \033[1mname\033[0m   \033[1mrate\033[0m\n"
                                               "           \033[2m/s\033[0m\n"
                                               "  a|b     \033[33m38k\033[0m\033[33m~\033[0m\n"
                                               "  é\\x1b  401k\n");
    br_text_release(&text);
    br_table_release(&table);
}

static void a_table_is_escaped_in_markdown(void **state)
{
    (void)state;
    struct br_table table = {0};
    struct br_text text = {0};
    fill(&table);
    br_table_markdown(&table, &text);
    assert_string_equal(br_text_string(&text), "| name | rate, /s | extra |\n"
                                               "| --- | ---: | ---: |\n"
                                               "| a\\|b | 38k\\~ | 7 |\n"
                                               "| é\\\\x1b | 401k | 8 |\n\n");
    br_text_release(&text);
    br_table_release(&table);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(digits_follow_the_interval),
        cmocka_unit_test(significant_digits_are_kept),
        cmocka_unit_test(small_shares_are_no_powers_of_ten),
        cmocka_unit_test(maxima_have_a_unit_of_their_own),
        cmocka_unit_test(whole_numbers_are_counts_whatever_the_double),
        cmocka_unit_test(thousands_get_a_prefix),
        cmocka_unit_test(shares_are_percent),
        cmocka_unit_test(durations_share_a_unit),
        cmocka_unit_test(a_table_is_aligned_on_a_terminal),
        cmocka_unit_test(a_table_is_escaped_in_markdown),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
