/* Completions for zsh: the specifications that _arguments takes, one set per command. */
#include "cli/completion.h"

/* What has a meaning of its own inside the brackets of a specification. */
static const char special[] = "[]:\\";
static const char quote[] = "'\\''";

/* Appends ":MESSAGE:ACTION". An action of one blank offers nothing and shows the message. */
static void append_action(struct br_text *text, const char *message, const char *words,
                          enum br_completion completes)
{
    const bool is_file = br_completion_is_file(completes);
    br_text_format(text, ":%s:", message);
    if (*words == '\0' && completes == BR_COMPLETE_FOLDER)
        br_text_append(text, "_files -/");
    else if (*words == '\0')
        br_text_append(text, is_file ? "_files" : " ");
    else if (completes == BR_COMPLETE_PASSES)
        br_text_format(text, "_values -s , pass %s", words);
    else if (is_file)
        br_text_format(text, "{_alternative \"words:word:(%s)\" \"files:file:_files\"}", words);
    else
        br_text_format(text, "(%s)", words);
}

/* Appends the words that begin the option, each for itself or, given one, none of them again. */
static void append_names(struct br_text *text, const struct br_option_entry *option)
{
    const char *equals = option->value != NULL ? "=" : "";
    const char *attached = option->value != NULL ? "+" : "";
    const bool repeats = option->repeats || option->kind == BR_ARGUMENT_SETTING;
    if (option->letter == 0)
        br_text_format(text, "'%s--%s%s", repeats ? "*" : "", option->name, equals);
    else if (repeats)
        br_text_format(text, "'*'{-%c%s,--%s%s}'", option->letter, attached, option->name, equals);
    else
        br_text_format(text, "'(-%c --%s)'{-%c%s,--%s%s}'", option->letter, option->name,
                       option->letter, attached, option->name, equals);
}

static void append_option(struct br_text *text, const struct br_option_entry *option,
                          const struct br_registry *registry)
{
    struct br_text words = {0};
    br_completion_option_words(option, registry, &words);
    br_text_append(text, " \\\n            ");
    append_names(text, option);
    br_text_append(text, "[");
    br_completion_append_brief(text, option->help, special, quote);
    br_text_append(text, "]");
    if (option->value != NULL)
        append_action(text, option->value, br_text_string(&words), option->completes);
    br_text_append(text, "'");
    br_text_release(&words);
}

struct operands {
    struct br_text *text;
    const char *words;
    enum br_completion completes;
    unsigned number;
};

static void append_operand(void *context, const char *placeholder, bool needed, bool repeats)
{
    (void)needed;
    struct operands *operands = context;
    operands->number++;
    br_text_append(operands->text, " \\\n            '");
    if (repeats)
        br_text_append(operands->text, "*");
    else
        br_text_format(operands->text, "%u", operands->number);
    append_action(operands->text, placeholder, operands->words, operands->completes);
    br_text_append(operands->text, "'");
}

static void append_operands(struct br_text *text, enum br_command_id command,
                            const struct br_registry *registry)
{
    struct br_text words = {0};
    br_completion_operand_words(command, registry, &words);
    struct operands operands = {
        .text = text, .words = br_text_string(&words), .completes = br_commands[command].completes};
    br_command_visit_operands(&br_commands[command], append_operand, &operands);
    br_text_release(&words);
}

static void append_command(struct br_text *text, enum br_command_id command,
                           const struct br_registry *registry)
{
    br_text_format(text, "    %s)\n        _arguments", br_commands[command].name);
    for (const struct br_option_entry *option = br_options; option->name != NULL; option++)
        if (!option->hidden && br_option_taken_by(option, command))
            append_option(text, option, registry);
    append_operands(text, command, registry);
    br_text_append(text, "\n        ;;\n");
}

static void append_command_list(struct br_text *text)
{
    br_text_append(text, "    commands=(\n");
    for (int command = 0; command < BR_COMMAND_COUNT; command++) {
        br_text_format(text, "        '%s:", br_commands[command].name);
        br_completion_append_brief(text, br_commands[command].summary, special, quote);
        br_text_append(text, "'\n");
    }
    br_text_append(text, "    )\n");
}

void br_completion_zsh(const struct br_registry *registry, struct br_text *text)
{
    br_text_append(text, "#compdef benchrun\n"
                         "# What zsh offers after 'benchrun'. Written by "
                         "'benchrun help --completion zsh'.\n\n"
                         "_benchrun()\n{\n"
                         "    local command=run\n    local -a commands\n");
    append_command_list(text);
    br_text_append(text, "    if ((CURRENT == 2)) && [[ $words[2] != -* ]]; then\n"
                         "        _describe command commands\n"
                         "        return\n    fi\n"
                         "    if ((${commands[(I)${words[2]}:*]})); then\n"
                         "        command=$words[2]\n"
                         "        shift words\n"
                         "        ((CURRENT--))\n    fi\n"
                         "    case $command in\n");
    for (int command = 0; command < BR_COMMAND_COUNT; command++)
        append_command(text, (enum br_command_id)command, registry);
    br_text_append(text, "    esac\n}\n\n_benchrun \"$@\"\n");
}
