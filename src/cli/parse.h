/*
 * From argv to a checked command line. All mistakes are collected, one line each, so that a person
 * mends them in one go.
 */
#ifndef BR_CLI_PARSE_H
#define BR_CLI_PARSE_H

#include <stddef.h>
#include <stdint.h>

#include "base/mistakes.h"
#include "cli/options.h"
#include "engine/registry.h"

#define BR_SIZE_LARGEST 1000000000000u /* 10^12 records per repetition */

/* Adds what is wrong with the settings of a workload. */
void br_mistakes_add_settings(struct br_mistakes *mistakes, const struct br_workload *workload,
                              const struct br_settings *settings);

/* Reads the words after argv[0] into `line` (zeroed by the caller, released with
 * br_command_line_release whatever happens). Only what was written is set: no defaults.
 * `allowed_cpus` is what `--threads auto` counts up to. */
void br_parse(int count, const char *const *arguments, uint64_t allowed_cpus,
              struct br_command_line *line, struct br_mistakes *mistakes);

/* Reads one value into the member of `line` that `option` fills. */
void br_parse_value(const struct br_option_entry *option, const char *text, uint64_t allowed_cpus,
                    struct br_command_line *line, struct br_mistakes *mistakes);

/* Holds a configuration without gaps to the registry, and its settings to the workload's. */
void br_parse_check(const struct br_config *config, const struct br_registry *registry,
                    struct br_mistakes *mistakes);

/* Fills in the defaults of the command and checks what belongs together. With --resume only what
 * was written is there: the rest is in the journal of the run to be resumed. With --suite, too: a
 * suite's runs are completed one by one. */
void br_parse_finish(struct br_command_line *line, const struct br_registry *registry,
                     struct br_mistakes *mistakes);

#endif
