/* benchrun plan: what a run would do. */
#include "cli/commands.h"

#include "engine/plan.h"

int br_command_plan(const struct br_command_line *line, const struct br_invocation *invocation)
{
    struct br_plan plan = {0};
    struct br_error error;
    if (br_plan_make(&line->config, invocation->registry, &plan, &error) != 0)
        return br_cli_fail(invocation, &error);
    struct br_text text = {0};
    br_plan_print(&line->config, &plan, &text);
    br_plan_release(&plan);
    return br_cli_print(invocation, &text);
}
