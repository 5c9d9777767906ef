/* Completions: what is offered for a value or an operand, in whatever shell. */
#include "cli/completion.h"

#include <ctype.h>
#include <string.h>

#include "engine/pass.h"

const struct br_shell br_shells[] = {
    {"bash", br_completion_bash},
    {"zsh", br_completion_zsh},
    {"fish", br_completion_fish},
    {NULL, NULL},
};

const struct br_shell *br_shell_find(const char *name)
{
    for (const struct br_shell *shell = br_shells; shell->name != NULL; shell++)
        if (strcmp(shell->name, name) == 0)
            return shell;
    return NULL;
}

/* ---- words ---- */

/* Appends words, each behind a blank but the first. */
struct words {
    struct br_text *text;
    size_t count;
};

static void add_part(struct words *words, const char *word, size_t size)
{
    br_text_append(words->text, words->count++ > 0 ? " " : "");
    br_text_append_bytes(words->text, word, size);
}

static void add_word(struct words *words, const char *word)
{
    add_part(words, word, strlen(word));
}

static bool is_small(const char *word, size_t size)
{
    for (size_t i = 0; i < size; i++)
        if (!islower((unsigned char)word[i]))
            return false;
    return size > 0;
}

/* Alternatives of a placeholder stand between bars; those in small letters are words themselves. */
static void add_placeholder_words(struct words *words, const char *placeholder)
{
    while (placeholder != NULL && *placeholder != '\0') {
        const size_t size = strcspn(placeholder, "| ");
        if (is_small(placeholder, size))
            add_part(words, placeholder, size);
        placeholder += size + (placeholder[size] != '\0' ? 1 : 0);
    }
}

static void add_modes(struct words *words, const struct br_registry *registry)
{
    for (size_t i = 0; registry->modes[i] != NULL; i++)
        add_word(words, registry->modes[i]->name);
}

static void add_strategies(struct words *words, const struct br_registry *registry)
{
    for (size_t i = 0; registry->modes[i] != NULL; i++)
        for (const struct br_strategy *strategy = registry->modes[i]->strategies;
             strategy != NULL && strategy->name != NULL; strategy++)
            add_word(words, strategy->name);
}

static void add_workloads(struct words *words, const struct br_registry *registry)
{
    for (size_t i = 0; registry->workloads[i] != NULL; i++)
        add_word(words, registry->workloads[i]->name);
}

static void add_passes(struct words *words)
{
    for (const struct br_pass *pass = br_passes; pass->name != NULL; pass++)
        add_word(words, pass->name);
}

static void add_commands(struct words *words)
{
    for (int command = 0; command < BR_COMMAND_COUNT; command++)
        add_word(words, br_commands[command].name);
}

static void add_known(struct words *words, enum br_completion completes,
                      const struct br_registry *registry)
{
    switch (completes) {
    case BR_COMPLETE_NOTHING:
    case BR_COMPLETE_FILE:
    case BR_COMPLETE_FOLDER:
        break;
    case BR_COMPLETE_COMMAND:
        add_commands(words);
        break;
    case BR_COMPLETE_MODE:
        add_modes(words, registry);
        break;
    case BR_COMPLETE_STRATEGY:
        add_strategies(words, registry);
        break;
    case BR_COMPLETE_PASSES:
        add_passes(words);
        break;
    case BR_COMPLETE_WORKLOAD:
    case BR_COMPLETE_PLUGIN:
        add_workloads(words, registry);
        break;
    }
}

void br_completion_option_words(const struct br_option_entry *option,
                                const struct br_registry *registry, struct br_text *text)
{
    struct words words = {.text = text};
    for (const char *const *word = option->words; word != NULL && *word != NULL; word++)
        add_word(&words, *word);
    add_placeholder_words(&words, option->value);
    add_known(&words, option->completes, registry);
}

void br_completion_operand_words(enum br_command_id command, const struct br_registry *registry,
                                 struct br_text *text)
{
    struct words words = {.text = text};
    add_placeholder_words(&words, br_commands[command].operands);
    add_known(&words, br_commands[command].completes, registry);
}

bool br_completion_is_file(enum br_completion completes)
{
    return completes == BR_COMPLETE_FILE || completes == BR_COMPLETE_PLUGIN;
}

/* ---- explanations ---- */

static bool ends_clause(const char *at)
{
    return *at == '\0' || *at == ';' || strncmp(at, ". ", 2) == 0;
}

/* Past a remark in parentheses, if one begins here. */
static const char *past_remark(const char *at)
{
    const char *end = strncmp(at, " (", 2) == 0 ? strchr(at, ')') : NULL;
    return end != NULL ? end + 1 : at;
}

void br_completion_append_brief(struct br_text *text, const char *help, const char *special,
                                const char *quote)
{
    for (help = past_remark(help); !ends_clause(help); help = past_remark(help + 1)) {
        if (*help == '\'') {
            br_text_append(text, quote);
            continue;
        }
        br_text_append(text, strchr(special, *help) != NULL ? "\\" : "");
        br_text_append_bytes(text, help, 1);
    }
}
