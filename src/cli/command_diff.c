/* benchrun diff: two profiles of one mode, row by row. */
#include "cli/commands.h"

#include <stdlib.h>

#include "cli/compared.h"
#include "store/store.h"

static int compare(const struct br_command_line *line, const struct br_invocation *invocation,
                   const struct br_rules *rules)
{
    struct br_profile from = {0}, to = {0};
    struct br_error error;
    enum br_gate_outcome outcome;
    char *folder = br_command_line_place(line, "profiles");
    int code = br_store_load(folder, br_command_line_operand(line, 0), &from, &error);
    if (code == 0)
        code = br_store_load(folder, br_command_line_operand(line, 1), &to, &error);
    int status = code == 0 ? br_compared_show(&from, &to, rules, line, invocation, &outcome)
                           : br_cli_fail(invocation, &error);
    br_profile_release(&from);
    br_profile_release(&to);
    free(folder);
    return status;
}

int br_command_diff(const struct br_command_line *line, const struct br_invocation *invocation)
{
    struct br_rules rules = {0};
    int status = br_compared_rules(line, invocation, &rules);
    if (status == BR_EXIT_OK)
        status = compare(line, invocation, &rules);
    br_rules_release(&rules);
    return status;
}
