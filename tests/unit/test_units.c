/* Units: what is accepted, what is refused and why, and how figures are shown. */
#include "unit/cmocka_all.h"

#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "base/rng.h"
#include "base/units.h"

typedef int parse_function(const char *, uint64_t *, struct br_error *);

struct accepted {
    const char *string;
    uint64_t value;
};

static void assert_accepted(parse_function *parse, const struct accepted *cases, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        uint64_t value = 77;
        struct br_error error = {0};
        if (parse(cases[i].string, &value, &error) != 0 || value != cases[i].value)
            fail_msg("'%s' gave %" PRIu64 " (%s)", cases[i].string, value, error.message);
    }
}

/* Refused, the value left alone, and the message shows the string and how to write it. */
static void assert_refused(parse_function *parse, const char *const *strings, const char *form)
{
    for (; *strings != NULL; strings++) {
        uint64_t value = 77;
        struct br_error error = {0};
        if (parse(*strings, &value, &error) != BR_ERROR_USAGE || value != 77)
            fail_msg("'%s' was accepted as %" PRIu64, *strings, value);
        if (strstr(error.message, form) == NULL || strchr(error.message, '\'') == NULL)
            fail_msg("'%s': message '%s'", *strings, error.message);
    }
}

#define CASES(array) array, sizeof array / sizeof array[0]

static void parses_counts(void **state)
{
    (void)state;
    static const struct accepted good[] = {
        {"0", 0},
        {"1000", 1000},
        {"1k", 1000},
        {"2.5k", 2500},
        {"1M", 1000000},
        {"1.000001M", 1000001},
        {"1G", 1000000000},
        {"007", 7},
        {"1.0", 1},
        {"0.0000000000000000000000k", 0},
        {"18446744073709551615", UINT64_MAX},
    };
    assert_accepted(br_units_parse_count, CASES(good));
    static const char *const bad[] = {"",
                                      "-1",
                                      "+1",
                                      " 1",
                                      "1 ",
                                      "1 k",
                                      "k",
                                      ".5k",
                                      "1.",
                                      "1..",
                                      "1.5",
                                      "1K",
                                      "1kk",
                                      "1e3",
                                      "0x10",
                                      "1,000",
                                      "1ms",
                                      "nan",
                                      "2.5001k",
                                      "18446744073709551616",
                                      "18446744073709551616k",
                                      "99999999999999999999999999999999999999999999",
                                      "340282366920938463463374607431768211457", /* 2^128 + 1 */
                                      "18.446744073709551615G",
                                      NULL};
    assert_refused(br_units_parse_count, bad, "1000, 1k");
}

static void parses_durations(void **state)
{
    (void)state;
    static const struct accepted good[] = {
        {"250ns", 250},      {"10us", 10000},      {"10µs", 10000},      {"50ms", 50000000},
        {"2s", 2000000000},  {"1.5s", 1500000000}, {"3m", 180000000000}, {"1h", 3600000000000},
        {"0s", 0},           {"0.0000000015s", 2}, /* rounds to the nearest ns */
        {"0.000000001s", 1},
    };
    assert_accepted(br_units_parse_duration, CASES(good));
    static const char *const bad[] = {"", "5", "s", "-1s", "1 s", "1S", "1sec", "6000000h", NULL};
    assert_refused(br_units_parse_duration, bad, "50ms");
    struct br_error error;
    uint64_t value;
    br_units_parse_duration("5", &value, &error);
    assert_non_null(strstr(error.message, "lacks the unit"));
}

static void parses_bytes(void **state)
{
    (void)state;
    static const struct accepted good[] = {
        {"512", 512},         {"512B", 512},    {"4KiB", 4096},   {"1.5MiB", 1572864},
        {"2GiB", 2147483648}, {"4kB", 4000},    {"1MB", 1000000}, {"2GB", 2000000000},
        {"1.3KiB", 1331},     {"0.0005KiB", 1},
    };
    assert_accepted(br_units_parse_bytes, CASES(good));
    static const char *const bad[] = {"", "4K", "4k", "4KB", "-4KiB", "99999999999GiB", NULL};
    assert_refused(br_units_parse_bytes, bad, "4KiB");
}

static void parses_percentages(void **state)
{
    (void)state;
    static const struct accepted good[] = {
        {"1%", 10000}, {"0.5%", 5000}, {"100%", 1000000}, {"0%", 0}, {"0.0001%", 1},
    };
    assert_accepted(br_units_parse_percent, CASES(good));
    static const char *const bad[] = {"", "1", "%", "-1%", "100.0001%", "0.00001%", "1%%", NULL};
    assert_refused(br_units_parse_percent, bad, "0.5%");
}

static void hostile_strings_are_quoted_visibly_and_briefly(void **state)
{
    (void)state;
    uint64_t value;
    struct br_error error;
    br_units_parse_count("1\x1b[2J", &value, &error);
    assert_null(strchr(error.message, '\x1b'));
    char digits[5000];
    memset(digits, '9', sizeof digits);
    digits[sizeof digits - 1] = '\0';
    assert_int_equal(br_units_parse_count(digits, &value, &error), BR_ERROR_USAGE);
    assert_non_null(strstr(error.message, "1000, 1k"));
}

static void assert_count_shown(uint64_t count, const char *expected)
{
    char buffer[BR_UNITS_BUFFER];
    assert_string_equal(br_units_format_count(buffer, count), expected);
}

static void formats_counts(void **state)
{
    (void)state;
    assert_count_shown(0, "0");
    assert_count_shown(999, "999");
    assert_count_shown(1000, "1k");
    assert_count_shown(1234, "1234");
    assert_count_shown(1500, "1.5k");
    assert_count_shown(100000, "100k");
    assert_count_shown(2500000, "2.5M");
    assert_count_shown(1000000000, "1G");
    assert_count_shown(UINT64_MAX, "18446744073709551615");
}

static void counts_parse_back_to_themselves(void **state)
{
    (void)state;
    struct br_random random;
    br_random_init(&random, 1);
    for (int i = 0; i < 100000; i++) {
        uint64_t count = br_random_next(&random) >> br_random_below(&random, 64);
        for (uint64_t zeros = br_random_below(&random, 10); zeros > 0; zeros--)
            count = count < UINT64_MAX / 10 ? count * 10 : count;
        char buffer[BR_UNITS_BUFFER];
        char plain[BR_UNITS_BUFFER];
        uint64_t parsed = 0;
        assert_int_equal(br_units_parse_count(br_units_format_count(buffer, count), &parsed, NULL),
                         0);
        assert_int_equal(parsed, count);
        snprintf(plain, sizeof plain, "%" PRIu64, count);
        assert_true(strlen(buffer) <= strlen(plain));
    }
}

typedef char *format_function(char *, double);

struct shown {
    double value;
    const char *expected;
};

static void assert_shown(format_function *format, const struct shown *cases, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        char buffer[BR_UNITS_BUFFER];
        assert_string_equal(format(buffer, cases[i].value), cases[i].expected);
    }
}

static void formats_durations(void **state)
{
    (void)state;
    static const struct shown cases[] = {
        {0, "0 ns"},          {0.87, "0.870 ns"}, {4.7, "4.70 ns"},  {412, "412 ns"},
        {999.4, "999 ns"},    {999.6, "1.00 µs"}, {3050, "3.05 µs"}, {99960, "100 µs"},
        {9.996e6, "10.0 ms"}, {1.2e9, "1.20 s"},  {75e9, "75.0 s"},  {3600e9, "3600 s"},
        {-3050, "-3.05 µs"},  {INFINITY, "n/a"},  {NAN, "n/a"},      {1e300, "1.00e+291 s"},
    };
    assert_shown(br_units_format_duration, CASES(cases));
}

static void formats_bytes(void **state)
{
    (void)state;
    static const struct shown cases[] = {
        {0, "0 B"},
        {8, "8 B"},
        {75.8, "75.8 B"},
        {512, "512 B"},
        {1000, "1000 B"},
        {1023, "1023 B"},
        {1023.7, "1.00 KiB"},
        {1024, "1.00 KiB"},
        {37786, "36.9 KiB"},
        {1572864, "1.50 MiB"},
        {1099511627776.0 * 2, "2.00 TiB"},
        {-512, "-512 B"},
    };
    assert_shown(br_units_format_bytes, CASES(cases));
}

static void formats_rates(void **state)
{
    (void)state;
    static const struct shown cases[] = {
        {0, "0"},          {1.234, "1.23"},     {41.25, "41.2"},
        {812, "812"},      {999.7, "1.00k"},    {41200, "41.2k"},
        {1.05e6, "1.05M"}, {999.96e3, "1.00M"}, {2.3e9, "2.30G"},
    };
    assert_shown(br_units_format_rate, CASES(cases));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(parses_counts),
        cmocka_unit_test(parses_durations),
        cmocka_unit_test(parses_bytes),
        cmocka_unit_test(parses_percentages),
        cmocka_unit_test(hostile_strings_are_quoted_visibly_and_briefly),
        cmocka_unit_test(formats_counts),
        cmocka_unit_test(counts_parse_back_to_themselves),
        cmocka_unit_test(formats_durations),
        cmocka_unit_test(formats_bytes),
        cmocka_unit_test(formats_rates),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
