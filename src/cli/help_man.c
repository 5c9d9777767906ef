/* The man page, in troff's man macros, from the same tables as help. Macros: man(7). */
#include "cli/commands.h"

#include <string.h>

#include "provenance.h"

/* Troff's own characters lose their meaning: backslash, dash (which would become a hyphen), and a
 * dot or quote where a line begins. */
static void append_plain(struct br_text *text, const char *string, size_t size)
{
    bool starts_line = text->size == 0 || text->data[text->size - 1] == '\n';
    for (size_t i = 0; i < size; i++) {
        if (starts_line && (string[i] == '.' || string[i] == '\''))
            br_text_append(text, "\\&");
        starts_line = string[i] == '\n';
        if (string[i] == '\\')
            br_text_append(text, "\\e");
        else if (string[i] == '-')
            br_text_append(text, "\\-");
        else
            br_text_append_bytes(text, string + i, 1);
    }
}

static void append_string(struct br_text *text, const char *string)
{
    append_plain(text, string, strlen(string));
}

static void append_section(struct br_text *text, const char *title)
{
    br_text_format(text, ".SH %s\n", title);
}

/* Lines of the string are paragraphs. */
static void append_paragraphs(struct br_text *text, const char *string)
{
    while (*string != '\0') {
        size_t size = strcspn(string, "\n");
        append_plain(text, string, size);
        br_text_append(text, "\n");
        string += size;
        if (*string == '\n')
            br_text_append(text, ".PP\n");
        string += *string != '\0' ? 1 : 0;
    }
}

static void append_operand(void *context, const char *placeholder, bool needed, bool repeats)
{
    br_text_format(context, needed ? "\\fI%s\\fR" : "[\\fI%s\\fR]", placeholder);
    br_text_append(context, repeats ? "... " : " ");
}

static void append_synopsis(struct br_text *text)
{
    append_section(text, "SYNOPSIS");
    for (int command = 0; command < BR_COMMAND_COUNT; command++) {
        const struct br_command_entry *entry = &br_commands[command];
        br_text_append(text, command > 0 ? ".br\n.B benchrun" : ".B benchrun");
        br_text_format(text, command == BR_COMMAND_RUN ? "\n[\\fBrun\\fR]" : " %s\n", entry->name);
        br_command_visit_operands(entry, append_operand, text);
        br_text_append(text, command == BR_COMMAND_RUN ? " [\\fIOPTION\\fR]...\n"
                                                       : "[\\fIOPTION\\fR]...\n");
    }
}

static void append_commands(struct br_text *text)
{
    append_section(text, "COMMANDS");
    for (int command = 0; command < BR_COMMAND_COUNT; command++) {
        br_text_format(text, ".SS benchrun %s\n", br_commands[command].name);
        append_paragraphs(text, br_commands[command].description);
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
    br_text_append(text, ".TP\n");
    if (option->letter != 0)
        br_text_format(text, "\\fB\\-%c\\fR, ", option->letter);
    br_text_append(text, "\\fB\\-\\-");
    append_string(text, option->name);
    br_text_append(text, "\\fR");
    if (option->value != NULL) {
        br_text_append(text, " \\fI");
        append_string(text, option->value);
        br_text_append(text, "\\fR");
    }
    br_text_append(text, "\n");
    append_string(text, option->help);
    br_text_append(text, ".\n");
    if (option->default_text != NULL) {
        br_text_append(text, "Default: ");
        append_string(text, option->default_text);
        br_text_append(text, ".\n");
    }
    br_text_append(text, "Commands: ");
    append_takers(text, option);
    br_text_append(text, ".\n");
}

static void append_options(struct br_text *text)
{
    append_section(text, "OPTIONS");
    for (int group = 0; group < BR_GROUP_COUNT; group++) {
        br_text_format(text, ".SS %s\n", br_option_group_titles[group]);
        for (const struct br_option_entry *option = br_options; option->name != NULL; option++)
            if (!option->hidden && option->group == (enum br_option_group)group)
                append_option(text, option);
    }
}

static void append_command_examples(struct br_text *text, const struct br_command_example *example)
{
    for (; example != NULL && example->command != NULL; example++) {
        br_text_append(text, ".TP\n.B \"");
        append_string(text, example->command);
        br_text_append(text, "\"\n");
        append_string(text, example->meaning);
        br_text_append(text, "\n");
    }
}

static void append_examples(struct br_text *text)
{
    append_section(text, "EXAMPLES");
    for (int command = 0; command < BR_COMMAND_COUNT; command++)
        append_command_examples(text, br_commands[command].examples);
}

struct explained {
    const char *word;
    const char *meaning;
};

static void append_explained(struct br_text *text, const char *title,
                             const struct explained *entries)
{
    append_section(text, title);
    for (; entries->word != NULL; entries++) {
        br_text_append(text, ".TP\n.B ");
        append_string(text, entries->word);
        br_text_append(text, "\n");
        append_string(text, entries->meaning);
        br_text_append(text, "\n");
    }
}

static void append_tail(struct br_text *text)
{
    static const struct explained statuses[] = {
        {"0", "everything asked for was done"},
        {"1", "a pass failed, or something could not be written; what was measured is kept"},
        {"2", "the command line or the input is at fault"},
        {"130", "interrupted; what was measured until then is kept"},
        {NULL, NULL}};
    static const struct explained files[] = {
        {"DIR/profiles/NAME.json", "the profile: everything measured in one run of one mode"},
        {"DIR/reports/MODE/WORKLOAD.md", "the report made from it"},
        {NULL, NULL}};
    static const struct explained variables[] = {
        {"NO_COLOR", "when set and not empty, nothing is coloured"},
        {"TERM", "when dumb or unset, progress is plain lines, one per pass"},
        {"COLUMNS", "the width of the summary where the terminal does not tell"},
        {NULL, NULL}};
    append_explained(text, "EXIT STATUS", statuses);
    append_explained(text, "FILES", files);
    append_explained(text, "ENVIRONMENT", variables);
}

void br_help_man_page(struct br_text *text)
{
    br_text_append(text, ".TH BENCHRUN 1 \"\" \"benchrun " BR_VERSION "\" \"User Commands\"\n");
    append_section(text, "NAME");
    br_text_append(text, "benchrun \\- throughput benchmarks of record\\-processing code, one "
                         "execution mode at a time\n");
    append_synopsis(text);
    append_section(text, "DESCRIPTION");
    append_string(text, "benchrun measures anything that takes a stream of records (MARC, JSON "
                        "lines, CSV rows) and does work on each: records per second, time per "
                        "record, allocations and cycles per record, and where they go. A profile, "
                        "a report or a comparison speaks of one execution mode.\n");
    append_commands(text);
    append_options(text);
    append_examples(text);
    append_tail(text);
}
