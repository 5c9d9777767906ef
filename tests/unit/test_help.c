/*
 * Help and the man page: every option and command of the tables is in them, in the words that the
 * parser knows.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "cli/commands.h"

static void assert_contains(const char *text, const char *part, const char *where)
{
    if (strstr(text, part) == NULL)
        fail_msg("'%s' is missing in %s", part, where);
}

/* Is `start` in the text, and not as the beginning of a longer option's name? */
static bool has_start(const char *text, const char *start)
{
    for (const char *at = text; (at = strstr(at, start)) != NULL; at++)
        if (at[strlen(start)] != '-')
            return true;
    return false;
}

static void test_help_shows_exactly_the_options_of_a_command(void **state)
{
    (void)state;
    for (int command = 0; command < BR_COMMAND_COUNT; command++) {
        struct br_text help = {0};
        br_help_command((enum br_command_id)command, &help);
        for (const struct br_option_entry *option = br_options; option->name != NULL; option++) {
            char *start = option->value != NULL
                              ? br_string_format("--%s %s", option->name, option->value)
                              : br_string_format("--%s", option->name);
            bool shown = has_start(br_text_string(&help), start);
            bool expected =
                !option->hidden && br_option_taken_by(option, (enum br_command_id)command);
            if (shown != expected)
                fail_msg("help of %s %s %s", br_commands[command].name,
                         expected ? "lacks" : "should not have", start);
            free(start);
        }
        br_text_release(&help);
    }
}

static void test_help_fits_the_page(void **state)
{
    (void)state;
    for (int command = 0; command <= BR_COMMAND_COUNT; command++) {
        struct br_text help = {0};
        if (command < BR_COMMAND_COUNT)
            br_help_command((enum br_command_id)command, &help);
        else
            br_help_overview(&help);
        size_t column = 0;
        for (const char *at = br_text_string(&help); *at != '\0'; at++) {
            column = *at == '\n' ? 0 : column + 1;
            assert_true(column <= 80);
        }
        br_text_release(&help);
    }
}

/* Text as the man page writes it: dashes are escaped. */
static char *in_troff(const char *string)
{
    struct br_text text = {0};
    for (; *string != '\0'; string++)
        br_text_format(&text, "%s%c", *string == '-' ? "\\" : "", *string);
    return br_text_take(&text);
}

static void test_man_page_has_every_option_and_command(void **state)
{
    (void)state;
    struct br_text page = {0};
    br_help_man_page(&page);
    for (const struct br_option_entry *option = br_options; option->name != NULL; option++) {
        char *name = in_troff(option->name);
        char *help = in_troff(option->help);
        char *entry = br_string_format("\\fB\\-\\-%s\\fR", name);
        if (option->hidden)
            assert_null(strstr(br_text_string(&page), entry));
        else
            assert_contains(br_text_string(&page), entry, "the man page");
        if (!option->hidden)
            assert_contains(br_text_string(&page), help, "the man page");
        free(name);
        free(help);
        free(entry);
    }
    for (int command = 0; command < BR_COMMAND_COUNT; command++) {
        char *entry = br_string_format(".SS benchrun %s\n", br_commands[command].name);
        assert_contains(br_text_string(&page), entry, "the man page");
        free(entry);
    }
    br_text_release(&page);
}

static void test_overview_names_every_command(void **state)
{
    (void)state;
    struct br_text text = {0};
    br_help_overview(&text);
    for (int command = 0; command < BR_COMMAND_COUNT; command++) {
        char *line = br_string_format("\n  %s ", br_commands[command].name);
        assert_contains(br_text_string(&text), line, "the overview");
        free(line);
    }
    br_text_release(&text);
}

static void test_names_and_letters_are_unique(void **state)
{
    (void)state;
    for (const struct br_option_entry *option = br_options; option->name != NULL; option++) {
        assert_ptr_equal(br_option_find(option->name, strlen(option->name)), option);
        if (option->letter != 0)
            assert_ptr_equal(br_option_find_letter(option->letter), option);
        assert_true((option->kind == BR_ARGUMENT_FLAG) == (option->value == NULL));
        assert_true((option->kind == BR_ARGUMENT_CHOICE) == (option->words != NULL));
        assert_int_not_equal(option->commands, 0);
    }
}

static void test_commands_are_quoted_for_a_shell(void **state)
{
    (void)state;
    struct br_text text = {0};
    br_cli_quote(4, (const char *const[]){"benchrun", "--input=a b", "it's", ""}, &text);
    assert_string_equal(br_text_string(&text), "benchrun '--input=a b' 'it'\\''s' ''");
    br_text_release(&text);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_help_shows_exactly_the_options_of_a_command),
        cmocka_unit_test(test_help_fits_the_page),
        cmocka_unit_test(test_man_page_has_every_option_and_command),
        cmocka_unit_test(test_overview_names_every_command),
        cmocka_unit_test(test_names_and_letters_are_unique),
        cmocka_unit_test(test_commands_are_quoted_for_a_shell),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
