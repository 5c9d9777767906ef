/* Rules from a YAML file: every mistake at its place, all of them together. */
#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/os.h"
#include "base/units.h"
#include "model/config.h"
#include "store/rules.h"
#include "store/yaml.h"

static const struct br_yaml_kind_of_file rules_file = {
    .plural = "rules",
    .file = "rules file",
    .instead = "write the value where it is used",
    .too_deep = "a rules file has four",
    .too_many = "the rules of one file are at most as many",
    .absent = "use the built-in ones with --rules built-in",
};

/* Where reading stands. */
struct reader {
    struct br_rules *rules;
    struct br_placed *mistakes;
    struct br_rule *rule;
    const struct br_yaml_node *key; /* whose value is being read */
};

static const char *written(const struct br_yaml_node *node)
{
    if (node->kind == BR_YAML_SCALAR)
        return node->is_absent ? "nothing" : "a text";
    return br_yaml_kind_name(node);
}

/* The text of a scalar; NULL, and a mistake, for anything else. What was refused before has been
 * told. */
static const char *text_of(struct reader *reader, const struct br_yaml_node *node,
                           const char *expected)
{
    if (node->kind == BR_YAML_SCALAR && !node->is_absent)
        return node->text;
    if (node->kind != BR_YAML_REFUSED)
        br_placed_add(reader->mistakes,
                      node->kind == BR_YAML_SCALAR ? reader->key->place : node->place,
                      "%s is %s, not %s", reader->key->text, expected, written(node));
    return NULL;
}

static void take_text(struct reader *reader, const struct br_yaml_node *node, char **member,
                      const char *expected)
{
    const char *text = text_of(reader, node, expected);
    if (text != NULL)
        *member = br_string_copy(text);
}

/* ---- values ---- */

static void take_measure(struct reader *reader, const struct br_yaml_node *node)
{
    const char *names[64] = {NULL};
    size_t count = 0;
    const char *text = text_of(reader, node, "the name of a measure, or a list of them");
    if (text == NULL)
        return;
    if (br_measure_find(text) != NULL) {
        *(char **)br_list_append(&reader->rule->measures, sizeof(char *)) = br_string_copy(text);
        return;
    }
    for (const struct br_measure_facts *facts = br_measures_known; facts->name != NULL; facts++)
        if (count + 1 < sizeof names / sizeof names[0])
            names[count++] = facts->name;
    const char *nearest = br_string_nearest(text, names);
    if (nearest != NULL)
        br_placed_add(reader->mistakes, node->place,
                      "there is no measure '%.80s'; did you mean %s?", text, nearest);
    else
        br_placed_add(reader->mistakes, node->place,
                      "there is no measure '%.80s'; docs/profiling/gate.md lists them", text);
}

static void read_measures(struct reader *reader, const struct br_yaml_node *node)
{
    if (node->kind != BR_YAML_SEQUENCE) {
        take_measure(reader, node);
        return;
    }
    if (node->entries.count == 0)
        br_placed_add(reader->mistakes, node->place,
                      "the list of measures is empty; name one, or leave the key out for all");
    for (size_t i = 0; i < node->entries.count; i++)
        take_measure(reader, &node->entries.items[i]);
}

static void read_size(struct reader *reader, const struct br_yaml_node *node)
{
    struct br_error error = {0};
    const char *text = text_of(reader, node, "a number of records such as 1k, or all");
    if (text == NULL)
        return;
    reader->rule->sized = true;
    reader->rule->size = BR_SIZE_ALL;
    if (strcmp(text, "all") != 0 && br_units_parse_count(text, &reader->rule->size, &error) != 0)
        br_placed_add(reader->mistakes, node->place, "size: %s", error.message);
    else if (strcmp(text, "all") != 0 && reader->rule->size == 0)
        br_placed_add(reader->mistakes, node->place,
                      "size: no cell has 0 records; write all for "
                      "the file once");
}

static bool parse_amount(const char *text, double *amount)
{
    char *end = NULL;
    errno = 0;
    *amount = strtod(text, &end);
    bool is_decimal = text[strspn(text, "0123456789.")] == '\0';
    return is_decimal && end != text && *end == '\0' && errno == 0 && isfinite(*amount);
}

static void read_limit(struct reader *reader, const struct br_yaml_node *node)
{
    uint64_t millionths = 0;
    const char *text = text_of(reader, node, "a percentage such as 0.1%, or an amount");
    if (text == NULL)
        return;
    struct br_rule *rule = reader->rule;
    rule->limits = true;
    rule->limit_is_share = text[0] != '\0' && text[strlen(text) - 1] == '%' &&
                           br_units_parse_percent(text, &millionths, NULL) == 0;
    rule->limit = (double)millionths / 1e6;
    if (!rule->limit_is_share && !parse_amount(text, &rule->limit))
        br_placed_add(reader->mistakes, node->place,
                      "limit: '%.80s' is neither a percentage up to 100%% in steps of 0.0001%% "
                      "(0.1%%) nor an amount in the unit of the measure (16)",
                      text);
}

/* The index of a word in `words`; a mistake, and false, when it is none. */
static bool read_word(struct reader *reader, const struct br_yaml_node *node,
                      const char *const *words, uint32_t *index)
{
    struct br_text list = {0};
    for (size_t i = 0; words[i] != NULL; i++)
        br_text_format(&list, "%s%s", i == 0 ? "" : words[i + 1] == NULL ? " or " : ", ", words[i]);
    const char *text = text_of(reader, node, br_text_string(&list));
    uint32_t i = 0;
    while (text != NULL && words[i] != NULL && strcmp(words[i], text) != 0)
        i++;
    bool found = text != NULL && words[i] != NULL;
    if (found)
        *index = i;
    else if (text != NULL)
        br_placed_add(reader->mistakes, node->place, "%s is %s, not '%.80s'", reader->key->text,
                      br_text_string(&list), text);
    br_text_release(&list);
    return found;
}

static void read_mode(struct reader *reader, const struct br_yaml_node *node)
{
    take_text(reader, node, &reader->rule->mode, "the name of a mode");
}

static void read_workload(struct reader *reader, const struct br_yaml_node *node)
{
    take_text(reader, node, &reader->rule->workload, "the name of a workload");
}

static void read_stage(struct reader *reader, const struct br_yaml_node *node)
{
    take_text(reader, node, &reader->rule->stage, "the path of a stage, in which * stands for any");
}

static void read_direction(struct reader *reader, const struct br_yaml_node *node)
{
    reader->rule->directs = read_word(reader, node, br_direction_names, &reader->rule->direction);
}

static void read_severity(struct reader *reader, const struct br_yaml_node *node)
{
    reader->rule->grades = read_word(reader, node, br_severity_names, &reader->rule->severity);
}

static void read_kind(struct reader *reader, const struct br_yaml_node *node)
{
    reader->rule->sorts = read_word(reader, node, br_measure_kind_names, &reader->rule->kind);
}

/* ---- mappings ---- */

struct key_reader {
    const char *name;
    void (*read)(struct reader *reader, const struct br_yaml_node *node);
    bool says; /* it says something of the rows; the others choose them */
};

static const struct key_reader rule_keys[] = {
    {"measure", read_measures, false},   {"mode", read_mode, false},
    {"workload", read_workload, false},  {"size", read_size, false},
    {"stage", read_stage, false},        {"limit", read_limit, true},
    {"direction", read_direction, true}, {"severity", read_severity, true},
    {"kind", read_kind, true},           {.name = NULL},
};

static void read_rate(struct reader *reader, const struct br_yaml_node *node)
{
    uint64_t millionths = 0;
    struct br_error error = {0};
    const char *text = text_of(reader, node, "a percentage such as 5%");
    if (text == NULL)
        return;
    if (br_units_parse_percent(text, &millionths, &error) != 0)
        br_placed_add(reader->mistakes, node->place, "false_discovery_rate: %s", error.message);
    else if (millionths == 0 || millionths > 500000)
        br_placed_add(reader->mistakes, node->place,
                      "false_discovery_rate: %s is not above 0%% and at most 50%%", text);
    else
        reader->rules->false_discovery_rate = (double)millionths / 1e6;
}

static void read_rules(struct reader *reader, const struct br_yaml_node *node);

static const struct key_reader file_keys[] = {
    {"false_discovery_rate", read_rate, true},
    {"rules", read_rules, true},
    {.name = NULL},
};

static void refuse_key(struct reader *reader, const struct key_reader *keys)
{
    const char *names[16] = {NULL};
    struct br_text list = {0};
    for (size_t i = 0; keys[i].name != NULL; i++) {
        names[i] = keys[i].name;
        br_text_format(&list, "%s%s", i > 0 ? ", " : "", keys[i].name);
    }
    const char *nearest = br_string_nearest(reader->key->text, names);
    if (nearest != NULL)
        br_placed_add(reader->mistakes, reader->key->place, "unknown key '%.80s'; did you mean %s?",
                      reader->key->text, nearest);
    else
        br_placed_add(reader->mistakes, reader->key->place,
                      "unknown key '%.80s'; the keys here are %s", reader->key->text,
                      br_text_string(&list));
    br_text_release(&list);
}

/* Returns whether a key was there that says something. */
static bool read_mapping(struct reader *reader, const struct key_reader *keys,
                         const struct br_yaml_node *mapping)
{
    bool says = false;
    for (size_t i = 0; i + 1 < mapping->entries.count; i += 2) {
        const struct br_yaml_node *key = &mapping->entries.items[i];
        if (key->kind == BR_YAML_REFUSED)
            continue;
        const struct key_reader *entry = keys;
        while (entry->name != NULL && strcmp(entry->name, key->text) != 0)
            entry++;
        reader->key = key;
        if (entry->name == NULL)
            refuse_key(reader, keys);
        else
            entry->read(reader, &mapping->entries.items[i + 1]);
        says = says || entry->name == NULL || entry->says;
    }
    return says;
}

static void read_rule(struct reader *reader, const struct br_yaml_node *node)
{
    if (node->kind == BR_YAML_REFUSED)
        return;
    if (node->kind != BR_YAML_MAPPING) {
        br_placed_add(reader->mistakes, node->place,
                      "a rule is a mapping such as {measure: time, limit: 10%%}, not %s",
                      written(node));
        return;
    }
    reader->rule = br_list_append(&reader->rules->rules, sizeof *reader->rule);
    if (!read_mapping(reader, rule_keys, node))
        br_placed_add(reader->mistakes, node->place,
                      "this rule says nothing; give it a limit, severity, direction or kind");
}

static void read_rules(struct reader *reader, const struct br_yaml_node *node)
{
    if (node->kind == BR_YAML_REFUSED)
        return;
    if (node->kind != BR_YAML_SEQUENCE) {
        br_placed_add(reader->mistakes, node->place, "rules is a list of rules, not %s",
                      written(node));
        return;
    }
    for (size_t i = 0; i < node->entries.count; i++)
        read_rule(reader, &node->entries.items[i]);
}

static void read_file(struct reader *reader, const struct br_yaml_node *root)
{
    if (root->kind == BR_YAML_MAPPING)
        read_mapping(reader, file_keys, root);
    else
        br_placed_add(reader->mistakes, root->place,
                      "a rules file is a mapping with the key rules, not %s",
                      root->kind == BR_YAML_REFUSED ? "nothing" : written(root));
}

void br_rules_parse(const char *data, size_t size, const char *file, struct br_rules *rules,
                    struct br_mistakes *mistakes)
{
    struct br_placed placed = {0};
    struct br_yaml_node root;
    struct reader reader = {.rules = rules, .mistakes = &placed};
    free(rules->origin);
    rules->origin = br_string_copy(file);
    if (br_yaml_read(data, size, &rules_file, &root, &placed))
        read_file(&reader, &root);
    br_yaml_release(&root);
    br_placed_tell(&placed, file, mistakes);
}

void br_rules_load(const char *file, struct br_rules *rules, struct br_mistakes *mistakes)
{
    struct br_error error;
    char *data = NULL;
    size_t size = 0;
    if (br_os_read_file(file, &data, &size, &error) != 0) {
        br_mistakes_add(mistakes, "rules: %s", error.message);
        return;
    }
    br_rules_parse(data, size, file, rules, mistakes);
    free(data);
}
