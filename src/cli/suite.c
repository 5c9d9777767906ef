/* Suites: from a file to sections that are ready to run. */
#include "cli/suite.h"

#include <stdlib.h>
#include <string.h>

#include "base/os.h"
#include "store/store.h"

#define DEFAULTS "_defaults"

static const struct br_yaml_kind_of_file suite_file = {
    .plural = "suites",
    .file = "suite file",
    .instead = "what sections share goes under " DEFAULTS,
    .too_deep = "a suite has three",
    .too_many = "split the suite over several files",
    .absent = "give the options on the command line",
};

/* A suite on its way. */
struct loader {
    const struct br_suite_request *request;
    struct br_suite *suite;
    struct br_suite_keys defaults;
    struct br_placed placed;
    const struct br_suite_keys *keys; /* of the section being checked */
    const struct br_suite_section *section;
};

static bool is_asked_for(const struct br_texts *only, const char *name)
{
    for (size_t i = 0; i < only->count; i++)
        if (strcmp(only->items[i], name) == 0)
            return true;
    return only->count == 0;
}

/* ---- checks of a merged section ---- */

/* A sentence belongs to the key it is about: the section's own, else one of _defaults. What the
 * command line or the whole says wrong for this section stands at its name. */
static void place_sentence(void *context, const char *sentence)
{
    struct loader *loader = context;
    struct br_suite_keys overriding = {.line = *loader->request->line};
    struct br_place place = loader->section->place;
    char *subject = br_string_format("section %s", loader->section->name);
    bool overridden = is_asked_for(&overriding.line.only, loader->section->name) &&
                      br_suite_keys_find(&overriding, sentence, &(struct br_place){0});
    bool own = !overridden && br_suite_keys_find(loader->keys, sentence, &place);
    if (!overridden && !own)
        br_suite_keys_find(&loader->defaults, sentence, &place);
    br_placed_add_about(&loader->placed, place, own ? NULL : subject, sentence);
    free(subject);
}

static void check_merged(struct loader *loader, struct br_suite_section *section,
                         const struct br_suite_keys *keys)
{
    struct br_mistakes found = {0};
    br_parse_finish(&section->line, loader->request->registry, &found);
    loader->section = section;
    loader->keys = keys;
    br_placed_each(&found, place_sentence, loader);
}

/* ---- merging ---- */

static void forget(struct br_command_line *line, const char *name)
{
    line->given[br_option_find(name, strlen(name)) - br_options] = false;
}

/* A freeze names its profiles itself: the file's `save` is for runs. */
static void name_profile(struct loader *loader, struct br_suite_section *section)
{
    struct br_command_line *line = &section->line;
    const char *name = br_command_line_operand(loader->request->line, 0);
    bool is_freeze = line->command == BR_COMMAND_FREEZE;
    if (is_freeze) {
        free(line->save);
        line->save = br_string_format("%s%s%s", name != NULL ? name : "", name != NULL ? "-" : "",
                                      section->name);
    } else if (line->save == NULL) {
        line->save = br_string_format("%s-wip", section->name);
    }
}

/* Everything that was said, the last word being the command line's, which speaks of the sections
 * asked for; --suite and --only are not for a section. */
static void merge(struct loader *loader, const struct br_suite_keys *keys,
                  struct br_suite_section *section)
{
    struct br_command_line *line = &section->line;
    struct br_command_line overriding = *loader->request->line;
    forget(&overriding, "suite");
    forget(&overriding, "only");
    line->command = overriding.command;
    br_command_line_overlay(line, &loader->defaults.line);
    br_command_line_overlay(line, &keys->line);
    if (is_asked_for(&overriding.only, section->name))
        br_command_line_overlay(line, &overriding);
    line->section = br_string_copy(section->name);
    name_profile(loader, section);
}

static void check_profile_name(struct loader *loader, const struct br_suite_section *section,
                               const struct br_suite_keys *keys)
{
    struct br_place place = section->place;
    br_suite_keys_find(keys, "--save", &place);
    for (size_t i = 0; &loader->suite->items[i] != section; i++) {
        const struct br_suite_section *other = &loader->suite->items[i];
        if (strcmp(other->line.save, section->line.save) == 0)
            br_placed_add(&loader->placed, place,
                          "section %s would replace the profile %s of section %s; give it another "
                          "name with save",
                          section->name, section->line.save, other->name);
    }
}

/* ---- the file ---- */

/* Both words for nothing are refused: a section that says nothing is most likely one whose lines
 * lack their indent. */
static bool check_mapping(struct loader *loader, const struct br_yaml_node *key,
                          const struct br_yaml_node *node)
{
    bool is_empty = (node->kind == BR_YAML_MAPPING && node->entries.count == 0) ||
                    (node->kind == BR_YAML_SCALAR && node->is_absent);
    if (key->kind == BR_YAML_REFUSED || node->kind == BR_YAML_REFUSED)
        return false;
    if (is_empty)
        br_placed_add(&loader->placed, key->place,
                      "'%.80s' is empty; give its options under it, indented, at least one of them",
                      key->text);
    else if (node->kind != BR_YAML_MAPPING)
        br_placed_add(&loader->placed, node->place, "'%.80s' is a mapping of options, not %s",
                      key->text, br_yaml_kind_name(node));
    return !is_empty && node->kind == BR_YAML_MAPPING;
}

static void read_defaults(struct loader *loader, const struct br_yaml_node *root)
{
    for (size_t i = 0; i + 1 < root->entries.count; i += 2) {
        const struct br_yaml_node *key = &root->entries.items[i];
        const struct br_yaml_node *node = &root->entries.items[i + 1];
        if (key->kind == BR_YAML_SCALAR && strcmp(key->text, DEFAULTS) == 0 &&
            check_mapping(loader, key, node))
            br_suite_keys_read(node, loader->request->allowed_cpus, &loader->defaults,
                               &loader->placed);
    }
}

static bool check_name(struct loader *loader, const struct br_yaml_node *key)
{
    struct br_error error;
    if (key->text[0] == '_') {
        const char *nearest = br_string_nearest(key->text, (const char *const[]){DEFAULTS, NULL});
        br_placed_add(&loader->placed, key->place,
                      "'%.80s': the names of sections begin with a letter or digit%s%s%s",
                      key->text, nearest != NULL ? "; did you mean " : "",
                      nearest != NULL ? nearest : "", nearest != NULL ? "?" : "");
        return false;
    }
    if (br_store_check_name(key->text, &error) == 0)
        return true;
    br_placed_add(&loader->placed, key->place, "%s", error.message);
    return false;
}

static void read_section(struct loader *loader, const struct br_yaml_node *key,
                         const struct br_yaml_node *node)
{
    struct br_suite_keys keys = {0};
    bool named = key->kind == BR_YAML_SCALAR && check_name(loader, key);
    if (!check_mapping(loader, key, node))
        return;
    br_suite_keys_read(node, loader->request->allowed_cpus, &keys, &loader->placed);
    if (named) {
        struct br_suite_section *section = br_list_append(loader->suite, sizeof *section);
        section->name = br_string_copy(key->text);
        section->place = key->place;
        merge(loader, &keys, section);
        check_merged(loader, section, &keys);
        check_profile_name(loader, section, &keys);
    }
    br_suite_keys_release(&keys);
}

static void read_sections(struct loader *loader, const struct br_yaml_node *root)
{
    if (root->kind != BR_YAML_MAPPING && root->kind != BR_YAML_REFUSED && !root->is_absent) {
        br_placed_add(&loader->placed, root->place,
                      "a suite is a mapping of sections, not %s; write NAME: and the options of "
                      "the section under it",
                      br_yaml_kind_name(root));
        return;
    }
    for (size_t i = 0; i + 1 < root->entries.count; i += 2) {
        const struct br_yaml_node *key = &root->entries.items[i];
        if (key->kind != BR_YAML_SCALAR || strcmp(key->text, DEFAULTS) != 0)
            read_section(loader, key, &root->entries.items[i + 1]);
    }
    if (loader->suite->count == 0 && loader->placed.count == 0)
        br_placed_add(&loader->placed, root->place,
                      "there are no sections; write NAME: and the options of a section under it");
}

/* ---- --only ---- */

static void refuse_name(const struct br_suite *suite, const char *name, const char *file,
                        struct br_mistakes *mistakes)
{
    const char *names[BR_YAML_MOST_ENTRIES + 1] = {NULL};
    struct br_text known = {0};
    for (size_t i = 0; i < suite->count; i++) {
        names[i] = suite->items[i].name;
        if (strcmp(names[i], name) == 0) {
            br_text_release(&known);
            return;
        }
        br_text_format(&known, "%s%s", i > 0 ? ", " : "", names[i]);
    }
    const char *nearest = br_string_nearest(name, names);
    if (nearest != NULL)
        br_mistakes_add(mistakes, "--only: %s has no section '%.80s'; did you mean %s?", file, name,
                        nearest);
    else
        br_mistakes_add(mistakes, "--only: %s has no section '%.80s'; it has %s", file, name,
                        br_text_string(&known));
    br_text_release(&known);
}

static void release_section(struct br_suite_section *section)
{
    free(section->name);
    br_command_line_release(&section->line);
}

static void select_sections(const struct br_texts *only, struct br_suite *suite)
{
    size_t kept = 0;
    for (size_t i = 0; i < suite->count; i++) {
        if (is_asked_for(only, suite->items[i].name))
            suite->items[kept++] = suite->items[i];
        else
            release_section(&suite->items[i]);
    }
    suite->count = kept;
}

/* ---- the whole ---- */

void br_suite_parse(const char *data, size_t size, const struct br_suite_request *request,
                    struct br_suite *suite, struct br_mistakes *mistakes)
{
    const struct br_command_line *line = request->line;
    struct loader loader = {.request = request, .suite = suite};
    struct br_yaml_node root;
    if (br_yaml_read(data, size, &suite_file, &root, &loader.placed)) {
        read_defaults(&loader, &root);
        read_sections(&loader, &root);
    }
    br_yaml_release(&root);
    br_suite_keys_release(&loader.defaults);
    br_placed_tell(&loader.placed, line->suite, mistakes);
    if (suite->count == 0)
        return;
    for (size_t i = 0; i < line->only.count; i++)
        refuse_name(suite, line->only.items[i], line->suite, mistakes);
    select_sections(&line->only, suite);
}

void br_suite_load(const struct br_suite_request *request, struct br_suite *suite,
                   struct br_mistakes *mistakes)
{
    struct br_map map;
    struct br_error error;
    if (br_os_map_file(request->line->suite, false, &map, &error) != 0) {
        br_mistakes_add(mistakes, "--suite: %s", error.message);
        return;
    }
    br_suite_parse((const char *)map.data, map.size, request, suite, mistakes);
    br_os_unmap(&map);
}

void br_suite_release(struct br_suite *suite)
{
    for (size_t i = 0; i < suite->count; i++)
        release_section(&suite->items[i]);
    free(suite->items);
    *suite = (struct br_suite){0};
}
