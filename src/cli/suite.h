/*
 * Suites: a YAML file of named sections, each the options of one run under their names on the
 * command line. `_defaults` is merged into every section, the command line beside --suite over
 * every section. docs/suites.md describes the file.
 */
#ifndef BR_CLI_SUITE_H
#define BR_CLI_SUITE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "cli/options.h"
#include "cli/parse.h"
#include "store/yaml.h"

/* What is asked of a suite. Everything is borrowed. */
struct br_suite_request {
    const struct br_command_line *line; /* `suite` names the file; `only`; what overrides it */
    const struct br_registry *registry;
    uint64_t allowed_cpus; /* what `threads: auto` counts up to */
};

/* One run of a suite. */
struct br_suite_section {
    char *name;
    struct br_place place;       /* of its name */
    struct br_command_line line; /* merged, checked and complete, as from the command line */
};

struct br_suite {
    struct br_suite_section *items; /* in the order of the file; only those asked for */
    size_t count;
};

/* Reads the file and checks all of it, whatever --only says. Adds every mistake with its place,
 * from the top of the file to its end; with mistakes the suite must not be run. `suite` is zeroed
 * by the caller and released by it whatever happens. Plug-ins that the file names are loaded once
 * to hold options to their tables. */
void br_suite_load(const struct br_suite_request *request, struct br_suite *suite,
                   struct br_mistakes *mistakes);
/* The same from the file's content; `request->line->suite` is then only what the file is called. */
void br_suite_parse(const char *data, size_t size, const struct br_suite_request *request,
                    struct br_suite *suite, struct br_mistakes *mistakes);
void br_suite_release(struct br_suite *suite);

/* ---- keys ---- */

/* What one mapping of the file gave. */
struct br_suite_keys {
    struct br_command_line line;             /* only what is written there */
    struct br_place places[BR_OPTIONS_MOST]; /* of the values, by index into br_options */
    struct br_places {                       /* of the settings, side by side with them */
        struct br_place *items;
        size_t count;
    } setting_places;
};

/* The option behind a key: those that `run` takes with a value and that are not said once for the
 * whole suite. Settings are a mapping under `options`, `option` or `O`. NULL for any other word. */
const struct br_option_entry *br_suite_key(const char *word);

/* Reads a mapping of keys into zeroed `keys`, to be released whatever happens. */
void br_suite_keys_read(const struct br_yaml_node *mapping, uint64_t allowed_cpus,
                        struct br_suite_keys *keys, struct br_placed *mistakes);
void br_suite_keys_release(struct br_suite_keys *keys);

/* Where `keys` gives what a sentence of the checks is about ("--threads ...", "-O name: ..."). */
bool br_suite_keys_find(const struct br_suite_keys *keys, const char *sentence,
                        struct br_place *place);

#endif
