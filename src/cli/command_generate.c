/* benchrun generate: synthetic records into a file or on standard output. */
#include "cli/commands.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/os.h"
#include "base/replace.h"
#include "base/units.h"
#include "engine/describe.h"
#include "engine/generate.h"
#include "engine/input.h"

/* The generator of a plug-in runs in a process of its own, for as long as it takes. */
static int write_in_child(const struct br_command_line *line, int descriptor, uint64_t *bytes,
                          struct br_error *error)
{
    struct br_config config = line->config; /* borrowed */
    config.workload = line->operands.items[0];
    config.timeout_ns = UINT64_MAX;
    char *executable = br_os_executable();
    const struct br_watch watch = {.executable = executable};
    int code = executable != NULL
                   ? br_input_generate(&watch, &config, line->records, descriptor, bytes, error)
                   : br_error_set(error, BR_ERROR_FAILED,
                                  "this program cannot find its own file: mount /proc");
    free(executable);
    return code;
}

static int write_records(const struct br_described *described, const struct br_command_line *line,
                         int descriptor, uint64_t *bytes, struct br_error *error)
{
    if (described->is_plugin)
        return write_in_child(line, descriptor, bytes, error);
    return br_generate(described->workload, &line->config.settings, line->records,
                       line->config.seed, descriptor, bytes, error);
}

/* Under a number that no standard stream has. */
static int write_to_output(const struct br_described *described, const struct br_command_line *line,
                           FILE *output, uint64_t *bytes, struct br_error *error)
{
    int descriptor = fcntl(fileno(output), F_DUPFD_CLOEXEC, STDERR_FILENO + 1);
    if (descriptor < 0)
        return br_error_set(error, BR_ERROR_IO, "standard output is not open");
    int code = write_records(described, line, descriptor, bytes, error);
    close(descriptor);
    return code;
}

static int write_to_file(const struct br_described *described, const struct br_command_line *line,
                         uint64_t *bytes, struct br_error *error)
{
    struct br_replacement replacement;
    int code = br_replace_open(line->output, &replacement, error);
    if (code != 0)
        return code;
    code = write_records(described, line, replacement.descriptor, bytes, error);
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

static int generate_with(const struct br_described *described, const struct br_command_line *line,
                         const struct br_invocation *invocation)
{
    struct br_error error;
    if (!described->generates) {
        br_error_set(&error, BR_ERROR_USAGE,
                     "workload %s has no generator; 'benchrun list' shows which ones have",
                     described->workload->name);
        return br_cli_fail(invocation, &error);
    }
    int status = check_settings(described->workload, line, invocation);
    if (status != BR_EXIT_OK)
        return status;
    bool to_output = strcmp(line->output, "-") == 0;
    uint64_t bytes = 0;
    int code = to_output ? write_to_output(described, line, invocation->output, &bytes, &error)
                         : write_to_file(described, line, &bytes, &error);
    if (code != 0)
        return br_cli_fail(invocation, &error);
    if (!to_output)
        tell(line, bytes, invocation);
    return BR_EXIT_OK;
}

int br_command_generate(const struct br_command_line *line, const struct br_invocation *invocation)
{
    struct br_config config = line->config; /* borrowed */
    struct br_described described;
    struct br_error error;
    config.workload = line->operands.items[0];
    if (br_describe(invocation->registry, &config, &described, &error) != 0)
        return br_cli_fail(invocation, &error);
    int status = generate_with(&described, line, invocation);
    br_described_release(&described);
    return status;
}
