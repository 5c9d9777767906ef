/* Options as a workload sees them: values of each kind, given, default and unset. */
#include "unit/cmocka_all.h"

#include <string.h>

#include "engine/harness.h"
#include "line_workload.h"

static const char *const colours[] = {"red", "green", "blue", NULL};
static const struct br_option options[] = {
    {.name = "text", .kind = BR_OPTION_TEXT, .default_value = "as it stands"},
    {.name = "colour", .kind = BR_OPTION_CHOICE, .default_value = "green", .choices = colours},
    {.name = "count", .kind = BR_OPTION_COUNT, .default_value = "5", .minimum = 2, .maximum = 2000},
    {.name = "bytes", .kind = BR_OPTION_BYTES, .minimum = 1},
    {.name = "share", .kind = BR_OPTION_PERCENT, .default_value = "1%"},
    {.name = "flag", .kind = BR_OPTION_FLAG, .default_value = "yes"},
    {.name = NULL}};

struct given {
    struct br_setting items[8];
    struct br_settings settings;
    struct br_workload workload;
    struct br_harness_of harness;
};

static const struct br_harness *harness_of(struct given *given, const char *const (*pairs)[2])
{
    *given = (struct given){.workload = br_line_workload};
    given->workload.options = options;
    given->settings.items = given->items;
    for (size_t i = 0; pairs[i][0] != NULL; i++)
        given->items[given->settings.count++] =
            (struct br_setting){(char *)pairs[i][0], (char *)pairs[i][1]};
    br_harness_init(&given->harness, &given->workload, &given->settings);
    return &given->harness.harness;
}

static void defaults_hold_where_nothing_is_given(void **state)
{
    (void)state;
    struct given given;
    const char *const none[][2] = {{NULL, NULL}};
    const struct br_harness *harness = harness_of(&given, none);
    assert_string_equal(harness->option_text(harness, "text"), "as it stands");
    assert_int_equal(harness->option_number(harness, "text"), 0);
    assert_string_equal(harness->option_text(harness, "colour"), "green");
    assert_int_equal(harness->option_number(harness, "colour"), 1);
    assert_int_equal(harness->option_number(harness, "count"), 5);
    assert_int_equal(harness->option_number(harness, "share"), 10000);
    assert_int_equal(harness->option_number(harness, "flag"), 1);
    assert_null(harness->option_text(harness, "bytes"));
    assert_int_equal(harness->option_number(harness, "bytes"), 0);
    assert_null(harness->option_text(harness, "unheard-of"));
    assert_int_equal(harness->option_number(harness, "unheard-of"), 0);
}

static void the_last_value_given_counts(void **state)
{
    (void)state;
    struct given given;
    const char *const pairs[][2] = {{"count", "3"},     {"colour", "blue"}, {"bytes", "4KiB"},
                                    {"share", "12.5%"}, {"flag", "no"},     {"count", "1k"},
                                    {"text", ""},       {NULL, NULL}};
    const struct br_harness *harness = harness_of(&given, pairs);
    assert_int_equal(harness->option_number(harness, "count"), 1000);
    assert_string_equal(harness->option_text(harness, "count"), "1k");
    assert_int_equal(harness->option_number(harness, "colour"), 2);
    assert_int_equal(harness->option_number(harness, "bytes"), 4096);
    assert_int_equal(harness->option_number(harness, "share"), 125000);
    assert_int_equal(harness->option_number(harness, "flag"), 0);
    assert_string_equal(harness->option_text(harness, "text"), "");
}

static void what_the_harness_says_of_itself(void **state)
{
    (void)state;
    struct given given;
    const char *const none[][2] = {{NULL, NULL}};
    const struct br_harness *harness = harness_of(&given, none);
    assert_int_equal(harness->struct_size, sizeof *harness);
    assert_int_equal(harness->abi_version, BR_WORKLOAD_ABI_VERSION);
    harness->digest_add(NULL, "x", 1);
    assert_ptr_equal(br_harness_option(&given.workload, "flag"), &options[5]);
    assert_null(br_harness_option(&given.workload, "flags"));
    assert_null(br_harness_option(&br_line_workload, "flag"));
}

static void refuse(const char *name, const char *value, const char *why)
{
    struct given given;
    struct br_error error = {0};
    uint64_t number = 77;
    const char *const none[][2] = {{NULL, NULL}};
    harness_of(&given, none);
    const struct br_option *option = br_harness_option(&given.workload, name);
    if (br_harness_parse_option(option, value, &number, &error) != BR_ERROR_USAGE)
        fail_msg("%s=%s was taken", name, value);
    if (strstr(error.message, why) == NULL)
        fail_msg("'%s' is not in: %s", why, error.message);
}

static void values_that_do_not_fit_are_refused(void **state)
{
    (void)state;
    refuse("colour", "gren", "is not one of red, green, blue: did you mean 'green'?");
    refuse("colour", "", "is not one of red, green, blue");
    refuse("count", "1", "below the least value, 2");
    refuse("count", "2001", "above the largest value, 2000");
    refuse("count", "two", "two");
    refuse("count", "", "");
    refuse("bytes", "0", "below the least value, 1");
    refuse("bytes", "4Kibble", "4Kibble");
    refuse("share", "101%", "101%");
    refuse("flag", "maybe", "neither yes nor no");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(defaults_hold_where_nothing_is_given),
        cmocka_unit_test(the_last_value_given_counts),
        cmocka_unit_test(what_the_harness_says_of_itself),
        cmocka_unit_test(values_that_do_not_fit_are_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
