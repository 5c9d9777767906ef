/* benchrun report: everything that belongs to a profile, made again from its file. */
#include "cli/commands.h"

#include <stdlib.h>

#include "cli/publish.h"
#include "store/store.h"

int br_command_report(const struct br_command_line *line, const struct br_invocation *invocation)
{
    struct br_profile profile = {0};
    struct br_error error;
    struct br_text written = {0}, text = {0};
    char *profiles = br_command_line_place(line, "profiles");
    char *reports = br_command_line_place(line, "reports");
    const struct br_publication publication = {.profiles = profiles, .reports = reports};
    int code = br_store_load(profiles, br_command_line_operand(line, 0), &profile, &error);
    int status = code == 0 ? br_publish(&profile, &publication, line, invocation, &written)
                           : br_cli_fail(invocation, &error);
    if (status == BR_EXIT_OK) {
        br_publish_describe("Report", &written, &text);
        status = br_cli_print(invocation, &text);
    }
    br_text_release(&written);
    br_profile_release(&profile);
    free(reports);
    free(profiles);
    return status;
}
