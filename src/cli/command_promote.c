/* benchrun promote and benchrun archive: from working profile to reference, from reference to
 * history. */
#include "cli/commands.h"

#include <stdlib.h>

#include "engine/repository.h"
#include "store/lifecycle.h"

static char *who(const struct br_command_line *line)
{
    return line->by != NULL ? br_string_copy(line->by) : br_repository_user();
}

/* Mistakes are told all together, where there are any; else the error. */
static int conclude(const struct br_invocation *invocation, int code, const char *heading,
                    const struct br_lifecycle_report *report, const struct br_error *error)
{
    br_cli_print_notes(invocation, &report->notes);
    if (report->mistakes.count > 0) {
        br_cli_print_mistakes(invocation, &report->mistakes, "are in the way");
        return br_error_exit_status(code);
    }
    return code < 0 ? br_cli_fail(invocation, error)
                    : br_cli_print_actions(invocation, heading, &report->actions);
}

int br_command_promote(const struct br_command_line *line, const struct br_invocation *invocation)
{
    struct br_lifecycle_report report = {0};
    struct br_error error = {0};
    char *library = br_command_line_place(line, "profiles");
    char *by = who(line);
    char *commit = NULL;
    bool dirty = false;
    br_repository_read(&commit, &dirty);
    const struct br_promote_request request = {.library = library,
                                               .source = br_command_line_operand(line, 0),
                                               .id = line->id,
                                               .reason = line->reason,
                                               .by = by,
                                               .commit = commit,
                                               .truth_optional = line->truth_optional,
                                               .dry = line->dry_run};
    char *heading = br_string_format(line->dry_run ? "Every check passed. To promote %s is to:"
                                                   : "%s is a reference now:",
                                     line->dry_run ? request.source : request.id);
    int code = br_promote(&request, &report, &error);
    int status = conclude(invocation, code, heading, &report, &error);
    br_lifecycle_report_release(&report);
    free(heading);
    free(commit);
    free(by);
    free(library);
    return status;
}

int br_command_archive(const struct br_command_line *line, const struct br_invocation *invocation)
{
    struct br_lifecycle_report report = {0};
    struct br_error error = {0};
    char *library = br_command_line_place(line, "profiles");
    char *by = who(line);
    const struct br_archive_request request = {.library = library,
                                               .id = br_command_line_operand(line, 0),
                                               .reason = line->reason,
                                               .by = by};
    char *heading = br_string_format("%s is in the archive now:", request.id);
    int code = br_archive(&request, &report, &error);
    int status = conclude(invocation, code, heading, &report, &error);
    br_lifecycle_report_release(&report);
    free(heading);
    free(by);
    free(library);
    return status;
}
