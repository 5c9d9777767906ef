/* Parsing: which command, which options, which operands. Values are read in parse_value.c. */
#include "cli/parse.h"

#include <stdlib.h>
#include <string.h>

#include "base/error.h"

/* Where parsing stands. */
struct reader {
    const char *const *arguments;
    int count;
    int next;
    uint64_t allowed_cpus;
    bool knows_command; /* false after a misspelt one: then any command's option will do */
    struct br_command_line *line;
    struct br_mistakes *mistakes;
};

static const char *command_name(const struct reader *reader)
{
    return br_commands[reader->line->command].name;
}

static bool takes(const struct reader *reader, const struct br_option_entry *option)
{
    return !reader->knows_command || br_option_taken_by(option, reader->line->command);
}

/* The known option nearest to `name` among those the command takes; NULL when none is near. */
static const struct br_option_entry *nearest_option(const struct reader *reader, const char *name)
{
    const char *names[BR_OPTIONS_MOST + 1] = {NULL};
    size_t count = 0;
    for (const struct br_option_entry *option = br_options; option->name != NULL; option++)
        if (takes(reader, option) && !option->hidden && count < BR_OPTIONS_MOST)
            names[count++] = option->name;
    const char *nearest = br_string_nearest(name, names);
    return nearest == NULL ? NULL : br_option_find(nearest, strlen(nearest));
}

static bool looks_like_option(const char *argument)
{
    return argument[0] == '-' && argument[1] != '\0';
}

/* The argument behind an option, unless it is an option itself; a value that begins with a dash is
 * written as --option=-value. */
static const char *following_value(struct reader *reader)
{
    if (reader->next >= reader->count || looks_like_option(reader->arguments[reader->next]))
        return NULL;
    return reader->arguments[reader->next++];
}

/* Skips what is most likely the misspelt option's value, so that one slip is one mistake. */
static void refuse_unknown(struct reader *reader, const char *argument, const char *equals)
{
    size_t size = equals != NULL ? (size_t)(equals - argument) : strlen(argument);
    int shown = size < 80 ? (int)size : 80;
    char *name = strndup(argument + 2, size > 2 ? size - 2 : 0);
    if (name == NULL)
        abort();
    const struct br_option_entry *nearest = nearest_option(reader, name);
    free(name);
    if (nearest == NULL) {
        br_mistakes_add(reader->mistakes, "unknown option %.*s", shown, argument);
        return;
    }
    br_mistakes_add(reader->mistakes, "unknown option %.*s; did you mean --%s?", shown, argument,
                    nearest->name);
    if (nearest->value != NULL && equals == NULL)
        following_value(reader);
}

/* "run, plan and freeze". */
static void name_commands(const struct br_option_entry *option, struct br_text *text)
{
    const char *last = NULL;
    for (int command = 0; command < BR_COMMAND_COUNT; command++) {
        if (!br_option_taken_by(option, (enum br_command_id)command))
            continue;
        if (last != NULL)
            br_text_format(text, "%s%s", text->size > 0 ? ", " : "", last);
        last = br_commands[command].name;
    }
    br_text_format(text, "%s%s", text->size > 0 ? " and " : "", last != NULL ? last : "nothing");
}

static void refuse_elsewhere(struct reader *reader, const struct br_option_entry *option)
{
    struct br_text owners = {0};
    name_commands(option, &owners);
    br_mistakes_add(reader->mistakes, "--%s is an option of %s; %s does not take it", option->name,
                    br_text_string(&owners), command_name(reader));
    br_text_release(&owners);
}

static void refuse_second(struct reader *reader, const struct br_option_entry *option)
{
    if (br_argument_is_list(option->kind))
        br_mistakes_add(reader->mistakes,
                        "--%s is given twice; write one list, separated by commas", option->name);
    else
        br_mistakes_add(reader->mistakes, "--%s is given twice; leave one out", option->name);
}

/* `value` is NULL when the option stands alone and its value may be the next argument. */
static void read_option(struct reader *reader, const struct br_option_entry *option,
                        const char *value)
{
    if (option->kind == BR_ARGUMENT_FLAG && value != NULL) {
        br_mistakes_add(reader->mistakes, "--%s takes no value; leave out '=%.80s'", option->name,
                        value);
        return;
    }
    if (option->kind != BR_ARGUMENT_FLAG && value == NULL)
        value = following_value(reader);
    if (option->kind != BR_ARGUMENT_FLAG && value == NULL) {
        br_mistakes_add(reader->mistakes, "--%s needs a value: --%s %s", option->name, option->name,
                        option->value);
        return;
    }
    if (!takes(reader, option)) {
        refuse_elsewhere(reader, option);
        return;
    }
    size_t index = (size_t)(option - br_options);
    bool repeats = option->kind == BR_ARGUMENT_SETTING || option->kind == BR_ARGUMENT_FLAG ||
                   option->kind == BR_ARGUMENT_MODE || option->repeats;
    if (reader->line->given[index] && !repeats) {
        refuse_second(reader, option);
        return;
    }
    reader->line->given[index] = true;
    br_parse_value(option, value, reader->allowed_cpus, reader->line, reader->mistakes);
}

static void read_long(struct reader *reader, const char *argument)
{
    const char *equals = strchr(argument, '=');
    size_t size = equals != NULL ? (size_t)(equals - argument - 2) : strlen(argument + 2);
    const struct br_option_entry *option = br_option_find(argument + 2, size);
    if (option == NULL)
        refuse_unknown(reader, argument, equals);
    else
        read_option(reader, option, equals != NULL ? equals + 1 : NULL);
}

/* -O key=value, -Okey=value, -o FILE, -oFILE, and flags one by one. */
static void read_short(struct reader *reader, const char *argument)
{
    const struct br_option_entry *option = br_option_find_letter(argument[1]);
    bool has_more = argument[2] != '\0';
    if (option != NULL && option->kind == BR_ARGUMENT_FLAG && has_more)
        br_mistakes_add(reader->mistakes, "%.80s: write single-letter options one by one",
                        argument);
    else if (option != NULL)
        read_option(reader, option, has_more ? argument + 2 : NULL);
    else if (br_option_find(argument + 1, strcspn(argument + 1, "=")) != NULL)
        br_mistakes_add(reader->mistakes, "unknown option %.80s; long options have two dashes: -%s",
                        argument, argument);
    else
        br_mistakes_add(reader->mistakes, "unknown option %.80s", argument);
}

static void refuse_word(struct reader *reader, const char *argument)
{
    const struct br_command_entry *command = &br_commands[reader->line->command];
    if (command->operands_most == 0)
        br_mistakes_add(reader->mistakes, "'%.80s' is one word too many: %s takes only options",
                        argument, command->name);
    else
        br_mistakes_add(reader->mistakes, "'%.80s' is one word too many: %s takes %s%s", argument,
                        command->name, command->operands_most == 1 ? "one " : "",
                        command->operands);
}

static void refuse_operand(struct reader *reader, const char *argument)
{
    if (br_command_find(argument) >= 0)
        br_mistakes_add(reader->mistakes,
                        "the command comes first: benchrun %s ...; here it stands behind %s",
                        argument, reader->arguments[0]);
    else
        refuse_word(reader, argument);
}

static void read_operand(struct reader *reader, const char *argument)
{
    struct br_texts *operands = &reader->line->operands;
    if (!reader->knows_command)
        return;
    if (operands->count < br_commands[reader->line->command].operands_most)
        *(char **)br_list_append(operands, sizeof(char *)) = br_string_copy(argument);
    else
        refuse_operand(reader, argument);
}

static void refuse_command(struct reader *reader, const char *word)
{
    const char *names[BR_COMMAND_COUNT + 1] = {NULL};
    for (int command = 0; command < BR_COMMAND_COUNT; command++)
        names[command] = br_commands[command].name;
    const char *nearest = br_string_nearest(word, names);
    if (nearest != NULL)
        br_mistakes_add(reader->mistakes, "unknown command '%.80s'; did you mean %s?", word,
                        nearest);
    else
        br_mistakes_add(reader->mistakes,
                        "unknown command '%.80s'; 'benchrun help' lists those there are", word);
}

static void read_command(struct reader *reader)
{
    reader->knows_command = true;
    if (reader->count == 0 || reader->arguments[0][0] == '-')
        return;
    const char *word = reader->arguments[reader->next++];
    int command = br_command_find(word);
    reader->knows_command = command >= 0;
    reader->line->names_command = command >= 0;
    if (command >= 0)
        reader->line->command = (enum br_command_id)command;
    else
        refuse_command(reader, word);
}

void br_parse(int count, const char *const *arguments, uint64_t allowed_cpus,
              struct br_command_line *line, struct br_mistakes *mistakes)
{
    struct reader reader = {.arguments = arguments,
                            .count = count,
                            .allowed_cpus = allowed_cpus,
                            .line = line,
                            .mistakes = mistakes};
    bool only_operands = false;
    read_command(&reader);
    while (reader.next < count) {
        const char *argument = arguments[reader.next++];
        if (!only_operands && strcmp(argument, "--") == 0)
            only_operands = true;
        else if (only_operands || !looks_like_option(argument))
            read_operand(&reader, argument);
        else if (argument[1] == '-')
            read_long(&reader, argument);
        else
            read_short(&reader, argument);
    }
}
