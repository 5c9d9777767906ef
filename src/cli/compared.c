/* Comparing two profiles and showing what came of it. */
#include "cli/compared.h"

#include <stdlib.h>
#include <string.h>

#include "base/os.h"
#include "cli/terminal.h"
#include "report/comparison.h"
#include "store/artifact.h"
#include "store/compare.h"

/* ---- rules ---- */

/* --rules is a list for lint; a comma in the name of a file is put back. */
static char *rules_file(const struct br_command_line *line)
{
    struct br_text file = {0};
    for (size_t i = 0; i < line->rules.count; i++)
        br_text_format(&file, "%s%s", i > 0 ? "," : "", line->rules.items[i]);
    if (line->rules.count > 0)
        return br_text_take(&file);
    char *usual = br_command_line_place(line, "profiles/rules.yaml");
    if (br_os_file_exists(usual))
        return usual;
    free(usual);
    return NULL;
}

int br_compared_rules(const struct br_command_line *line, const struct br_invocation *invocation,
                      struct br_rules *rules)
{
    struct br_mistakes mistakes = {0};
    char *file = rules_file(line);
    br_rules_built_in(rules);
    if (file != NULL && strcmp(file, "built-in") != 0)
        br_rules_load(file, rules, &mistakes);
    if (mistakes.count > 0)
        br_cli_print_mistakes(invocation, &mistakes, "in the rules");
    int status = mistakes.count > 0 ? BR_EXIT_USAGE : BR_EXIT_OK;
    br_mistakes_release(&mistakes);
    free(file);
    return status;
}

/* ---- calibration ---- */

bool br_compared_calibration(const char *hostname, const struct br_command_line *line,
                             const struct br_invocation *invocation,
                             struct br_calibration *calibration)
{
    struct br_error error;
    if (hostname == NULL)
        return false;
    char *folder = br_command_line_place(line, "profiles");
    char *path = br_artifact_calibration_path(folder, hostname);
    bool is_there = br_os_file_exists(path);
    bool is_loaded =
        is_there && br_artifact_load(&br_calibration_shape, path, BR_CALIBRATION_SCHEMA_VERSION,
                                     calibration, &error) == 0;
    if (is_there && !is_loaded)
        fprintf(invocation->messages, "benchrun: note: not used: %s\n", error.message);
    free(path);
    free(folder);
    return is_loaded;
}

/* ---- showing ---- */

static int print(const struct br_comparison *comparison, const struct br_command_line *line,
                 const struct br_invocation *invocation)
{
    struct br_text text = {0};
    struct br_terminal terminal;
    if (line->json || line->format == BR_SHOW_JSON) {
        br_shape_append(&br_comparison_shape, comparison, &text);
    } else if (line->format == BR_SHOW_MARKDOWN) {
        br_report_comparison_markdown(comparison, &text);
    } else {
        br_terminal_look(invocation->output, &terminal);
        const struct br_report_style style = {.colour = terminal.colours,
                                              .columns = terminal.columns};
        br_report_comparison_terminal(comparison, &style, &text);
    }
    return br_cli_print(invocation, &text);
}

int br_compared_make(const struct br_profile *from, const struct br_profile *to,
                     const struct br_rules *rules, const struct br_command_line *line,
                     const struct br_invocation *invocation, struct br_comparison *comparison,
                     struct br_error *error)
{
    struct br_calibration calibration = {0};
    bool is_known =
        br_compared_calibration(to->environment.hostname, line, invocation, &calibration);
    int code = br_compare(from, to, rules, is_known ? &calibration : NULL, comparison, error);
    br_shape_release(&br_calibration_shape, &calibration);
    return code;
}

int br_compared_show(const struct br_profile *from, const struct br_profile *to,
                     const struct br_rules *rules, const struct br_command_line *line,
                     const struct br_invocation *invocation, enum br_gate_outcome *outcome)
{
    struct br_comparison comparison = {0};
    struct br_error error;
    int code = br_compared_make(from, to, rules, line, invocation, &comparison, &error);
    if (code != 0)
        return br_cli_fail(invocation, &error);
    *outcome = (enum br_gate_outcome)comparison.outcome;
    int status = print(&comparison, line, invocation);
    br_comparison_release(&comparison);
    return status;
}
