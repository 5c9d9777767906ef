/* Finding entries in the options table, and what they mean. */
#include "cli/options.h"

#include <stdlib.h>
#include <string.h>

#define AT(member) offsetof(struct br_command_line, member)

bool br_option_is_configuration(const struct br_option_entry *option)
{
    return option->offset >= AT(config) && option->offset < AT(config) + sizeof(struct br_config);
}

const struct br_option_entry *br_option_find(const char *name, size_t name_size)
{
    for (const struct br_option_entry *option = br_options; option->name != NULL; option++)
        if (strlen(option->name) == name_size && memcmp(option->name, name, name_size) == 0)
            return option;
    return NULL;
}

const struct br_option_entry *br_option_find_letter(char letter)
{
    for (const struct br_option_entry *option = br_options; option->name != NULL; option++)
        if (option->letter != 0 && option->letter == letter)
            return option;
    return NULL;
}

bool br_option_taken_by(const struct br_option_entry *option, enum br_command_id command)
{
    return (option->commands & (1u << command)) != 0;
}

const char *br_option_default(const struct br_option_entry *option, enum br_command_id command)
{
    /* The gate measures as its baseline was measured. */
    if (command == BR_COMMAND_GATE && br_option_is_configuration(option))
        return NULL;
    bool has_one =
        option->default_commands == 0 || (option->default_commands & (1u << command)) != 0;
    return has_one ? option->default_text : NULL;
}

static void release_settings(struct br_settings *settings)
{
    for (size_t i = 0; i < settings->count; i++) {
        free(settings->items[i].name);
        free(settings->items[i].value);
    }
    free(settings->items);
}

/* What one option outside the configuration filled. */
static void release_member(const struct br_option_entry *option, void *member)
{
    if (option->kind == BR_ARGUMENT_TEXT || option->kind == BR_ARGUMENT_MODE)
        free(*(char **)member);
    else if (option->kind == BR_ARGUMENT_NAMES)
        br_texts_release(member);
    else if (option->kind == BR_ARGUMENT_SETTING)
        release_settings(member);
}

void br_command_line_release(struct br_command_line *line)
{
    for (const struct br_option_entry *option = br_options; option->name != NULL; option++)
        if (!br_option_is_configuration(option))
            release_member(option, (char *)line + option->offset);
    br_shape_release(&br_config_shape, &line->config);
    br_texts_release(&line->operands);
    free(line->section);
    *line = (struct br_command_line){0};
}

bool br_argument_is_list(enum br_argument_kind kind)
{
    return kind == BR_ARGUMENT_SIZES || kind == BR_ARGUMENT_THREADS ||
           kind == BR_ARGUMENT_LENGTHS || kind == BR_ARGUMENT_SHARES || kind == BR_ARGUMENT_NAMES;
}

char *br_command_line_place(const struct br_command_line *line, const char *name)
{
    bool is_here = strcmp(line->out, ".") == 0;
    return br_string_format("%s%s%s", is_here ? "" : line->out, is_here ? "" : "/", name);
}

const char *br_command_line_operand(const struct br_command_line *line, size_t index)
{
    return index < line->operands.count ? line->operands.items[index] : NULL;
}
