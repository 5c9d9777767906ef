/* Trends on a terminal and as JSON; see trend.h. */
#include "report/trend.h"

#include "report/format.h"
#include "report/trend_parts.h"
#include "report/wrap.h"

enum { DIGITS = 4, COLUMNS_USUAL = 80, COLUMNS_LABEL = 30, COLUMNS_VALUE = 20, BARS_LEAST = 8 };

/* ---- terminal ---- */

static void print_paragraph(const char *bullet, struct br_text *line, unsigned columns,
                            struct br_text *text)
{
    br_wrap(text, bullet, br_text_string(line), columns);
    br_text_release(line);
}

static void print_trend(const struct br_trend *trend, unsigned columns, struct br_text *text)
{
    char number[BR_UNITS_BUFFER];
    size_t taken = COLUMNS_LABEL + COLUMNS_VALUE;
    size_t width = columns > taken + BARS_LEAST ? columns - taken : BARS_LEAST;
    struct br_text label = {0};
    br_text_append_visible(&label, trend->cell->label);
    br_text_format(&label, "  %s", trend->measure->name);
    br_text_format(text, "  %s", br_text_string(&label));
    size_t columns_used = br_text_columns(br_text_string(&label)) + 2;
    br_text_append_repeat(text, ' ',
                          columns_used < COLUMNS_LABEL ? COLUMNS_LABEL - columns_used : 1);
    br_trend_append_bars(trend, width, text);
    br_format_significant(number, trend->points[trend->count - 1].value, DIGITS);
    br_text_format(text, " %s %s\n", number, trend->measure->unit);
    br_text_release(&label);
    for (size_t i = 0; i < trend->change_count; i++) {
        struct br_text line = {0};
        br_trend_append_change(trend, &trend->changes[i], &line);
        print_paragraph("      ", &line, columns, text);
    }
}

static void print_omissions(const struct br_trends *trends, unsigned columns, struct br_text *text)
{
    if (trends->omission_count > 0)
        br_text_append(text, "\nLeft out\n");
    for (size_t i = 0; i < trends->omission_count; i++) {
        struct br_text line = {0};
        br_trend_append_omission(&trends->omissions[i], &line);
        print_paragraph("  - ", &line, columns, text);
    }
}

void br_trend_terminal(const struct br_trends *trends, const struct br_report_style *style,
                       struct br_text *text)
{
    unsigned columns = style != NULL && style->columns > 0 ? style->columns : COLUMNS_USUAL;
    const struct br_history_entry *like = trends->like;
    struct br_text line = {0};
    if (like == NULL)
        return;
    br_text_append_visible(text, like->workload);
    br_text_append(text, " · ");
    br_text_append_visible(text, like->mode);
    br_text_append(text, " · on ");
    br_text_append_visible(text, like->hostname != NULL ? like->hostname : "an unknown host");
    br_text_format(text, " · %zu profile%s\n\n", trends->profile_count,
                   trends->profile_count == 1 ? "" : "s");
    for (size_t i = 0; i < trends->count; i++)
        print_trend(&trends->items[i], columns, text);
    br_text_append(text, "\n");
    br_trend_append_rule(trends, &line);
    br_text_append(&line, ".");
    print_paragraph("", &line, columns, text);
    print_omissions(trends, columns, text);
}

/* ---- JSON ---- */

static void add_text(cJSON *object, const char *name, const char *value)
{
    if (value != NULL)
        cJSON_AddStringToObject(object, name, value);
}

static cJSON *points_json(const struct br_trend *trend)
{
    cJSON *list = cJSON_CreateArray();
    for (size_t i = 0; i < trend->count; i++) {
        const struct br_history_entry *entry = trend->points[i].entry;
        cJSON *point = cJSON_CreateObject();
        add_text(point, "profile", entry->name);
        add_text(point, "file", entry->file);
        cJSON_AddBoolToObject(point, "reference", entry->reference);
        add_text(point, "created", entry->created);
        add_text(point, "commit", entry->commit);
        cJSON_AddBoolToObject(point, "dirty", entry->dirty);
        cJSON_AddNumberToObject(point, "value", trend->points[i].value);
        cJSON_AddItemToArray(list, point);
    }
    return list;
}

static cJSON *changes_json(const struct br_trend *trend)
{
    cJSON *list = cJSON_CreateArray();
    for (size_t i = 0; i < trend->change_count; i++) {
        const struct br_level_change *change = &trend->changes[i];
        cJSON *item = cJSON_CreateObject();
        cJSON_AddNumberToObject(item, "index", (double)change->index);
        cJSON_AddNumberToObject(item, "before", change->before);
        cJSON_AddNumberToObject(item, "after", change->after);
        cJSON_AddNumberToObject(item, "p", change->probability);
        add_text(item, "last_commit_before", trend->points[change->index - 1].entry->commit);
        add_text(item, "first_commit_after", trend->points[change->index].entry->commit);
        cJSON_AddItemToArray(list, item);
    }
    return list;
}

static cJSON *trend_json(const struct br_trend *trend)
{
    cJSON *item = cJSON_CreateObject();
    cJSON_AddStringToObject(item, "cell", trend->cell->label);
    add_text(item, "input", trend->cell->input);
    cJSON_AddStringToObject(item, "measure", trend->measure->name);
    cJSON_AddStringToObject(item, "unit", trend->measure->unit);
    cJSON_AddItemToObject(item, "points", points_json(trend));
    cJSON_AddItemToObject(item, "changes", changes_json(trend));
    return item;
}

static void add_omissions(cJSON *root, const struct br_trends *trends)
{
    cJSON *list = cJSON_AddArrayToObject(root, "left_out");
    for (size_t i = 0; i < trends->omission_count; i++) {
        const struct br_trend_omission *omission = &trends->omissions[i];
        cJSON *item = cJSON_CreateObject();
        cJSON_AddStringToObject(item, "reason", omission->reason);
        cJSON *names = cJSON_AddArrayToObject(item, "profiles");
        for (size_t j = 0; j < omission->names.count; j++)
            cJSON_AddItemToArray(names, cJSON_CreateString(omission->names.items[j]));
        cJSON_AddItemToArray(list, item);
    }
}

int br_trend_json(const struct br_trends *trends, struct br_text *text, struct br_error *error)
{
    cJSON *root = cJSON_CreateObject();
    cJSON_AddNumberToObject(root, "schema_version", 1);
    if (trends->like != NULL) {
        add_text(root, "mode", trends->like->mode);
        add_text(root, "workload", trends->like->workload);
        add_text(root, "host", trends->like->hostname);
    }
    cJSON_AddNumberToObject(root, "profiles", (double)trends->profile_count);
    cJSON *rule = cJSON_AddObjectToObject(root, "rule");
    cJSON_AddNumberToObject(rule, "window", (double)trends->rule.window);
    cJSON_AddNumberToObject(rule, "p", trends->rule.probability);
    cJSON_AddNumberToObject(rule, "magnitude", trends->rule.magnitude);
    cJSON *list = cJSON_AddArrayToObject(root, "trends");
    for (size_t i = 0; i < trends->count; i++)
        cJSON_AddItemToArray(list, trend_json(&trends->items[i]));
    add_omissions(root, trends);
    br_json_append(root, text);
    return text->failed ? br_error_set(error, BR_ERROR_MEMORY, "out of memory for the trend") : 0;
}
