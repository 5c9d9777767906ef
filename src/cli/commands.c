/* From arguments to the command they name, and what every command says alike. */
#include "cli/commands.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/os.h"
#include "cli/parse.h"
#include "store/change.h"

int br_cli_fail(const struct br_invocation *invocation, const struct br_error *error)
{
    fprintf(invocation->messages, "benchrun: %s\n", error->message);
    return br_error_exit_status(error->code);
}

/* Whoever reads our output may stop reading: that is no failure of ours. */
static int flush_output(const struct br_invocation *invocation)
{
    bool failed = ferror(invocation->output) != 0;
    if (fflush(invocation->output) == 0 && !failed)
        return BR_EXIT_OK;
    if (errno == EPIPE)
        return BR_EXIT_OK;
    struct br_error error;
    br_error_set(&error, BR_ERROR_IO, "standard output cannot be written; check where it goes");
    return br_cli_fail(invocation, &error);
}

int br_cli_print(const struct br_invocation *invocation, struct br_text *text)
{
    if (text->failed) {
        br_text_release(text);
        struct br_error error;
        br_error_set(&error, BR_ERROR_MEMORY, "out of memory while writing the output");
        return br_cli_fail(invocation, &error);
    }
    fwrite(br_text_string(text), 1, text->size, invocation->output);
    br_text_release(text);
    return flush_output(invocation);
}

void br_cli_print_mistakes(const struct br_invocation *invocation,
                           const struct br_mistakes *mistakes, const char *where)
{
    const char *lines = br_text_string(&mistakes->text);
    if (mistakes->count == 1) {
        fprintf(invocation->messages, "benchrun: %s", lines);
    } else {
        fprintf(invocation->messages, "benchrun: %zu mistakes %s:\n", mistakes->count, where);
        for (const char *at = lines; *at != '\0';) {
            const char *end = strchrnul(at, '\n');
            fprintf(invocation->messages, "  %.*s\n", (int)(end - at), at);
            at = *end == '\n' ? end + 1 : end;
        }
    }
}

void br_cli_print_notes(const struct br_invocation *invocation, const struct br_text *notes)
{
    for (const char *at = br_text_string(notes); *at != '\0';) {
        size_t size = strcspn(at, "\n");
        char *line = br_string_format("%.*s", (int)size, at);
        struct br_text shown = {0};
        br_text_append_visible(&shown, line);
        fprintf(invocation->messages, "benchrun: %s\n", br_text_string(&shown));
        br_text_release(&shown);
        free(line);
        at += size + (at[size] == '\n' ? 1 : 0);
    }
}

int br_cli_print_actions(const struct br_invocation *invocation, const char *heading,
                         const struct br_text *actions)
{
    struct br_text text = {0};
    br_text_append_visible(&text, heading);
    br_text_append(&text, "\n");
    for (const char *at = br_text_string(actions); *at != '\0';) {
        size_t size = strcspn(at, "\n");
        char *line = br_string_format("%.*s", (int)size, at);
        br_text_append(&text, "  ");
        br_text_append_visible(&text, line);
        br_text_append(&text, "\n");
        free(line);
        at += size + (at[size] == '\n' ? 1 : 0);
    }
    return br_cli_print(invocation, &text);
}

int br_cli_refuse(const struct br_invocation *invocation, enum br_command_id command,
                  const struct br_mistakes *mistakes)
{
    br_cli_print_mistakes(invocation, mistakes, "on the command line");
    fprintf(invocation->messages, "'benchrun help %s' explains the options.\n",
            br_commands[command].name);
    return BR_EXIT_USAGE;
}

static bool has_library(const struct br_command_line *line)
{
    const struct br_option_entry *out = br_option_find("out", strlen("out"));
    return line->command != BR_COMMAND_DOCTOR && (out->commands & 1u << line->command) != 0;
}

/* What a killed operation left is completed before anybody looks at the library, so that every
 * command sees it whole. One that cannot be is told; the command goes on with what there is. */
static void put_in_order(const struct br_command_line *line, const struct br_invocation *invocation)
{
    struct br_text notes = {0};
    struct br_error error;
    char *library = br_command_line_place(line, "profiles");
    if (br_library_recover(library, &notes, &error) < 0)
        fprintf(invocation->messages, "benchrun: %s\n", error.message);
    br_cli_print_notes(invocation, &notes);
    br_text_release(&notes);
    free(library);
}

static int dispatch(const struct br_command_line *line, const struct br_invocation *invocation)
{
    if (line->suite != NULL)
        return br_command_suite(line, invocation);
    switch (line->command) {
    case BR_COMMAND_RUN:
        return br_command_run(line, invocation);
    case BR_COMMAND_FREEZE:
        return line->dry_run ? br_command_plan(line, invocation) : br_command_run(line, invocation);
    case BR_COMMAND_PLAN:
        return br_command_plan(line, invocation);
    case BR_COMMAND_LIST:
        return br_command_list(line, invocation);
    case BR_COMMAND_SHOW:
        return br_command_show(line, invocation);
    case BR_COMMAND_REPORT:
        return br_command_report(line, invocation);
    case BR_COMMAND_EXPLAIN:
        return br_command_explain(line, invocation);
    case BR_COMMAND_RECORD:
        return br_command_record(line, invocation);
    case BR_COMMAND_GENERATE:
        return br_command_generate(line, invocation);
    case BR_COMMAND_DOCTOR:
        return br_command_doctor(line, invocation);
    case BR_COMMAND_LINT:
        return br_command_lint(line, invocation);
    case BR_COMMAND_AB:
        return br_command_ab(line, invocation);
    case BR_COMMAND_CALIBRATE:
        return br_command_calibrate(line, invocation);
    case BR_COMMAND_DIFF:
        return br_command_diff(line, invocation);
    case BR_COMMAND_GATE:
        return br_command_gate(line, invocation);
    case BR_COMMAND_PROPOSE:
        return br_command_propose(line, invocation);
    case BR_COMMAND_TREND:
        return br_command_trend(line, invocation);
    case BR_COMMAND_HEAP_DIFF:
        return br_command_heap_diff(line, invocation);
    case BR_COMMAND_PROMOTE:
        return br_command_promote(line, invocation);
    case BR_COMMAND_ARCHIVE:
        return br_command_archive(line, invocation);
    case BR_COMMAND_PROFILES:
        return br_command_profiles(line, invocation);
    case BR_COMMAND_FLAME_DIFF:
        return br_command_flame_diff(line, invocation);
    default:
        return br_command_help(line, invocation);
    }
}

/* --help and --version win over everything else on the line that could be read. */
static int answer(struct br_command_line *line, struct br_mistakes *mistakes,
                  const struct br_invocation *invocation)
{
    if (mistakes->count == 0 && (line->help || line->command == BR_COMMAND_HELP))
        return br_command_help(line, invocation);
    if (mistakes->count == 0 && line->version)
        return br_command_version(invocation);
    br_parse_finish(line, invocation->registry, mistakes);
    if (mistakes->count > 0)
        return br_cli_refuse(invocation, line->command, mistakes);
    if (has_library(line))
        put_in_order(line, invocation);
    return dispatch(line, invocation);
}

int br_cli_main(const struct br_invocation *invocation)
{
    struct br_command_line line = {0};
    struct br_mistakes mistakes = {0};
    br_parse(invocation->argument_count - 1, invocation->arguments + 1, br_os_allowed_cpus(NULL, 0),
             &line, &mistakes);
    int status = answer(&line, &mistakes, invocation);
    br_mistakes_release(&mistakes);
    br_command_line_release(&line);
    return status;
}
