/* benchrun help: the program, one command, or a file made of the tables: man page, completions,
 * docs/options.md. */
#include "cli/commands.h"

#include "cli/completion.h"
#include "cli/parse.h"

static int refuse_topic(const struct br_invocation *invocation, const char *topic)
{
    const char *names[BR_COMMAND_COUNT + 1] = {NULL};
    for (int command = 0; command < BR_COMMAND_COUNT; command++)
        names[command] = br_commands[command].name;
    const char *nearest = br_string_nearest(topic, names);
    struct br_error error;
    br_error_set(&error, BR_ERROR_USAGE,
                 "there is no command '%.80s' to explain%s%s%s; 'benchrun help' lists them", topic,
                 nearest != NULL ? "; did you mean " : "", nearest != NULL ? nearest : "",
                 nearest != NULL ? "?" : "");
    return br_cli_fail(invocation, &error);
}

/* What to explain: the operand of `help`, or the command that --help was given to. */
static int topic_of(const struct br_command_line *line)
{
    if (line->command == BR_COMMAND_HELP && !line->help)
        return line->operands.count > 0 ? br_command_find(line->operands.items[0])
                                        : BR_COMMAND_COUNT;
    return line->names_command ? (int)line->command : BR_COMMAND_COUNT;
}

static int print_completion(const char *name, const struct br_invocation *invocation)
{
    const struct br_shell *shell = br_shell_find(name);
    struct br_text text = {0};
    if (shell != NULL) {
        shell->write(invocation->registry, &text);
        return br_cli_print(invocation, &text);
    }
    struct br_error error;
    br_error_set(&error, BR_ERROR_USAGE,
                 "there are no completions for '%.80s'; write --completion bash, zsh or fish",
                 name);
    return br_cli_fail(invocation, &error);
}

int br_command_help(const struct br_command_line *line, const struct br_invocation *invocation)
{
    int topic = topic_of(line);
    if (topic < 0)
        return refuse_topic(invocation, line->operands.items[0]);
    if (line->shell != NULL)
        return print_completion(line->shell, invocation);
    struct br_text text = {0};
    if (line->man)
        br_help_man_page(&text);
    else if (line->markdown)
        br_help_markdown(&text);
    else if (topic < BR_COMMAND_COUNT)
        br_help_command((enum br_command_id)topic, &text);
    else
        br_help_overview(&text);
    return br_cli_print(invocation, &text);
}
