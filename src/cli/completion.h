/*
 * Completions for shells, written from the options and commands tables and the registry, so that a
 * shell offers exactly what the parser takes.
 */
#ifndef BR_CLI_COMPLETION_H
#define BR_CLI_COMPLETION_H

#include "base/text.h"
#include "cli/options.h"
#include "engine/registry.h"

struct br_shell {
    const char *name; /* NULL ends the table */
    /* Appends the whole file that the shell reads. */
    void (*write)(const struct br_registry *registry, struct br_text *text);
};

extern const struct br_shell br_shells[];

const struct br_shell *br_shell_find(const char *name);

void br_completion_bash(const struct br_registry *registry, struct br_text *text);
void br_completion_zsh(const struct br_registry *registry, struct br_text *text);
void br_completion_fish(const struct br_registry *registry, struct br_text *text);

/* ---- what the writers share ---- */

/* Appends the words that a value of the option may be, each behind a blank but the first. */
void br_completion_option_words(const struct br_option_entry *option,
                                const struct br_registry *registry, struct br_text *text);

/* Alike, of the operand of a command. */
void br_completion_operand_words(enum br_command_id command, const struct br_registry *registry,
                                 struct br_text *text);

/* May it be the name of a file? */
bool br_completion_is_file(enum br_completion completes);

/* Appends the first clause of an explanation, without remarks: shells show one line. A character of
 * `special` gets a backslash; a single quote is written as `quote`. */
void br_completion_append_brief(struct br_text *text, const char *help, const char *special,
                                const char *quote);

#endif
