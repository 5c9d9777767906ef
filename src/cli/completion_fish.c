/* Completions for fish: one line per command and per option. */
#include "cli/completion.h"

static const char special[] = "\\";
static const char quote[] = "\\'";

static void append_commands_but_run(struct br_text *text)
{
    for (int command = 0; command < BR_COMMAND_COUNT; command++)
        if (command != BR_COMMAND_RUN)
            br_text_format(text, " %s", br_commands[command].name);
}

/* True in a command line of one of these commands; without a command it is run's. */
static void append_condition(struct br_text *text, unsigned commands)
{
    const bool has_run = (commands & (1u << BR_COMMAND_RUN)) != 0;
    br_text_format(text, " -n '%s__fish_seen_subcommand_from", has_run ? "not " : "");
    for (int command = 0; command < BR_COMMAND_COUNT; command++)
        if (((commands & (1u << command)) != 0) != has_run)
            br_text_format(text, " %s", br_commands[command].name);
    br_text_append(text, "'");
}

/* Appends what may stand there: words, files, or what the user knows (-x: no files). */
static void append_offer(struct br_text *text, const char *words, enum br_completion completes)
{
    br_text_append(text, br_completion_is_file(completes) ? " -r -F" : " -x");
    if (completes == BR_COMPLETE_FOLDER)
        br_text_append(text, " -a '(__fish_complete_directories)'");
    else if (completes == BR_COMPLETE_PASSES)
        br_text_format(text, " -a '(__fish_append , %s)'", words);
    else if (*words != '\0')
        br_text_format(text, " -a '%s'", words);
}

static void append_brief(struct br_text *text, const char *help)
{
    br_text_append(text, " -d '");
    br_completion_append_brief(text, help, special, quote);
    br_text_append(text, "'\n");
}

static void append_option(struct br_text *text, const struct br_option_entry *option,
                          const struct br_registry *registry)
{
    struct br_text words = {0};
    br_completion_option_words(option, registry, &words);
    br_text_append(text, "complete -c benchrun");
    append_condition(text, option->commands);
    if (option->letter != 0)
        br_text_format(text, " -s %c", option->letter);
    br_text_format(text, " -l %s", option->name);
    if (option->value != NULL)
        append_offer(text, br_text_string(&words), option->completes);
    append_brief(text, option->help);
    br_text_release(&words);
}

static void append_command(struct br_text *text, enum br_command_id command,
                           const struct br_registry *registry)
{
    struct br_text words = {0};
    br_completion_operand_words(command, registry, &words);
    br_text_append(text, "complete -c benchrun -n 'not __fish_seen_subcommand_from run");
    append_commands_but_run(text);
    br_text_format(text, "' -a %s", br_commands[command].name);
    append_brief(text, br_commands[command].summary);
    if (br_commands[command].operands != NULL) {
        br_text_append(text, "complete -c benchrun");
        append_condition(text, 1u << command);
        append_offer(text, br_text_string(&words), br_commands[command].completes);
        br_text_append(text, "\n");
    }
    br_text_release(&words);
}

void br_completion_fish(const struct br_registry *registry, struct br_text *text)
{
    br_text_append(text, "# What fish offers after 'benchrun'. Written by "
                         "'benchrun help --completion fish'.\n"
                         "complete -c benchrun -f\n");
    for (int command = 0; command < BR_COMMAND_COUNT; command++)
        append_command(text, (enum br_command_id)command, registry);
    for (const struct br_option_entry *option = br_options; option->name != NULL; option++)
        if (!option->hidden)
            append_option(text, option, registry);
}
