/* benchrun ab: two sides against each other. */
#include "cli/commands.h"

#include <math.h>
#include <stdlib.h>

#include "base/units.h"
#include "cli/sides.h"
#include "cli/terminal.h"
#include "engine/ab.h"
#include "report/trial.h"
#include "store/artifact.h"

/* ---- what is told meanwhile ---- */

struct listener {
    FILE *stream;
    struct br_terminal terminal;
    bool drawn;
};

static void show(struct listener *listener, const char *line)
{
    struct br_text drawn = {0};
    br_text_append(&drawn, "\r\033[K");
    br_terminal_append_cut(&drawn, line, listener->terminal.columns - 1);
    fputs(br_text_string(&drawn), listener->stream);
    fflush(listener->stream);
    listener->drawn = true;
    br_text_release(&drawn);
}

static void clear(struct listener *listener)
{
    if (listener->drawn)
        fputs("\r\033[K", listener->stream);
    listener->drawn = false;
}

static void append_state(const struct br_trial_cell *cell, const struct br_trial_look *look,
                         uint64_t left_ns, struct br_text *text)
{
    char label[256];
    char duration[BR_UNITS_BUFFER];
    br_text_append_visible(text, br_cell_label(&cell->cell, label, sizeof label));
    br_text_format(text, ": %zu pair%s, ", cell->pairs.count, cell->pairs.count == 1 ? "" : "s");
    br_report_trial_look(look, text);
    if (cell->reason != NULL)
        br_text_format(text, ", %s", br_trial_verdict_names[cell->verdict]);
    br_units_format_duration(duration, (double)left_ns);
    if (left_ns > 0)
        br_text_format(text, ", at most %s left", duration);
}

static void on_verifying(void *context, const struct br_cell *cell, const char *side)
{
    struct listener *listener = context;
    struct br_text text = {0};
    char label[256];
    br_text_append(&text, br_cell_label(cell, label, sizeof label));
    br_text_format(&text, ": checking the work of the %s side", side);
    show(listener, br_text_string(&text));
    br_text_release(&text);
}

static void on_paired(void *context, const struct br_trial_cell *cell,
                      const struct br_trial_look *now, uint64_t left_ns)
{
    struct listener *listener = context;
    struct br_text text = {0};
    append_state(cell, now, left_ns, &text);
    show(listener, br_text_string(&text));
    br_text_release(&text);
}

static void on_looked(void *context, const struct br_trial_cell *cell, uint64_t left_ns)
{
    struct listener *listener = context;
    struct br_text text = {0};
    append_state(cell, &cell->looks.items[cell->looks.count - 1], left_ns, &text);
    fprintf(listener->stream, "%s\n", br_text_string(&text));
    fflush(listener->stream);
    br_text_release(&text);
}

/* ---- the trial ---- */

static int measure(const struct br_command_line *line, const struct br_invocation *invocation,
                   struct br_trial *trial, struct br_error *error)
{
    struct listener listener = {.stream = invocation->messages};
    struct br_config old_config = {0};
    struct br_config new_config = {0};
    br_terminal_look(invocation->messages, &listener.terminal);
    /* A line that is drawn anew for every pair, or one for every look. */
    bool redraws = listener.terminal.redraws;
    const struct br_ab_events events = {.context = &listener,
                                        .verifying = redraws ? on_verifying : NULL,
                                        .paired = redraws ? on_paired : NULL,
                                        .looked = redraws ? NULL : on_looked};
    struct br_ab_request request = {.old_config = &old_config,
                                    .new_config = &new_config,
                                    .registry = invocation->registry,
                                    .rule = br_pairs_rule_default(),
                                    .pairs_most = line->pairs_most,
                                    .events = line->quiet ? NULL : &events,
                                    .interrupted = invocation->interrupted};
    if (line->effect > 0)
        request.rule.effect = log1p((double)line->effect / 1e6);
    br_sides_make(line, &old_config, &new_config);
    invocation->catch_interrupts();
    int code = br_ab(&request, trial, error);
    clear(&listener);
    br_shape_release(&br_config_shape, &old_config);
    br_shape_release(&br_config_shape, &new_config);
    return code;
}

static int save(const struct br_trial *trial, const struct br_command_line *line,
                const struct br_invocation *invocation)
{
    struct br_error error;
    char *folder = br_command_line_place(line, "profiles");
    char *path = br_artifact_trial_path(folder, line->save);
    int code = br_artifact_save(&br_trial_shape, trial, path, &error);
    free(folder);
    if (code == 0 && !line->quiet)
        fprintf(invocation->messages, "Trial saved as %s\n", path);
    free(path);
    return code < 0 ? br_cli_fail(invocation, &error) : BR_EXIT_OK;
}

static int print(const struct br_trial *trial, const struct br_command_line *line,
                 const struct br_invocation *invocation)
{
    struct br_text text = {0};
    if (line->json)
        br_shape_append(&br_trial_shape, trial, &text);
    else
        br_report_trial(trial, &text);
    return br_cli_print(invocation, &text);
}

static int exit_status(const struct br_trial *trial, const struct br_command_line *line)
{
    if (trial->verdict == BR_TRIAL_SLOWER)
        return BR_EXIT_REGRESSION;
    if (trial->verdict == BR_TRIAL_AMBIGUOUS && line->strict)
        return BR_EXIT_AMBIGUOUS;
    return BR_EXIT_OK;
}

/* What was measured until an interrupt is kept; a verdict it has none. */
static int conclude(const struct br_trial *trial, const struct br_command_line *line, int code,
                    const struct br_invocation *invocation)
{
    int status = print(trial, line, invocation);
    if (line->save != NULL && save(trial, line, invocation) != BR_EXIT_OK)
        status = BR_EXIT_FAILED;
    if (code == BR_ERROR_INTERRUPTED) {
        fprintf(invocation->messages, "benchrun: interrupted before the trial was decided\n");
        return BR_EXIT_INTERRUPTED;
    }
    return status != BR_EXIT_OK ? status : exit_status(trial, line);
}

int br_command_ab(const struct br_command_line *line, const struct br_invocation *invocation)
{
    struct br_text command = {0};
    struct br_error error = {0};
    br_cli_quote(invocation->argument_count, invocation->arguments, &command);
    struct br_trial trial = {.name = br_string_copy(line->save), .command = br_text_take(&command)};
    int code = measure(line, invocation, &trial, &error);
    bool is_shown = code == 0 || (code == BR_ERROR_INTERRUPTED && trial.cells.count > 0);
    int status =
        is_shown ? conclude(&trial, line, code, invocation) : br_cli_fail(invocation, &error);
    br_trial_release(&trial);
    return status;
}
