/* benchrun show: a saved profile again, as a summary, as Markdown or as JSON. */
#include "cli/commands.h"

#include <stdlib.h>

#include "cli/render.h"
#include "store/store.h"

int br_command_show(const struct br_command_line *line, const struct br_invocation *invocation)
{
    struct br_profile profile = {0};
    struct br_error error;
    char *folder = br_command_line_place(line, "profiles");
    int code = br_store_load(folder, br_command_line_operand(line, 0), &profile, &error);
    free(folder);
    if (code != 0)
        return br_cli_fail(invocation, &error);
    int status = br_render(&profile, (enum br_show_format)line->format, invocation);
    br_profile_release(&profile);
    return status;
}
