/* Completions for bash: one function that looks at the word before the cursor. */
#include "cli/completion.h"

static const char helpers[] =
    "# What bash offers after 'benchrun'. Written by 'benchrun help --completion bash'.\n"
    "\n"
    "_benchrun_words()\n"
    "{\n"
    "    mapfile -t COMPREPLY < <(compgen -W \"$1\" -- \"$cur\")\n"
    "}\n"
    "\n"
    "_benchrun_list()\n"
    "{\n"
    "    local before=\n"
    "    [[ $cur == *,* ]] && before=${cur%,*},\n"
    "    compopt -o nospace 2>/dev/null\n"
    "    mapfile -t COMPREPLY < <(compgen -P \"$before\" -W \"$1\" -- \"${cur##*,}\")\n"
    "}\n"
    "\n"
    "_benchrun_files()\n"
    "{\n"
    "    compopt -o filenames 2>/dev/null\n"
    "    mapfile -t -O ${#COMPREPLY[@]} COMPREPLY < <(compgen \"$1\" -- \"$cur\")\n"
    "}\n"
    "\n";

/* Bash makes a word of its own of the = in --option=value. */
static const char beginning[] = "_benchrun()\n"
                                "{\n"
                                "    local cur=${COMP_WORDS[COMP_CWORD]} command=run\n"
                                "    local previous=${COMP_WORDS[COMP_CWORD - 1]}\n"
                                "    [[ $cur == = ]] && cur=\n"
                                "    [[ $previous == = ]] && "
                                "previous=${COMP_WORDS[COMP_CWORD - 2]}\n"
                                "    COMPREPLY=()\n";

/* Appends the call that offers words, files or both; nothing where there is nothing to offer. */
static void append_offer(struct br_text *text, const char *words, enum br_completion completes)
{
    if (*words != '\0')
        br_text_format(text, " %s '%s';",
                       completes == BR_COMPLETE_PASSES ? "_benchrun_list" : "_benchrun_words",
                       words);
    if (br_completion_is_file(completes))
        br_text_append(text, " _benchrun_files -f;");
    if (completes == BR_COMPLETE_FOLDER)
        br_text_append(text, " _benchrun_files -d;");
}

static void append_value(struct br_text *text, const struct br_option_entry *option,
                         const struct br_registry *registry)
{
    struct br_text words = {0};
    br_completion_option_words(option, registry, &words);
    br_text_format(text, "    --%s", option->name);
    if (option->letter != 0)
        br_text_format(text, " | -%c", option->letter);
    br_text_append(text, ")");
    append_offer(text, br_text_string(&words), option->completes);
    br_text_append(text, " return ;;\n");
    br_text_release(&words);
}

static void append_values(struct br_text *text, const struct br_registry *registry)
{
    br_text_append(text, "    case $previous in\n");
    for (const struct br_option_entry *option = br_options; option->name != NULL; option++)
        if (!option->hidden && option->value != NULL)
            append_value(text, option, registry);
    br_text_append(text, "    esac\n");
}

/* The first word is a command where it is one of them and finished. */
static void append_command_choice(struct br_text *text)
{
    br_text_append(text, "    ((COMP_CWORD > 1)) && case ${COMP_WORDS[1]} in\n    ");
    for (int command = 0; command < BR_COMMAND_COUNT; command++)
        br_text_format(text, "%s%s", command > 0 ? " | " : "", br_commands[command].name);
    br_text_append(text, ") command=${COMP_WORDS[1]} ;;\n    esac\n");
}

static void append_command(struct br_text *text, enum br_command_id command,
                           const struct br_registry *registry)
{
    struct br_text words = {0};
    br_completion_operand_words(command, registry, &words);
    br_text_format(text, "    %s,-*) _benchrun_words '", br_commands[command].name);
    size_t count = 0;
    for (const struct br_option_entry *option = br_options; option->name != NULL; option++)
        if (!option->hidden && br_option_taken_by(option, command))
            br_text_format(text, "%s--%s", count++ > 0 ? " " : "", option->name);
    br_text_append(text, "' ;;\n");
    br_text_format(text, "    %s,*)", br_commands[command].name);
    append_offer(text, br_text_string(&words), br_commands[command].completes);
    br_text_append(text, " ;;\n");
    br_text_release(&words);
}

static void append_first_word(struct br_text *text)
{
    br_text_append(text, "    if ((COMP_CWORD == 1)) && [[ $cur != -* ]]; then\n"
                         "        _benchrun_words '");
    for (int command = 0; command < BR_COMMAND_COUNT; command++)
        br_text_format(text, "%s%s", command > 0 ? " " : "", br_commands[command].name);
    br_text_append(text, "'\n        return\n    fi\n");
}

void br_completion_bash(const struct br_registry *registry, struct br_text *text)
{
    br_text_append(text, helpers);
    br_text_append(text, beginning);
    append_values(text, registry);
    append_first_word(text);
    append_command_choice(text);
    br_text_append(text, "    case $command,$cur in\n");
    for (int command = 0; command < BR_COMMAND_COUNT; command++)
        append_command(text, (enum br_command_id)command, registry);
    br_text_append(text, "    esac\n}\n\ncomplete -F _benchrun benchrun\n");
}
