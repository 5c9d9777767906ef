/* Where the CPU time of two profiles differs; see flame_diff.h. */
#include "report/flame_diff.h"

#include <math.h>
#include <stdlib.h>

#include <cjson/cJSON.h>

#include "report/figures.h"
#include "report/wrap.h"

enum { FUNCTIONS_SHOWN = 15, DEFAULT_COLUMNS = 80 };
static const double points_least = 0.0005; /* a change that is worth a row */

static double growth_of(const struct br_cpu_change *change)
{
    return change->after - change->before;
}

static bool is_shown(const struct br_cpu_change *change)
{
    return change->sure || fabs(growth_of(change)) >= points_least;
}

char *br_flame_diff_title(const struct br_flame_diff *diff)
{
    char label[256];
    return br_string_format("CPU time, %s: from %s to %s",
                            br_cell_label(diff->pair->cell, label, sizeof label), diff->before,
                            diff->after);
}

/* ---- rows ---- */

static void columns(struct br_table *table)
{
    br_table_column(table, "change", "points", BR_TABLE_RIGHT, 0);
    br_table_column(table, "95 % interval", "", BR_TABLE_RIGHT, 2);
    br_table_column(table, "beyond error", "", BR_TABLE_LEFT, 0);
    br_table_column(table, "before", "", BR_TABLE_RIGHT, 0);
    br_table_column(table, "after", "", BR_TABLE_RIGHT, 0);
    br_table_column(table, "function", "", BR_TABLE_LEFT, 0);
    br_table_column(table, "library", "", BR_TABLE_LEFT, 1);
}

static void row(const struct br_cpu_changes *changes, const struct br_cpu_change *change,
                struct br_table *table)
{
    const struct br_function *function = &changes->views.functions[change->index];
    bool is_named = function->frame != NULL && function->library[0] != '\0';
    br_table_cell(table, "%+.2f", growth_of(change) * 100);
    br_table_cell(table, "%+.2f to %+.2f", change->change.low * 100, change->change.high * 100);
    br_table_cell(table, "%s", change->sure ? "yes" : "no");
    br_figure_percent(table, change->before);
    br_figure_percent(table, change->after);
    br_table_cell(table, "%s", function->label);
    br_table_cell(table, "%s", is_named ? function->library : BR_FORMAT_NONE);
}

/* Those that grew stand first in the list, those that shrank most stand last. */
static void make_table(const struct br_cpu_changes *changes, bool grown, struct br_table *table)
{
    size_t count = changes->function_count;
    columns(table);
    for (size_t i = 0, shown = 0; i < count && shown < FUNCTIONS_SHOWN; i++) {
        const struct br_cpu_change *change = &changes->functions[grown ? i : count - 1 - i];
        if ((growth_of(change) > 0) != grown)
            break;
        if (is_shown(change)) {
            row(changes, change, table);
            shown++;
        }
    }
}

/* ---- sentences ---- */

static void side_line(const char *what, const char *name, double samples, double ns_per_record,
                      const struct br_stacks *stacks, struct br_text *text)
{
    char count[BR_UNITS_BUFFER], duration[BR_UNITS_BUFFER];
    br_text_format(text, "%s %s: %s samples by %s, %s of CPU time per record", what, name,
                   br_format_count(count, br_format_whole(samples)),
                   stacks->source != NULL ? stacks->source : "an unknown source",
                   isfinite(ns_per_record) ? br_units_format_duration(duration, ns_per_record)
                                           : BR_FORMAT_NONE);
}

static void before_line(const struct br_flame_diff *diff, struct br_text *text)
{
    side_line("before", diff->before, diff->changes->before_samples,
              diff->changes->before_ns_per_record, diff->pair->before, text);
}

static void after_line(const struct br_flame_diff *diff, struct br_text *text)
{
    side_line("after", diff->after, diff->changes->after_samples,
              diff->changes->after_ns_per_record, diff->pair->after, text);
}

static size_t count_sure(const struct br_cpu_changes *changes)
{
    size_t sure = 0;
    for (size_t i = 0; i < changes->function_count; i++)
        sure += changes->functions[i].sure ? 1 : 0;
    return sure;
}

static void append_note(const struct br_flame_diff *diff, struct br_text *text)
{
    size_t sure = count_sure(diff->changes);
    br_text_format(text,
                   "The own shares of %zu of %zu functions changed beyond the sampling error of "
                   "both; among such, 5 %% are expected to be called so wrongly. Intervals have "
                   "the sampling of both in them, and not what moves a whole process: two runs of "
                   "the same code can lie farther apart. A share also moves when others do: CPU "
                   "time per record says whether all became more.",
                   sure, diff->changes->function_count);
}

/* "1k, 1k ×2": the cells that could have been asked for; empty where there is no other. */
static void append_others(const struct br_flame_diff *diff, struct br_text *text)
{
    for (size_t i = 0; i < diff->pairs->count; i++) {
        const struct br_cpu_pair *pair = &diff->pairs->items[i];
        if (pair != diff->pair)
            br_text_format(text, "%s%s", text->size > 0 ? ", " : "", pair->name);
    }
}

static void append_choice(const struct br_flame_diff *diff, struct br_text *text)
{
    struct br_text others = {0};
    append_others(diff, &others);
    if (others.size > 0)
        br_text_format(text, "This is %s; both also have %s: --cell names one.", diff->pair->name,
                       br_text_string(&others));
    br_text_release(&others);
}

/* ---- for people ---- */

/* What is said of a comparison, in the order in which it is read. */
enum { TITLE, BEFORE, AFTER, CHOICE, NOTE, LINES };

static void make_lines(const struct br_flame_diff *diff, struct br_text lines[LINES])
{
    char *title = br_flame_diff_title(diff);
    br_text_append(&lines[TITLE], title);
    before_line(diff, &lines[BEFORE]);
    after_line(diff, &lines[AFTER]);
    append_choice(diff, &lines[CHOICE]);
    append_note(diff, &lines[NOTE]);
    free(title);
}

static void release_lines(struct br_text lines[LINES])
{
    for (size_t i = 0; i < LINES; i++)
        br_text_release(&lines[i]);
}

static void print_table(const struct br_flame_diff *diff, bool grown,
                        const struct br_report_style *style, unsigned width, struct br_text *text)
{
    struct br_table table = {0};
    make_table(diff->changes, grown, &table);
    if (br_table_rows(&table) > 0) {
        br_text_format(text, "\n%s%s%s\n", style->colour ? "\033[1m" : "",
                       grown ? "Grew, by their own share of CPU time" : "Shrank",
                       style->colour ? "\033[0m" : "");
        br_table_print(&table, style->colour, width, text);
    }
    br_table_release(&table);
}

void br_report_flame_diff(const struct br_flame_diff *diff, const struct br_report_style *style,
                          struct br_text *text)
{
    unsigned width = style->columns > 0 ? style->columns : DEFAULT_COLUMNS;
    struct br_text lines[LINES] = {0};
    make_lines(diff, lines);
    br_wrap(text, "", br_text_string(&lines[TITLE]), width);
    br_text_append(text, "\n");
    br_wrap(text, "", br_text_string(&lines[BEFORE]), width);
    br_wrap(text, "", br_text_string(&lines[AFTER]), width);
    if (lines[CHOICE].size > 0)
        br_wrap(text, "", br_text_string(&lines[CHOICE]), width);
    print_table(diff, true, style, width, text);
    print_table(diff, false, style, width, text);
    br_text_append(text, "\n");
    br_wrap(text, "", br_text_string(&lines[NOTE]), width);
    br_text_append(text, "\n");
    br_text_append_visible(text, diff->picture);
    br_text_append(text, "\n");
    release_lines(lines);
}

static void append_paragraph(const struct br_text *line, const char *prefix, const char *ending,
                             struct br_text *text)
{
    br_text_append(text, prefix);
    br_text_append_markdown(text, br_text_string(line));
    br_text_append(text, ending);
}

static void markdown_table(const struct br_flame_diff *diff, bool grown, struct br_text *text)
{
    struct br_table table = {0};
    make_table(diff->changes, grown, &table);
    if (br_table_rows(&table) > 0) {
        br_text_append(text, grown ? "## Grew\n\n" : "## Shrank\n\n");
        br_table_markdown(&table, text);
    }
    br_table_release(&table);
}

void br_report_flame_diff_markdown(const struct br_flame_diff *diff, struct br_text *text)
{
    struct br_text lines[LINES] = {0};
    make_lines(diff, lines);
    append_paragraph(&lines[TITLE], "# ", "\n\n", text);
    append_paragraph(&lines[BEFORE], "- ", "\n", text);
    append_paragraph(&lines[AFTER], "- ", "\n\n", text);
    if (lines[CHOICE].size > 0)
        append_paragraph(&lines[CHOICE], "", "\n\n", text);
    markdown_table(diff, true, text);
    markdown_table(diff, false, text);
    append_paragraph(&lines[NOTE], "", "\n", text);
    release_lines(lines);
}

/* ---- for programs ---- */

static void add_side(cJSON *root, const char *name, const char *profile, double samples,
                     double ns_per_record, const struct br_stacks *stacks)
{
    cJSON *object = cJSON_AddObjectToObject(root, name);
    br_json_add_visible(object, "profile", profile);
    cJSON_AddNumberToObject(object, "samples", samples);
    cJSON_AddNumberToObject(object, "period_ns", stacks->period);
    if (isfinite(ns_per_record))
        cJSON_AddNumberToObject(object, "cpu_ns_per_record", ns_per_record);
}

static void add_function(cJSON *list, const struct br_cpu_changes *changes,
                         const struct br_cpu_change *change)
{
    const struct br_function *function = &changes->views.functions[change->index];
    cJSON *object = cJSON_CreateObject();
    cJSON_AddItemToArray(list, object);
    br_json_add_visible(object, "function", function->label);
    if (function->frame != NULL && function->library[0] != '\0')
        br_json_add_visible(object, "library", function->library);
    cJSON_AddNumberToObject(object, "self_share_before", change->before);
    cJSON_AddNumberToObject(object, "self_share_after", change->after);
    cJSON_AddNumberToObject(object, "change_low", change->change.low);
    cJSON_AddNumberToObject(object, "change_high", change->change.high);
    cJSON_AddBoolToObject(object, "beyond_error", change->sure);
}

int br_report_flame_diff_json(const struct br_flame_diff *diff, struct br_text *text,
                              struct br_error *error)
{
    char label[256];
    const struct br_cpu_changes *changes = diff->changes;
    cJSON *root = cJSON_CreateObject();
    cJSON_AddBoolToObject(root, "estimated", true);
    br_json_add_visible(root, "cell", br_cell_label(diff->pair->cell, label, sizeof label));
    cJSON *cells = cJSON_AddArrayToObject(root, "cells");
    for (size_t i = 0; i < diff->pairs->count; i++)
        cJSON_AddItemToArray(cells, cJSON_CreateString(diff->pairs->items[i].name));
    add_side(root, "before", diff->before, changes->before_samples, changes->before_ns_per_record,
             diff->pair->before);
    add_side(root, "after", diff->after, changes->after_samples, changes->after_ns_per_record,
             diff->pair->after);
    cJSON *list = cJSON_AddArrayToObject(root, "functions");
    for (size_t i = 0; i < changes->function_count; i++)
        add_function(list, changes, &changes->functions[i]);
    br_json_add_visible(root, "picture", diff->picture);
    br_json_append(root, text);
    return text->failed
               ? br_error_set(error, BR_ERROR_MEMORY, "the comparison does not fit into memory")
               : 0;
}
