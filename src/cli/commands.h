/*
 * The commands: what each word of the command line does. A command prints what was asked for to
 * `output` and everything else (progress, notes, errors) to `messages`, and returns the exit
 * status.
 */
#ifndef BR_CLI_COMMANDS_H
#define BR_CLI_COMMANDS_H

#include <signal.h>
#include <stdbool.h>
#include <stdio.h>

#include "base/error.h"
#include "base/text.h"
#include "cli/options.h"
#include "cli/parse.h"
#include "engine/registry.h"

/* What a command works with. */
struct br_invocation {
    const struct br_registry *registry;
    int argument_count;
    const char *const *arguments; /* argv, for the profile's record of it */
    FILE *output;
    FILE *messages;
    /* Becomes non-zero on Ctrl-C or SIGTERM once `catch_interrupts` was called; until then these
     * signals and SIGPIPE end the process. */
    const volatile sig_atomic_t *interrupted;
    void (*catch_interrupts)(void);
};

enum {
    BR_EXIT_OK = 0,
    BR_EXIT_FAILED = 1,
    BR_EXIT_USAGE = 2,
    BR_EXIT_REGRESSION = 3,
    BR_EXIT_AMBIGUOUS = 4, /* with --strict */
    BR_EXIT_INTERRUPTED = 130,
};

/* Parses the arguments, does what they ask and returns the exit status of the program. */
int br_cli_main(const struct br_invocation *invocation);

/* Of a freeze, too. */
int br_command_run(const struct br_command_line *line, const struct br_invocation *invocation);
int br_command_plan(const struct br_command_line *line, const struct br_invocation *invocation);
/* The same for the runs of a suite, one after the other. */
int br_command_suite(const struct br_command_line *line, const struct br_invocation *invocation);
int br_command_list(const struct br_command_line *line, const struct br_invocation *invocation);
int br_command_report(const struct br_command_line *line, const struct br_invocation *invocation);
int br_command_show(const struct br_command_line *line, const struct br_invocation *invocation);
int br_command_explain(const struct br_command_line *line, const struct br_invocation *invocation);
int br_command_record(const struct br_command_line *line, const struct br_invocation *invocation);
int br_command_generate(const struct br_command_line *line, const struct br_invocation *invocation);
int br_command_ab(const struct br_command_line *line, const struct br_invocation *invocation);
int br_command_calibrate(const struct br_command_line *line,
                         const struct br_invocation *invocation);
int br_command_doctor(const struct br_command_line *line, const struct br_invocation *invocation);
int br_command_lint(const struct br_command_line *line, const struct br_invocation *invocation);
int br_command_diff(const struct br_command_line *line, const struct br_invocation *invocation);
int br_command_gate(const struct br_command_line *line, const struct br_invocation *invocation);
int br_command_heap_diff(const struct br_command_line *line,
                         const struct br_invocation *invocation);
int br_command_promote(const struct br_command_line *line, const struct br_invocation *invocation);
int br_command_archive(const struct br_command_line *line, const struct br_invocation *invocation);
int br_command_profiles(const struct br_command_line *line, const struct br_invocation *invocation);
int br_command_propose(const struct br_command_line *line, const struct br_invocation *invocation);
int br_command_trend(const struct br_command_line *line, const struct br_invocation *invocation);
int br_command_flame_diff(const struct br_command_line *line,
                          const struct br_invocation *invocation);
int br_command_help(const struct br_command_line *line, const struct br_invocation *invocation);
int br_command_version(const struct br_invocation *invocation);

/* Prints "benchrun: <message>" to `messages` and returns the exit status that belongs to it. */
int br_cli_fail(const struct br_invocation *invocation, const struct br_error *error);

/* Prints mistakes with a heading that says `where` where there are several. */
void br_cli_print_mistakes(const struct br_invocation *invocation,
                           const struct br_mistakes *mistakes, const char *where);

/* Prints the mistakes of a command line and returns BR_EXIT_USAGE. */
int br_cli_refuse(const struct br_invocation *invocation, enum br_command_id command,
                  const struct br_mistakes *mistakes);

/* Prints notes, a line each, to `messages`; control characters are made visible. */
void br_cli_print_notes(const struct br_invocation *invocation, const struct br_text *notes);

/* Prints a heading and, indented, what was done or would be, a line each; returns the exit status.
 */
int br_cli_print_actions(const struct br_invocation *invocation, const char *heading,
                         const struct br_text *actions);

/* Prints a text and releases it; returns the exit status (failed when memory ran out). */
int br_cli_print(const struct br_invocation *invocation, struct br_text *text);

/* Help as text, 80 columns wide: of the program, of one command; the man page in troff; and
 * docs/options.md. */
void br_help_overview(struct br_text *text);
void br_help_command(enum br_command_id command, struct br_text *text);
void br_help_man_page(struct br_text *text);
void br_help_markdown(struct br_text *text);

/* The command line as a shell would take it, each argument quoted where it must be. */
void br_cli_quote(int count, const char *const *arguments, struct br_text *text);

#endif
