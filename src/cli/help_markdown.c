/* docs/options.md: the same tables once more, for readers of the documentation. */
#include "cli/commands.h"

#include <string.h>

#include "cli/suite.h"

/* Placeholders stand in code, where only the bar of a table needs an escape. */
static void append_code(struct br_text *text, const char *string)
{
    for (; *string != '\0'; string++) {
        br_text_append(text, *string == '|' ? "\\" : "");
        br_text_append_bytes(text, string, 1);
    }
}

static void append_takers(struct br_text *text, const struct br_option_entry *option)
{
    size_t count = 0;
    for (int command = 0; command < BR_COMMAND_COUNT; command++)
        if (br_option_taken_by(option, (enum br_command_id)command))
            br_text_format(text, "%s%s", count++ > 0 ? ", " : "", br_commands[command].name);
}

static void append_option(struct br_text *text, const struct br_option_entry *option)
{
    br_text_append(text, "| `");
    if (option->letter != 0)
        br_text_format(text, "-%c, ", option->letter);
    br_text_format(text, "--%s", option->name);
    if (option->value != NULL) {
        br_text_append(text, " ");
        append_code(text, option->value);
    }
    br_text_append(text, "` | ");
    br_text_append_markdown(text, option->help);
    br_text_append(text, " | ");
    if (option->default_text != NULL)
        br_text_format(text, "`%s` ", option->default_text);
    br_text_append(text, "| ");
    append_takers(text, option);
    br_text_append(text, " |\n");
}

static void append_group(struct br_text *text, enum br_option_group group)
{
    br_text_format(
        text, "\n### %s\n\n| option | meaning | default | commands |\n| --- | --- | --- | --- |\n",
        br_option_group_titles[group]);
    for (const struct br_option_entry *option = br_options; option->name != NULL; option++)
        if (!option->hidden && option->group == group)
            append_option(text, option);
}

/* Lines of the string are paragraphs. */
static void append_paragraphs(struct br_text *text, const char *string)
{
    while (*string != '\0') {
        const size_t size = strcspn(string, "\n");
        br_text_append(text, "\n");
        br_text_append_bytes(text, string, size);
        br_text_append(text, "\n");
        string += size + (string[size] != '\0' ? 1 : 0);
    }
}

static void append_examples(struct br_text *text, const struct br_command_example *example)
{
    for (bool first = true; example != NULL && example->command != NULL; example++, first = false)
        br_text_format(text, "%s- `%s`: %s\n", first ? "\n" : "", example->command,
                       example->meaning);
}

static void append_command(struct br_text *text, enum br_command_id command)
{
    const struct br_command_entry *entry = &br_commands[command];
    br_text_format(text, "\n### benchrun %s", entry->name);
    br_command_append_operands(entry, text);
    br_text_append(text, "\n");
    append_paragraphs(text, entry->description);
    append_examples(text, entry->examples);
}

static void append_suite_keys(struct br_text *text)
{
    br_text_append(text, "\n## Keys of a suite\n\n"
                         "In the file that `--suite` names, `_defaults` and each run take these "
                         "options as keys, without dashes. The workload's own options are a "
                         "mapping under `options`.\n");
    for (const struct br_option_entry *option = br_options; option->name != NULL; option++)
        if (br_suite_key(option->name) == option)
            br_text_format(text, "\n- `%s`",
                           option->kind == BR_ARGUMENT_SETTING ? "options" : option->name);
    br_text_append(text, "\n");
}

void br_help_markdown(struct br_text *text)
{
    br_text_append(text, "# Commands and options\n\n"
                         "Written by `benchrun help --markdown` from the table that the program "
                         "parses with; change that table, not this page.\n\n## Commands\n");
    for (int command = 0; command < BR_COMMAND_COUNT; command++)
        append_command(text, (enum br_command_id)command);
    br_text_append(text, "\n## Options\n\n"
                         "Values are written as `--option VALUE` or `--option=VALUE`.\n");
    for (int group = 0; group < BR_GROUP_COUNT; group++)
        append_group(text, (enum br_option_group)group);
    append_suite_keys(text);
}
