/* Suites: the keys of a section are the options of run, their values read by the same parsers. */
#include "cli/suite.h"

#include <stdlib.h>
#include <string.h>

/* One value on its way into the keys. */
struct value {
    const struct br_option_entry *option;
    uint64_t allowed_cpus;
    struct br_suite_keys *keys;
    struct br_placed *mistakes;
    struct br_place place;
};

/* ---- which words are keys ---- */

static bool is_key(const struct br_option_entry *option)
{
    return br_option_taken_by(option, BR_COMMAND_RUN) && option->kind != BR_ARGUMENT_FLAG &&
           !option->once_per_suite;
}

/* As it is written in a suite. */
static const char *key_name(const struct br_option_entry *option)
{
    return option->kind == BR_ARGUMENT_SETTING ? "options" : option->name;
}

static bool is_named(const struct br_option_entry *option, const char *word)
{
    const char letter[] = {option->letter, '\0'};
    return strcmp(option->name, word) == 0 || strcmp(key_name(option), word) == 0 ||
           (option->letter != 0 && strcmp(letter, word) == 0);
}

const struct br_option_entry *br_suite_key(const char *word)
{
    for (const struct br_option_entry *option = br_options; option->name != NULL; option++)
        if (is_key(option) && is_named(option, word))
            return option;
    return NULL;
}

static const char *nearest_key(const char *word)
{
    const char *names[BR_OPTIONS_MOST + 1] = {NULL};
    size_t count = 0;
    for (const struct br_option_entry *option = br_options; option->name != NULL; option++)
        if (is_key(option) && count < BR_OPTIONS_MOST)
            names[count++] = key_name(option);
    return br_string_nearest(word, names);
}

static void refuse_key(const struct br_yaml_node *key, struct br_placed *mistakes)
{
    const struct br_option_entry *option = br_option_find(key->text, strlen(key->text));
    const char *nearest = nearest_key(key->text);
    if (option != NULL && br_option_taken_by(option, BR_COMMAND_RUN))
        br_placed_add(mistakes, key->place,
                      "'%s' is said once for the whole suite; write --%s beside --suite", key->text,
                      option->name);
    else if (nearest != NULL)
        br_placed_add(mistakes, key->place, "unknown key '%.80s'; did you mean %s?", key->text,
                      nearest);
    else
        br_placed_add(mistakes, key->place,
                      "unknown key '%.80s'; keys are the options that 'benchrun help run' lists, "
                      "without dashes",
                      key->text);
}

/* ---- values ---- */

static void place_sentence(void *context, const char *sentence)
{
    const struct value *value = context;
    br_placed_add(value->mistakes, value->place, "%s", sentence);
}

static void read_text(struct value *value, const char *text)
{
    struct br_mistakes found = {0};
    value->keys->line.given[value->option - br_options] = true;
    br_parse_value(value->option, text, value->allowed_cpus, &value->keys->line, &found);
    br_placed_each(&found, place_sentence, value);
}

static bool is_list(const struct br_option_entry *option)
{
    switch (option->kind) {
    case BR_ARGUMENT_MODE: /* so that the check explains why there is one per run */
    case BR_ARGUMENT_SIZES:
    case BR_ARGUMENT_THREADS:
    case BR_ARGUMENT_LENGTHS:
    case BR_ARGUMENT_SHARES:
    case BR_ARGUMENT_NAMES:
        return true;
    default:
        return false;
    }
}

static void refuse_kind(const struct value *value, const struct br_yaml_node *node)
{
    const char *name = key_name(value->option);
    if (node->kind == BR_YAML_SCALAR && node->is_absent)
        br_placed_add(value->mistakes, node->place, "%s has no value; write %s: %s", name, name,
                      value->option->kind == BR_ARGUMENT_SETTING ? "{KEY: VALUE}"
                                                                 : value->option->value);
    else if (value->option->kind == BR_ARGUMENT_SETTING)
        br_placed_add(value->mistakes, node->place,
                      "%s is a mapping of the workload's options, not %s; write %s: {KEY: VALUE}",
                      name, br_yaml_kind_name(node), name);
    else
        br_placed_add(value->mistakes, node->place, "%s is one value%s, not %s", name,
                      is_list(value->option) ? " or a list" : "", br_yaml_kind_name(node));
}

static bool is_written(const struct br_yaml_node *node)
{
    return node->kind == BR_YAML_SCALAR && !node->is_absent;
}

static void read_entry(struct value *value, const struct br_yaml_node *entry, size_t entries)
{
    value->place = entry->place;
    if (entry->kind == BR_YAML_REFUSED)
        return;
    if (!is_written(entry) || entry->text[0] == '\0')
        br_placed_add(value->mistakes, entry->place, "an entry of %s is one value, not %s",
                      value->option->name,
                      entry->kind == BR_YAML_SCALAR ? "nothing" : br_yaml_kind_name(entry));
    else if (value->option->kind == BR_ARGUMENT_THREADS && entries > 1 &&
             strcmp(entry->text, "auto") == 0)
        br_placed_add(value->mistakes, entry->place, "--%s: auto stands alone, not in a list",
                      value->option->name);
    else
        read_text(value, entry->text);
}

static void read_sequence(struct value *value, const struct br_yaml_node *node)
{
    if (node->entries.count == 0)
        br_placed_add(value->mistakes, node->place, "the list of %s is empty; write %s: [%s]",
                      value->option->name, value->option->name, value->option->value);
    for (size_t i = 0; i < node->entries.count; i++)
        read_entry(value, &node->entries.items[i], node->entries.count);
}

static void read_setting(struct value *value, const struct br_yaml_node *key,
                         const struct br_yaml_node *node)
{
    const struct br_settings *settings = &value->keys->line.config.settings;
    if (key->kind == BR_YAML_REFUSED || node->kind == BR_YAML_REFUSED)
        return;
    value->place = key->place;
    if (strchr(key->text, '=') != NULL || !is_written(node)) {
        br_placed_add(value->mistakes, key->place,
                      "'%.80s': an option of the workload is one key and one value", key->text);
        return;
    }
    size_t before = settings->count;
    char *text = br_string_format("%s=%s", key->text, node->text);
    read_text(value, text);
    free(text);
    if (settings->count > before)
        *(struct br_place *)br_list_append(&value->keys->setting_places, sizeof(struct br_place)) =
            node->place;
}

static void read_settings(struct value *value, const struct br_yaml_node *node)
{
    for (size_t i = 0; i + 1 < node->entries.count; i += 2)
        read_setting(value, &node->entries.items[i], &node->entries.items[i + 1]);
}

static void read_value(struct value *value, const struct br_yaml_node *node)
{
    bool takes_mapping = value->option->kind == BR_ARGUMENT_SETTING;
    value->place = node->place;
    if (node->kind == BR_YAML_REFUSED)
        return;
    if (node->kind == BR_YAML_MAPPING && takes_mapping)
        read_settings(value, node);
    else if (node->kind == BR_YAML_SEQUENCE && is_list(value->option))
        read_sequence(value, node);
    else if (is_written(node) && !takes_mapping)
        read_text(value, node->text);
    else
        refuse_kind(value, node);
}

static void read_pair(const struct br_yaml_node *key, const struct br_yaml_node *node,
                      struct value *value)
{
    if (key->kind == BR_YAML_REFUSED)
        return;
    value->option = br_suite_key(key->text);
    if (value->option == NULL) {
        refuse_key(key, value->mistakes);
        return;
    }
    size_t index = (size_t)(value->option - br_options);
    if (value->keys->places[index].line != 0) {
        br_placed_add(value->mistakes, key->place,
                      "'%s' is another word for a key on line %zu; leave one out", key->text,
                      value->keys->places[index].line);
        return;
    }
    value->keys->places[index] = node->place;
    read_value(value, node);
}

void br_suite_keys_read(const struct br_yaml_node *mapping, uint64_t allowed_cpus,
                        struct br_suite_keys *keys, struct br_placed *mistakes)
{
    struct value value = {.allowed_cpus = allowed_cpus, .keys = keys, .mistakes = mistakes};
    for (size_t i = 0; i + 1 < mapping->entries.count; i += 2)
        read_pair(&mapping->entries.items[i], &mapping->entries.items[i + 1], &value);
}

void br_suite_keys_release(struct br_suite_keys *keys)
{
    br_command_line_release(&keys->line);
    free(keys->setting_places.items);
    *keys = (struct br_suite_keys){0};
}

/* ---- places ---- */

static bool find_setting(const struct br_suite_keys *keys, const char *name, struct br_place *place)
{
    const struct br_settings *settings = &keys->line.config.settings;
    for (size_t i = 0; i < settings->count; i++) {
        size_t size = strlen(settings->items[i].name);
        if (strncmp(settings->items[i].name, name, size) == 0 && name[size] == ':') {
            if (i < keys->setting_places.count)
                *place = keys->setting_places.items[i];
            return true;
        }
    }
    return false;
}

bool br_suite_keys_find(const struct br_suite_keys *keys, const char *sentence,
                        struct br_place *place)
{
    if (strncmp(sentence, "-O ", 3) == 0)
        return find_setting(keys, sentence + 3, place);
    if (strncmp(sentence, "--", 2) != 0)
        return false;
    const struct br_option_entry *option =
        br_option_find(sentence + 2, strcspn(sentence + 2, " :="));
    if (option == NULL || !keys->line.given[option - br_options])
        return false;
    *place = keys->places[option - br_options];
    return true;
}
