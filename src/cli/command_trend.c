/* benchrun trend: the profiles of one mode on one host over time, and where their level changed. */
#include "cli/commands.h"

#include <stdlib.h>
#include <string.h>

#include "cli/terminal.h"
#include "report/trend.h"
#include "store/history.h"
#include "summary/trend.h"

static struct br_change_rule rule_of(const struct br_command_line *line)
{
    struct br_change_rule rule = br_change_rule_default;
    if (line->window > 0)
        rule.window = line->window;
    if (line->probability > 0)
        rule.probability = (double)line->probability / 1e6;
    if (line->magnitude > 0)
        rule.magnitude = (double)line->magnitude / 1e6;
    return rule;
}

/* Texts are the line's. */
static struct br_trend_filter filter_of(const struct br_command_line *line)
{
    return (struct br_trend_filter){.mode = line->config.mode,
                                    .workload = line->config.workload,
                                    .hostname = line->host,
                                    .cells = line->cells,
                                    .measures = line->measures,
                                    .archived = line->archived,
                                    .like = br_command_line_operand(line, 0)};
}

/* ---- what cannot be answered ---- */

static int check_measures(const struct br_command_line *line, const struct br_history *history,
                          struct br_error *error)
{
    for (size_t i = 0; i < line->measures.count; i++) {
        bool is_known = false;
        struct br_text known = {0};
        for (size_t j = 0; j < history->measures.count; j++) {
            is_known |= strcmp(line->measures.items[i], history->measures.items[j]) == 0;
            br_text_format(&known, "%s%s", j > 0 ? ", " : "", history->measures.items[j]);
        }
        if (!is_known)
            br_error_set(error, BR_ERROR_USAGE, "--measures: '%.80s' is none of %s",
                         line->measures.items[i], br_text_string(&known));
        br_text_release(&known);
        if (!is_known)
            return BR_ERROR_USAGE;
    }
    return 0;
}

static int refuse_empty(const struct br_command_line *line, const struct br_history *history,
                        struct br_error *error)
{
    const char *name = br_command_line_operand(line, 0);
    if (history->entries.count == 0)
        return br_error_set(error, BR_ERROR_INPUT,
                            "there is no profile in %s/profiles; benchrun run makes one",
                            line->out);
    if (name != NULL)
        return br_error_set(error, BR_ERROR_INPUT,
                            "there is no profile %s in %s/profiles, or it cannot be read; benchrun "
                            "profiles list names those there are",
                            name, line->out);
    return br_error_set(error, BR_ERROR_INPUT,
                        "none of the %zu profiles in %s/profiles is readable, complete and of the "
                        "mode, workload and host that are asked for; benchrun profiles list shows "
                        "what they are",
                        history->entries.count, line->out);
}

static void append_labels(const struct br_history_entry *entry, struct br_text *text)
{
    for (size_t i = 0; i < entry->cells.count; i++)
        br_text_format(text, "%s'%s'", i > 0 ? ", " : "", entry->cells.items[i].label);
}

static int check_trends(const struct br_command_line *line, const struct br_history *history,
                        const struct br_trends *trends, struct br_error *error)
{
    struct br_text labels = {0};
    if (trends->like == NULL)
        return refuse_empty(line, history, error);
    if (trends->count > 0)
        return 0;
    append_labels(trends->like, &labels);
    br_error_set(error, BR_ERROR_INPUT,
                 "no profile like %s has such a cell with such a measure; its cells are %s",
                 trends->like->name, br_text_string(&labels));
    br_text_release(&labels);
    return error->code;
}

/* ---- showing ---- */

static int print(const struct br_trends *trends, const struct br_pictures *pictures,
                 const struct br_command_line *line, const struct br_invocation *invocation)
{
    struct br_text text = {0};
    struct br_error error;
    struct br_terminal terminal;
    struct br_report_style style = {.pictures = pictures};
    int code = 0;
    if (line->format == BR_SHOW_JSON) {
        code = br_trend_json(trends, &text, &error);
    } else if (line->format == BR_SHOW_MARKDOWN) {
        br_trend_markdown(trends, &style, &text);
    } else {
        br_terminal_look(invocation->output, &terminal);
        style.columns = terminal.columns;
        br_trend_terminal(trends, &style, &text);
    }
    return code == 0 ? br_cli_print(invocation, &text) : br_cli_fail(invocation, &error);
}

static int show(const struct br_trends *trends, const struct br_command_line *line,
                const struct br_invocation *invocation)
{
    struct br_pictures pictures = {0};
    struct br_error error;
    int code = line->figure != NULL ? br_trend_draw(trends, line->figure, &pictures, &error) : 0;
    if (pictures.missing != NULL)
        fprintf(invocation->messages, "benchrun: note: no figure: %s\n", pictures.missing);
    int status =
        code == 0 ? print(trends, &pictures, line, invocation) : br_cli_fail(invocation, &error);
    br_pictures_release(&pictures);
    return status;
}

int br_command_trend(const struct br_command_line *line, const struct br_invocation *invocation)
{
    struct br_history history = {0};
    struct br_trends trends = {0};
    struct br_error error;
    const struct br_change_rule rule = rule_of(line);
    const struct br_trend_filter filter = filter_of(line);
    char *folder = br_command_line_place(line, "profiles");
    int code = br_history_read(folder, &history, NULL, &error);
    if (code == 0)
        code = check_measures(line, &history, &error);
    if (code == 0) {
        br_trends_make(&history, &filter, &rule, &trends);
        code = check_trends(line, &history, &trends, &error);
    }
    int status = code == 0 ? show(&trends, line, invocation) : br_cli_fail(invocation, &error);
    br_trends_release(&trends);
    br_shape_release(&br_history_shape, &history);
    free(folder);
    return status;
}
