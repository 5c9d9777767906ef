/* benchrun explain: what limits the mode of a saved profile, and since when. */
#include "cli/commands.h"

#include <stdlib.h>

#include "cli/terminal.h"
#include "report/explanation.h"
#include "store/library.h"
#include "store/store.h"
#include "summary/explain.h"

static int explain_profile(const char *folder, const char *name, struct br_explanation *explanation,
                           struct br_error *error)
{
    struct br_profile profile = {0};
    struct br_summary summary = {0};
    int code = br_store_load(folder, name, &profile, error);
    if (code == 0)
        code = br_summary_make(&profile, &summary, error);
    if (code == 0)
        br_explain(&summary, explanation);
    br_summary_release(&summary);
    br_profile_release(&profile);
    return code;
}

/* An archived reference is history, not a baseline. */
static int check_baseline(const char *folder, const char *name, struct br_error *error)
{
    struct br_library_entry entry = {0};
    int code = br_library_find(folder, name, &entry, error);
    if (code == 0 && entry.kind == BR_LIBRARY_ARCHIVED)
        code = br_error_set(error, BR_ERROR_INPUT,
                            "%s is archived: it is history and no baseline any more", name);
    br_library_entry_release(&entry);
    return code;
}

static int explain(const struct br_command_line *line, struct br_explanation *explanation,
                   struct br_error *error)
{
    struct br_explanation baseline = {0};
    char *folder = br_command_line_place(line, "profiles");
    int code = explain_profile(folder, br_command_line_operand(line, 0), explanation, error);
    if (code == 0 && line->baseline != NULL) {
        code = check_baseline(folder, line->baseline, error);
        if (code == 0)
            code = explain_profile(folder, line->baseline, &baseline, error);
        if (code == 0)
            code = br_explain_changes(explanation, &baseline, error);
        br_shape_release(&br_explanation_shape, &baseline);
    }
    free(folder);
    return code;
}

static void write_terminal(const struct br_explanation *explanation,
                           const struct br_invocation *invocation, struct br_text *text)
{
    struct br_terminal terminal;
    br_terminal_look(invocation->output, &terminal);
    struct br_report_style style = {.colour = terminal.colours, .columns = terminal.columns};
    br_explanation_print(explanation, &style, text);
}

int br_command_explain(const struct br_command_line *line, const struct br_invocation *invocation)
{
    struct br_explanation explanation = {0};
    struct br_error error;
    struct br_text text = {0};
    int code = explain(line, &explanation, &error);
    if (code == 0 && line->format == BR_SHOW_JSON)
        br_shape_append(&br_explanation_shape, &explanation, &text);
    else if (code == 0 && line->format == BR_SHOW_MARKDOWN)
        br_explanation_markdown(&explanation, &text);
    else if (code == 0)
        write_terminal(&explanation, invocation, &text);
    br_shape_release(&br_explanation_shape, &explanation);
    return code == 0 ? br_cli_print(invocation, &text) : br_cli_fail(invocation, &error);
}
