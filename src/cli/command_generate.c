/* benchrun generate: synthetic records into a file or on standard output. */
#include "cli/commands.h"

#include <stdio.h>
#include <string.h>

#include "base/replace.h"
#include "base/units.h"
#include "engine/generate.h"

static int write_records(const struct br_workload *workload, const struct br_command_line *line,
                         int descriptor, uint64_t *bytes, struct br_error *error)
{
    return br_generate(workload, &line->config.settings, line->records, line->config.seed,
                       descriptor, bytes, error);
}

static int write_to_file(const struct br_workload *workload, const struct br_command_line *line,
                         uint64_t *bytes, struct br_error *error)
{
    struct br_replacement replacement;
    int code = br_replace_open(line->output, &replacement, error);
    if (code != 0)
        return code;
    code = write_records(workload, line, replacement.descriptor, bytes, error);
    if (code != 0) {
        br_replace_abandon(&replacement);
        return code;
    }
    return br_replace_commit(&replacement, error);
}

static void tell(const struct br_command_line *line, uint64_t bytes,
                 const struct br_invocation *invocation)
{
    char count[BR_UNITS_BUFFER];
    char size[BR_UNITS_BUFFER];
    struct br_text text = {0};
    br_text_append_visible(&text, line->output);
    br_text_format(&text, ": %s records, %s\n", br_units_format_count(count, line->records),
                   br_units_format_bytes(size, (double)bytes));
    fputs(br_text_string(&text), invocation->messages);
    br_text_release(&text);
}

static int check_settings(const struct br_workload *workload, const struct br_command_line *line,
                          const struct br_invocation *invocation)
{
    struct br_mistakes mistakes = {0};
    br_mistakes_add_settings(&mistakes, workload, &line->config.settings);
    int status =
        mistakes.count > 0 ? br_cli_refuse(invocation, line->command, &mistakes) : BR_EXIT_OK;
    br_mistakes_release(&mistakes);
    return status;
}

static int generate_with(const struct br_workload *workload, const struct br_command_line *line,
                         const struct br_invocation *invocation)
{
    struct br_error error;
    if (workload->generate == NULL) {
        br_error_set(&error, BR_ERROR_USAGE,
                     "workload %s has no generator; 'benchrun list' shows which ones have",
                     workload->name);
        return br_cli_fail(invocation, &error);
    }
    int status = check_settings(workload, line, invocation);
    if (status != BR_EXIT_OK)
        return status;
    bool to_output = strcmp(line->output, "-") == 0;
    uint64_t bytes = 0;
    int code = to_output ? write_records(workload, line, fileno(invocation->output), &bytes, &error)
                         : write_to_file(workload, line, &bytes, &error);
    if (code != 0)
        return br_cli_fail(invocation, &error);
    if (!to_output)
        tell(line, bytes, invocation);
    return BR_EXIT_OK;
}

int br_command_generate(const struct br_command_line *line, const struct br_invocation *invocation)
{
    struct br_loaded loaded = {0};
    struct br_error error;
    if (br_registry_load(invocation->registry, line->operand, &loaded, &error) != 0)
        return br_cli_fail(invocation, &error);
    int status = generate_with(loaded.workload, line, invocation);
    br_registry_unload(&loaded);
    return status;
}
