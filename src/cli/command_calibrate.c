/* benchrun calibrate: how small a change this machine can show. */
#include "cli/commands.h"

int br_command_calibrate(const struct br_command_line *line, const struct br_invocation *invocation)
{
    (void)line;
    (void)invocation;
    return BR_EXIT_FAILED;
}
