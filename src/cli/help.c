/* Help as text for a terminal, from the tables. */
#include "cli/commands.h"

#include "cli/layout.h"

enum { HELP_COLUMN = 28 };

static void append_option(struct br_text *text, const struct br_option_entry *option,
                          enum br_command_id command)
{
    size_t start = text->size;
    br_text_append(text, "  ");
    if (option->letter != 0)
        br_text_format(text, "-%c, ", option->letter);
    br_text_format(text, "--%s", option->name);
    if (option->value != NULL)
        br_text_format(text, " %s", option->value);
    struct br_text help = {0};
    br_text_append(&help, option->help);
    if (br_option_default(option, command) != NULL)
        br_text_format(&help, " (default: %s)", br_option_default(option, command));
    br_layout_explain(text, start, HELP_COLUMN, br_text_string(&help));
    br_text_release(&help);
}

static bool shows(const struct br_option_entry *option, enum br_command_id command,
                  enum br_option_group group)
{
    return !option->hidden && option->group == group && br_option_taken_by(option, command);
}

static void append_group(struct br_text *text, enum br_command_id command,
                         enum br_option_group group)
{
    bool has_title = false;
    for (const struct br_option_entry *option = br_options; option->name != NULL; option++) {
        if (!shows(option, command, group))
            continue;
        if (!has_title)
            br_text_format(text, "\n%s:\n", br_option_group_titles[group]);
        has_title = true;
        append_option(text, option, command);
    }
}

static void append_options(struct br_text *text, enum br_command_id command)
{
    for (int group = 0; group < BR_GROUP_COUNT; group++)
        append_group(text, command, (enum br_option_group)group);
}

static void append_examples(struct br_text *text, const struct br_command_example *example)
{
    br_text_append(text, "\nExamples:\n");
    for (; example->command != NULL; example++)
        br_text_format(text, "  %s\n      %s\n", example->command, example->meaning);
}

static void append_usage(struct br_text *text, enum br_command_id command)
{
    const struct br_command_entry *entry = &br_commands[command];
    const char *name = command == BR_COMMAND_RUN ? "[run]" : entry->name;
    br_text_format(text, "Usage: benchrun %s", name);
    br_command_append_operands(entry, text);
    br_text_append(text, " [OPTION]...\n\n");
}

void br_help_command(enum br_command_id command, struct br_text *text)
{
    const struct br_command_entry *entry = &br_commands[command];
    append_usage(text, command);
    br_layout_wrap(text, entry->description, 0);
    append_options(text, command);
    if (entry->examples != NULL)
        append_examples(text, entry->examples);
}

static void append_commands(struct br_text *text)
{
    br_text_append(text, "\nCommands:\n");
    for (int command = 0; command < BR_COMMAND_COUNT; command++) {
        size_t start = text->size;
        br_text_format(text, "  %s", br_commands[command].name);
        if (br_commands[command].operands != NULL)
            br_text_format(text, " %s", br_commands[command].operands);
        br_layout_explain(text, start, HELP_COLUMN, br_commands[command].summary);
    }
}

void br_help_overview(struct br_text *text)
{
    br_text_append(text, "Usage: benchrun [COMMAND] [OPTION]...\n\n");
    br_layout_wrap(text,
                   "Measures code that processes records, one execution mode at a time: how many "
                   "records per second, how long each takes, what it allocates and what it costs. "
                   "Without a command and options it measures the mode single with the defaults.",
                   0);
    append_commands(text);
    append_examples(text, br_commands[BR_COMMAND_RUN].examples);
    br_text_append(text, "\n'benchrun help COMMAND' explains a command and its options, and\n"
                         "'benchrun list' shows what can be measured here.\n");
}
