/* One command line over another: options given there replace those given here. */
#include "cli/options.h"

#include <stdlib.h>
#include <string.h>

#include "base/text.h"

static void replace_text(char **to, const char *from)
{
    free(*to);
    *to = br_string_copy(from);
}

static void replace_counts(struct br_counts *to, const struct br_counts *from)
{
    free(to->items);
    *to = (struct br_counts){0};
    for (size_t i = 0; i < from->count; i++)
        *(uint64_t *)br_list_append(to, sizeof *to->items) = from->items[i];
}

static void replace_texts(struct br_texts *to, const struct br_texts *from)
{
    br_texts_release(to);
    for (size_t i = 0; i < from->count; i++)
        *(char **)br_list_append(to, sizeof *to->items) = br_string_copy(from->items[i]);
}

/* The last setting of a name is the one that holds. */
static void merge_setting(struct br_settings *to, const struct br_setting *setting)
{
    for (size_t i = 0; i < to->count; i++) {
        if (strcmp(to->items[i].name, setting->name) == 0) {
            replace_text(&to->items[i].value, setting->value);
            return;
        }
    }
    *(struct br_setting *)br_list_append(to, sizeof *to->items) = (struct br_setting){
        .name = br_string_copy(setting->name), .value = br_string_copy(setting->value)};
}

void br_command_line_merge_settings(struct br_settings *to, const struct br_settings *from)
{
    for (size_t i = 0; i < from->count; i++)
        merge_setting(to, &from->items[i]);
}

static void replace(enum br_argument_kind kind, void *to, const void *from)
{
    switch (kind) {
    case BR_ARGUMENT_FLAG:
        *(bool *)to = *(const bool *)from;
        break;
    case BR_ARGUMENT_TEXT:
    case BR_ARGUMENT_MODE:
        replace_text(to, *(char *const *)from);
        break;
    case BR_ARGUMENT_CHOICE:
        *(uint32_t *)to = *(const uint32_t *)from;
        break;
    case BR_ARGUMENT_COUNT:
    case BR_ARGUMENT_BYTES:
    case BR_ARGUMENT_SEED:
    case BR_ARGUMENT_DURATION:
    case BR_ARGUMENT_PERCENT:
        *(uint64_t *)to = *(const uint64_t *)from;
        break;
    case BR_ARGUMENT_SIZES:
    case BR_ARGUMENT_THREADS:
    case BR_ARGUMENT_LENGTHS:
    case BR_ARGUMENT_SHARES:
        replace_counts(to, from);
        break;
    case BR_ARGUMENT_NAMES:
        replace_texts(to, from);
        break;
    case BR_ARGUMENT_SETTING:
        br_command_line_merge_settings(to, from);
        break;
    }
}

void br_command_line_overlay(struct br_command_line *line, const struct br_command_line *over)
{
    for (size_t index = 0; br_options[index].name != NULL; index++) {
        size_t offset = br_options[index].offset;
        if (!over->given[index])
            continue;
        replace(br_options[index].kind, (char *)line + offset, (const char *)over + offset);
        line->given[index] = true;
    }
}
