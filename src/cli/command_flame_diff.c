/* benchrun flame-diff: where the CPU time of two profiles of one mode differs. */
#include "cli/commands.h"

#include <stdlib.h>
#include <string.h>

#include "base/os.h"
#include "cli/terminal.h"
#include "report/flame_diff.h"
#include "report/flame_svg.h"
#include "store/compare.h"
#include "store/store.h"

static char *usual_path(const struct br_command_line *line, const struct br_cell *cell,
                        struct br_error *error)
{
    char *mode = br_string_file_name(cell->mode);
    char *folder = br_string_format("%s/reports/%s/cpu", line->out, mode);
    char *name = br_cell_file_name(cell);
    char *path = br_os_make_folders(folder, error) == 0
                     ? br_string_format("%s/%s-diff.svg", folder, name)
                     : NULL;
    free(name);
    free(folder);
    free(mode);
    return path;
}

static int print_report(const struct br_flame_diff *diff, const struct br_command_line *line,
                        const struct br_invocation *invocation)
{
    struct br_text text = {0};
    struct br_error error;
    struct br_terminal terminal;
    int code = 0;
    if (line->json || line->format == BR_SHOW_JSON) {
        code = br_report_flame_diff_json(diff, &text, &error);
    } else if (line->format == BR_SHOW_MARKDOWN) {
        br_report_flame_diff_markdown(diff, &text);
    } else {
        br_terminal_look(invocation->output, &terminal);
        struct br_report_style style = {.colour = terminal.colours, .columns = terminal.columns};
        br_report_flame_diff(diff, &style, &text);
    }
    if (code == 0)
        return br_cli_print(invocation, &text);
    br_text_release(&text);
    return br_cli_fail(invocation, &error);
}

/* The picture alone where it goes to standard output; else the picture, and the report. */
static int show(struct br_flame_diff *diff, const struct br_command_line *line,
                const struct br_invocation *invocation)
{
    struct br_text picture = {0};
    struct br_error error = {0};
    char *title = br_flame_diff_title(diff);
    br_flame_diff_svg(diff->changes, title, &picture);
    free(title);
    if (line->output != NULL && strcmp(line->output, "-") == 0)
        return br_cli_print(invocation, &picture);
    char *path = line->output != NULL ? br_string_copy(line->output)
                                      : usual_path(line, diff->pair->cell, &error);
    int code = path == NULL ? error.code
               : picture.failed
                   ? br_error_set(&error, BR_ERROR_MEMORY, "no memory for the picture")
                   : br_os_write_file(path, br_text_string(&picture), picture.size, &error);
    diff->picture = path;
    int status = code == 0 ? print_report(diff, line, invocation) : br_cli_fail(invocation, &error);
    br_text_release(&picture);
    free(path);
    return status;
}

static void refuse_cell(const struct br_cpu_pairs *pairs, const char *asked, struct br_error *error)
{
    struct br_text names = {0};
    for (size_t i = 0; i < pairs->count; i++)
        br_text_format(&names, "%s'%s'", i > 0 ? ", " : "", pairs->items[i].name);
    br_error_set(error, BR_ERROR_INPUT,
                 "--cell: '%.80s' is no cell of which both have CPU samples; those are %s", asked,
                 br_text_string(&names));
    br_text_release(&names);
}

/* The cell that was asked for, of those that both have; the largest where none was. NULL with an
 * error where there is none. */
static const struct br_cpu_pair *pair_up(const struct br_profile *before,
                                         const struct br_profile *after,
                                         const struct br_command_line *line,
                                         struct br_cpu_pairs *pairs, struct br_error *error)
{
    const char *asked = line->cells.count > 0 ? line->cells.items[0] : NULL;
    if (br_compare_check(before, after, error) != 0 ||
        br_cpu_pairs_make(before, after, pairs, error) != 0)
        return NULL;
    const struct br_cpu_pair *pair = br_cpu_pairs_find(pairs, asked);
    if (pairs->count == 0)
        br_error_set(error, BR_ERROR_INPUT,
                     "%s and %s have CPU samples of no cell in common; measure both with "
                     "--profile cpu and the same sizes",
                     before->name, after->name);
    else if (pair == NULL)
        refuse_cell(pairs, asked, error);
    return pair;
}

static int compare(const struct br_profile *before, const struct br_profile *after,
                   const struct br_command_line *line, const struct br_invocation *invocation)
{
    struct br_cpu_pairs pairs = {0};
    struct br_cpu_changes changes = {0};
    struct br_error error = {0};
    const struct br_cpu_pair *pair = pair_up(before, after, line, &pairs, &error);
    int code = error.code;
    if (pair != NULL && !br_cpu_changes_make(pair->before, pair->after, &changes))
        code = br_error_set(&error, BR_ERROR_MEMORY, "no memory for the comparison");
    struct br_flame_diff diff = {.before = br_command_line_operand(line, 0),
                                 .after = br_command_line_operand(line, 1),
                                 .pairs = &pairs,
                                 .pair = pair,
                                 .changes = &changes};
    int status =
        pair != NULL && code == 0 ? show(&diff, line, invocation) : br_cli_fail(invocation, &error);
    br_cpu_changes_release(&changes);
    br_cpu_pairs_release(&pairs);
    return status;
}

int br_command_flame_diff(const struct br_command_line *line,
                          const struct br_invocation *invocation)
{
    struct br_profile before = {0}, after = {0};
    struct br_error error;
    char *folder = br_command_line_place(line, "profiles");
    int code = br_store_load(folder, br_command_line_operand(line, 0), &before, &error);
    if (code == 0)
        code = br_store_load(folder, br_command_line_operand(line, 1), &after, &error);
    int status =
        code == 0 ? compare(&before, &after, line, invocation) : br_cli_fail(invocation, &error);
    br_profile_release(&before);
    br_profile_release(&after);
    free(folder);
    return status;
}
