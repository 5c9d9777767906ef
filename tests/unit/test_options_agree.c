/*
 * One options table: parser, help, man page, completions, keys of suites and docs/options.md take
 * and name the same options for the same commands.
 */
#include "unit/cmocka_all.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cli/commands.h"
#include "cli/completion.h"
#include "cli/registry.h"
#include "cli/suite.h"

#define EACH_OPTION(option)                                                                        \
    const struct br_option_entry *option = br_options;                                             \
    option->name != NULL;                                                                          \
    option++

/* ---- looking into texts ---- */

/* Is `word` in [begin, end), and does neither side of it go on with a letter or a dash? */
static bool has_word(const char *begin, const char *end, const char *word)
{
    static const char letters[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ-";
    const size_t size = strlen(word);
    for (const char *at = begin; (at = strstr(at, word)) != NULL && at + size <= end; at++)
        if ((at == begin || strchr(letters, at[-1]) == NULL) &&
            (at[size] == '\0' || strchr(letters, at[size]) == NULL))
            return true;
    return false;
}

/* The part of a text from one marker to the next; fails where there is none. */
struct part {
    const char *begin, *end;
};

static struct part part_of(const struct br_text *text, const char *from, const char *to)
{
    struct part part = {.begin = strstr(br_text_string(text), from)};
    if (part.begin == NULL)
        fail_msg("'%s' is missing", from);
    part.begin += strlen(from);
    part.end = strstr(part.begin, to);
    if (part.end == NULL)
        fail_msg("'%s' is missing behind '%s'", to, from);
    return part;
}

static bool is_shown(const struct br_option_entry *option, int command)
{
    return !option->hidden && br_option_taken_by(option, (enum br_command_id)command);
}

/* A part that speaks of one command has all of its options and no others. */
static void hold_part(struct part part, int command, const char *where)
{
    for (EACH_OPTION(option)) {
        char *word = br_string_format("--%s", option->name);
        if (has_word(part.begin, part.end, word) != is_shown(option, command))
            fail_msg("%s of %s: %s %s", where, br_commands[command].name,
                     is_shown(option, command) ? "lacks" : "should not have", word);
        free(word);
    }
}

/* A part that speaks of one option names all commands that take it and no others. */
static void hold_takers(struct part part, const struct br_option_entry *option, const char *where)
{
    for (int command = 0; command < BR_COMMAND_COUNT; command++)
        if (has_word(part.begin, part.end, br_commands[command].name) !=
            br_option_taken_by(option, (enum br_command_id)command))
            fail_msg("%s: --%s and the command %s", where, option->name, br_commands[command].name);
}

/* ---- the parser ---- */

static const char *value_of(const struct br_option_entry *option)
{
    switch (option->kind) {
    case BR_ARGUMENT_FLAG:
        return "";
    case BR_ARGUMENT_CHOICE:
        return option->words[0];
    case BR_ARGUMENT_DURATION:
        return "1s";
    case BR_ARGUMENT_SHARES:
    case BR_ARGUMENT_PERCENT:
        return "1%";
    case BR_ARGUMENT_SETTING:
        return "key=value";
    default:
        return "7";
    }
}

static bool parser_takes(const struct br_option_entry *option, int command)
{
    struct br_command_line line = {0};
    struct br_mistakes mistakes = {0};
    const char *value = value_of(option);
    char *word = br_string_format("--%s%s%s", option->name, *value != '\0' ? "=" : "", value);
    br_parse(2, (const char *const[]){br_commands[command].name, word}, 1, &line, &mistakes);
    const bool takes = mistakes.count == 0;
    if (takes != line.given[option - br_options])
        fail_msg("%s: given and mistakes disagree: %s", word, br_text_string(&mistakes.text));
    free(word);
    br_command_line_release(&line);
    br_mistakes_release(&mistakes);
    return takes;
}

static void the_parser_takes_what_the_table_says(void **state)
{
    (void)state;
    for (EACH_OPTION(option))
        for (int command = 0; command < BR_COMMAND_COUNT; command++)
            if (parser_takes(option, command) !=
                br_option_taken_by(option, (enum br_command_id)command))
                fail_msg("the parser and the table disagree: %s --%s", br_commands[command].name,
                         option->name);
}

/* ---- what is written from the table ---- */

/* Descriptions and examples speak of other options too: the lists alone are looked at. */
static void help_names_what_the_parser_takes(void **state)
{
    (void)state;
    for (int command = 0; command < BR_COMMAND_COUNT; command++) {
        struct br_text text = {0};
        struct br_text names = {0};
        br_help_command((enum br_command_id)command, &text);
        for (const char *at = br_text_string(&text); (at = strstr(at, "\n  ")) != NULL; at++)
            if (at[3] == '-')
                br_text_append_bytes(&names, at, strcspn(at + 1, "\n") + 1);
        const char *begin = br_text_string(&names);
        hold_part((struct part){begin, begin + names.size}, command, "help");
        br_text_release(&text);
        br_text_release(&names);
    }
}

/* The entry of an option in the man page, where dashes are escaped. */
static void the_man_page_names_the_takers(void **state)
{
    (void)state;
    struct br_text page = {0};
    struct br_text plain = {0};
    br_help_man_page(&page);
    for (const char *at = br_text_string(&page); *at != '\0'; at++)
        if (*at != '\\' || at[1] != '-')
            br_text_append_bytes(&plain, at, 1);
    for (EACH_OPTION(option)) {
        char *entry = br_string_format("\\fB--%s\\fR", option->name);
        if (option->hidden)
            assert_null(strstr(br_text_string(&plain), entry));
        else {
            const struct part whole = part_of(&plain, entry, "\nCommands: ");
            const char *takers = whole.end + strlen("\nCommands: ");
            hold_takers((struct part){takers, strchr(takers, '\n')}, option, "the man page");
        }
        free(entry);
    }
    br_text_release(&page);
    br_text_release(&plain);
}

static void bash_offers_what_the_parser_takes(void **state)
{
    (void)state;
    struct br_text text = {0};
    br_completion_bash(&br_cli_registry, &text);
    for (int command = 0; command < BR_COMMAND_COUNT; command++) {
        char *entry = br_string_format("\n    %s,-*) ", br_commands[command].name);
        hold_part(part_of(&text, entry, "\n"), command, "bash");
        free(entry);
    }
    br_text_release(&text);
}

static void zsh_offers_what_the_parser_takes(void **state)
{
    (void)state;
    struct br_text text = {0};
    br_completion_zsh(&br_cli_registry, &text);
    for (int command = 0; command < BR_COMMAND_COUNT; command++) {
        char *entry = br_string_format("\n    %s)\n", br_commands[command].name);
        hold_part(part_of(&text, entry, ";;"), command, "zsh");
        free(entry);
    }
    br_text_release(&text);
}

/* A condition names those that take the option, or after `not` those that do not. */
static void hold_fish_condition(struct part line, const struct br_option_entry *option)
{
    static const char from[] = "__fish_seen_subcommand_from";
    const char *begin = strstr(line.begin, from);
    assert_true(begin != NULL && begin < line.end);
    const char *end = strchr(begin, '\'');
    const bool is_negated = strncmp(begin - 4, "not ", 4) == 0;
    for (int command = 0; command < BR_COMMAND_COUNT; command++)
        if ((has_word(begin + strlen(from), end, br_commands[command].name) != is_negated) !=
            br_option_taken_by(option, (enum br_command_id)command))
            fail_msg("fish: --%s and the command %s", option->name, br_commands[command].name);
}

static void fish_offers_what_the_parser_takes(void **state)
{
    (void)state;
    struct br_text text = {0};
    br_completion_fish(&br_cli_registry, &text);
    for (EACH_OPTION(option)) {
        char *entry = br_string_format(" -l %s ", option->name);
        const char *found = strstr(br_text_string(&text), entry);
        if ((found != NULL) == option->hidden)
            fail_msg("fish: --%s", option->name);
        const char *line = found;
        while (line != NULL && line > br_text_string(&text) && line[-1] != '\n')
            line--;
        if (found != NULL)
            hold_fish_condition((struct part){line, found}, option);
        free(entry);
    }
    br_text_release(&text);
}

/* ---- suites ---- */

/* Everything that is configured can be written into a suite; no other word can be a key. */
static void suites_take_what_run_is_configured_with(void **state)
{
    (void)state;
    for (EACH_OPTION(option)) {
        const bool expected = br_option_taken_by(option, BR_COMMAND_RUN) &&
                              option->kind != BR_ARGUMENT_FLAG && !option->once_per_suite;
        assert_ptr_equal(br_suite_key(option->name), expected ? option : NULL);
        if (br_option_is_configuration(option))
            assert_true(expected);
    }
    assert_null(br_suite_key("no-such-key"));
}

/* ---- docs/options.md ---- */

static char *read_page(void)
{
    FILE *file = fopen(BENCHRUN_SOURCE_DIR "/docs/options.md", "r");
    if (file == NULL)
        fail_msg("docs/options.md is missing; write it with benchrun help --markdown");
    struct br_text text = {0};
    char buffer[4096];
    for (size_t size; (size = fread(buffer, 1, sizeof buffer, file)) > 0;)
        br_text_append_bytes(&text, buffer, size);
    fclose(file);
    return br_text_take(&text);
}

static void the_page_is_the_one_the_program_writes(void **state)
{
    (void)state;
    struct br_text expected = {0};
    br_help_markdown(&expected);
    char *page = read_page();
    if (strcmp(page, br_text_string(&expected)) != 0)
        fail_msg("docs/options.md is not what the options table says; write it anew: "
                 "benchrun help --markdown >docs/options.md");
    free(page);
    br_text_release(&expected);
}

static void the_page_names_takers_and_keys(void **state)
{
    (void)state;
    struct br_text text = {0};
    br_help_markdown(&text);
    br_text_append(&text, "\n## end");
    const struct part rows = part_of(&text, "\n## Options\n", "\n## Keys");
    const struct part keys = part_of(&text, "\n## Keys of a suite\n", "\n## end");
    for (EACH_OPTION(option)) {
        char *name = br_string_format("--%s", option->name);
        char *key = br_string_format(
            "\n- `%s`", strcmp(option->name, "option") == 0 ? "options" : option->name);
        const char *row = rows.begin;
        while ((row = strstr(row, "\n| `")) != NULL && row < rows.end &&
               !has_word(row, strchr(row + 4, '`'), name))
            row++;
        assert_true((row != NULL && row < rows.end) == !option->hidden);
        if (!option->hidden) {
            const char *end = strstr(row, " |\n");
            const char *takers = end;
            while (*takers != '|')
                takers--;
            hold_takers((struct part){takers, end}, option, "docs/options.md");
        }
        assert_true((strstr(keys.begin, key) != NULL) == (br_suite_key(option->name) != NULL));
        free(name);
        free(key);
    }
    br_text_release(&text);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_parser_takes_what_the_table_says),
        cmocka_unit_test(help_names_what_the_parser_takes),
        cmocka_unit_test(the_man_page_names_the_takers),
        cmocka_unit_test(bash_offers_what_the_parser_takes),
        cmocka_unit_test(zsh_offers_what_the_parser_takes),
        cmocka_unit_test(fish_offers_what_the_parser_takes),
        cmocka_unit_test(suites_take_what_run_is_configured_with),
        cmocka_unit_test(the_page_is_the_one_the_program_writes),
        cmocka_unit_test(the_page_names_takers_and_keys),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
