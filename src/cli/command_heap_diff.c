/* benchrun heap-diff: which functions hold more memory than before. */
#include "cli/commands.h"

#include <stdlib.h>

#include "cli/terminal.h"
#include "engine/heap.h"
#include "report/heap_diff.h"

static int load(const struct br_command_line *line, size_t operand, struct br_stacks *side,
                struct br_error *error)
{
    return br_heap_load(br_command_line_operand(line, operand),
                        line->allocated ? BR_HEAP_ALLOCATED : BR_HEAP_LIVE, side, error);
}

static int print(const struct br_command_line *line, const struct br_stacks *before,
                 const struct br_stacks *after, const struct br_invocation *invocation)
{
    struct br_text text = {0};
    struct br_error error;
    struct br_heap_changes changes;
    struct br_terminal terminal;
    int code = 0;
    br_terminal_look(invocation->output, &terminal);
    struct br_report_style style = {.colour = terminal.colours, .columns = terminal.columns};
    br_heap_changes_make(before, after, &changes);
    struct br_heap_diff diff = {
        .before = {br_command_line_operand(line, 0), before},
        .after = {br_command_line_operand(line, 1), after},
        .allocated = line->allocated,
        .changes = &changes,
    };
    if (line->json)
        code = br_report_heap_diff_json(&diff, &text, &error);
    else
        br_report_heap_diff(&diff, &style, &text);
    br_heap_changes_release(&changes);
    if (code == 0)
        return br_cli_print(invocation, &text);
    br_text_release(&text);
    return br_cli_fail(invocation, &error);
}

int br_command_heap_diff(const struct br_command_line *line, const struct br_invocation *invocation)
{
    struct br_stacks before = {0}, after = {0};
    struct br_error error;
    int code = load(line, 0, &before, &error);
    if (code == 0)
        code = load(line, 1, &after, &error);
    int status =
        code == 0 ? print(line, &before, &after, invocation) : br_cli_fail(invocation, &error);
    br_shape_release(&br_stacks_shape, &before);
    br_shape_release(&br_stacks_shape, &after);
    return status;
}
