/* Parsing: the value of one option, by its kind. */
#include "cli/parse.h"

#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "base/error.h"
#include "base/units.h"

/* One value on its way into the command line. */
struct value {
    const struct br_option_entry *option;
    const char *text;
    uint64_t allowed_cpus;
    void *member;
    struct br_mistakes *mistakes;
};

static void refuse(const struct value *value, const struct br_error *error)
{
    br_mistakes_add(value->mistakes, "--%s: %s", value->option->name, error->message);
}

static void read_count(const struct value *value)
{
    struct br_error error;
    uint64_t count;
    if (br_units_parse_count(value->text, &count, &error) != 0)
        refuse(value, &error);
    else if (count == 0)
        br_mistakes_add(value->mistakes, "--%s: 0 is too few; write 1 or more",
                        value->option->name);
    else
        *(uint64_t *)value->member = count;
}

static void read_bytes(const struct value *value)
{
    struct br_error error;
    uint64_t bytes;
    if (br_units_parse_bytes(value->text, &bytes, &error) != 0)
        refuse(value, &error);
    else if (bytes == 0)
        br_mistakes_add(value->mistakes, "--%s: 0 bytes are too few; write 1 or more",
                        value->option->name);
    else
        *(uint64_t *)value->member = bytes;
}

static void read_duration(const struct value *value)
{
    struct br_error error;
    uint64_t duration_ns;
    if (br_units_parse_duration(value->text, &duration_ns, &error) != 0)
        refuse(value, &error);
    else if (duration_ns == 0)
        br_mistakes_add(value->mistakes, "--%s: %.80s is no time at all; write at least 1ns",
                        value->option->name, value->text);
    else
        *(uint64_t *)value->member = duration_ns;
}

static void read_percent(const struct value *value)
{
    struct br_error error;
    uint64_t millionths;
    if (br_units_parse_percent(value->text, &millionths, &error) != 0)
        refuse(value, &error);
    else if (millionths == 0)
        br_mistakes_add(value->mistakes, "--%s: nothing is within 0%%; write more than that",
                        value->option->name);
    else
        *(uint64_t *)value->member = millionths;
}

/* Profiles show seeds in hexadecimal, so that form is read too. */
static void read_seed(const struct value *value)
{
    if (strncmp(value->text, "0x", 2) != 0) {
        read_count(value);
        return;
    }
    char *end;
    errno = 0;
    unsigned long long seed = strtoull(value->text + 2, &end, 16);
    bool is_digits = value->text[2 + strspn(value->text + 2, "0123456789abcdefABCDEF")] == '\0';
    if (!is_digits || end == value->text + 2 || errno != 0 || seed == 0)
        br_mistakes_add(value->mistakes,
                        "--%s: '%.80s' is not a seed; write a number from 1 or up to 16 "
                        "hexadecimal digits after 0x",
                        value->option->name, value->text);
    else
        *(uint64_t *)value->member = seed;
}

static void read_choice(const struct value *value)
{
    const char *const *words = value->option->words;
    struct br_text known = {0};
    for (uint32_t index = 0; words[index] != NULL; index++) {
        if (strcmp(words[index], value->text) == 0) {
            *(uint32_t *)value->member = index;
            br_text_release(&known);
            return;
        }
        br_text_format(&known, "%s%s", index > 0 ? ", " : "", words[index]);
    }
    const char *nearest = br_string_nearest(value->text, words);
    br_mistakes_add(value->mistakes, "--%s: '%.80s' is not one of %s%s%s%s", value->option->name,
                    value->text, br_text_string(&known), nearest != NULL ? "; did you mean " : "",
                    nearest != NULL ? nearest : "", nearest != NULL ? "?" : "");
    br_text_release(&known);
}

/* Several modes stay together, so that the check of the configuration can explain what is wrong
 * with them instead of measuring one of them. */
static void read_mode(const struct value *value)
{
    char **mode = value->member;
    char *before = *mode;
    *mode = before == NULL ? br_string_copy(value->text)
                           : br_string_format("%s,%s", before, value->text);
    free(before);
}

/* ---- lists ---- */

static char *without_spaces(char *part)
{
    part += strspn(part, " ");
    size_t size = strlen(part);
    while (size > 0 && part[size - 1] == ' ')
        part[--size] = '\0';
    return part;
}

/* Calls `read` for each part between commas; spaces around it do not count, empty parts are
 * mistakes. */
static void read_list(const struct value *value,
                      void (*read)(const struct value *value, const char *part))
{
    char *parts = br_string_copy(value->text);
    for (char *at = parts; at != NULL;) {
        char *part = without_spaces(strsep(&at, ","));
        if (*part != '\0')
            read(value, part);
        else
            br_mistakes_add(value->mistakes,
                            "--%s %.80s: there is nothing where an entry of the list should be",
                            value->option->name, value->text);
    }
    free(parts);
}

static void append_count(const struct value *value, const char *part, uint64_t count)
{
    struct br_counts *counts = value->member;
    for (size_t i = 0; i < counts->count; i++) {
        if (counts->items[i] == count) {
            br_mistakes_add(value->mistakes, "--%s: %.80s is in the list twice; leave one out",
                            value->option->name, part);
            return;
        }
    }
    *(uint64_t *)br_list_append(counts, sizeof(uint64_t)) = count;
}

static void read_size(const struct value *value, const char *part)
{
    struct br_error error;
    uint64_t size;
    if (strcmp(part, "all") == 0)
        append_count(value, part, BR_SIZE_ALL);
    else if (br_units_parse_count(part, &size, &error) != 0)
        br_mistakes_add(value->mistakes, "--%s: %s, or all for the file once", value->option->name,
                        error.message);
    else if (size == 0)
        br_mistakes_add(value->mistakes,
                        "--%s: 0 records are nothing to measure; write 1 or more, or all for the "
                        "file once",
                        value->option->name);
    else if (size > BR_SIZE_LARGEST)
        br_mistakes_add(value->mistakes,
                        "--%s: %.80s is more than the 1000G records (10^12) that one repetition "
                        "may have; write a smaller size",
                        value->option->name, part);
    else
        append_count(value, part, size);
}

static void read_thread_count(const struct value *value, const char *part)
{
    struct br_error error;
    uint64_t threads;
    if (strcmp(part, "auto") == 0)
        br_mistakes_add(value->mistakes, "--%s: auto stands alone, not in a list",
                        value->option->name);
    else if (br_units_parse_count(part, &threads, &error) != 0)
        refuse(value, &error);
    else if (threads == 0)
        br_mistakes_add(value->mistakes, "--%s: 0 workers do no work; write 1 or more",
                        value->option->name);
    else
        append_count(value, part, threads);
}

static void read_length(const struct value *value, const char *part)
{
    struct br_error error;
    uint64_t bytes;
    if (br_units_parse_bytes(part, &bytes, &error) != 0)
        refuse(value, &error);
    else if (bytes == 0)
        br_mistakes_add(value->mistakes, "--%s: a record of 0 bytes is none; write 1 or more",
                        value->option->name);
    else
        append_count(value, part, bytes);
}

static void read_share(const struct value *value, const char *part)
{
    struct br_error error;
    uint64_t millionths;
    if (br_units_parse_percent(part, &millionths, &error) != 0)
        refuse(value, &error);
    else
        append_count(value, part, millionths);
}

/* 1, 2, 4, ... and the number of CPUs itself. */
static void read_threads(const struct value *value)
{
    if (strcmp(value->text, "auto") != 0) {
        read_list(value, read_thread_count);
        return;
    }
    for (uint64_t threads = 1; threads < value->allowed_cpus; threads *= 2)
        append_count(value, value->text, threads);
    append_count(value, value->text, value->allowed_cpus > 0 ? value->allowed_cpus : 1);
}

static void read_name(const struct value *value, const char *part)
{
    const struct br_texts *names = value->member;
    for (size_t i = 0; i < names->count; i++) {
        if (strcmp(names->items[i], part) == 0) {
            br_mistakes_add(value->mistakes, "--%s: %.80s is in the list twice; leave one out",
                            value->option->name, part);
            return;
        }
    }
    *(char **)br_list_append(value->member, sizeof(char *)) = br_string_copy(part);
}

static void read_setting(const struct value *value)
{
    const char *equals = strchr(value->text, '=');
    char option[64] = "-O";
    if (value->option->letter == 0)
        snprintf(option, sizeof option, "--%s", value->option->name);
    if (equals == NULL || equals == value->text) {
        br_mistakes_add(value->mistakes, "%s %.80s: write it as %s key=value", option, value->text,
                        option);
        return;
    }
    struct br_setting *setting = br_list_append(value->member, sizeof *setting);
    setting->name = strndup(value->text, (size_t)(equals - value->text));
    setting->value = br_string_copy(equals + 1);
    if (setting->name == NULL)
        abort();
}

static void read_text(const struct value *value)
{
    if (value->text[0] == '\0')
        br_mistakes_add(value->mistakes, "--%s: the value is empty; write --%s %s",
                        value->option->name, value->option->name, value->option->value);
    else
        *(char **)value->member = br_string_copy(value->text);
}

void br_parse_value(const struct br_option_entry *option, const char *text, uint64_t allowed_cpus,
                    struct br_command_line *line, struct br_mistakes *mistakes)
{
    const struct value value = {.option = option,
                                .text = text,
                                .allowed_cpus = allowed_cpus,
                                .member = (char *)line + option->offset,
                                .mistakes = mistakes};
    switch (option->kind) {
    case BR_ARGUMENT_FLAG:
        *(bool *)value.member = true;
        break;
    case BR_ARGUMENT_TEXT:
        read_text(&value);
        break;
    case BR_ARGUMENT_MODE:
        read_mode(&value);
        break;
    case BR_ARGUMENT_CHOICE:
        read_choice(&value);
        break;
    case BR_ARGUMENT_COUNT:
        read_count(&value);
        break;
    case BR_ARGUMENT_BYTES:
        read_bytes(&value);
        break;
    case BR_ARGUMENT_SEED:
        read_seed(&value);
        break;
    case BR_ARGUMENT_DURATION:
        read_duration(&value);
        break;
    case BR_ARGUMENT_PERCENT:
        read_percent(&value);
        break;
    case BR_ARGUMENT_SIZES:
        read_list(&value, read_size);
        break;
    case BR_ARGUMENT_THREADS:
        read_threads(&value);
        break;
    case BR_ARGUMENT_LENGTHS:
        read_list(&value, read_length);
        break;
    case BR_ARGUMENT_SHARES:
        read_list(&value, read_share);
        break;
    case BR_ARGUMENT_NAMES:
        read_list(&value, read_name);
        break;
    case BR_ARGUMENT_SETTING:
        read_setting(&value);
        break;
    }
}
