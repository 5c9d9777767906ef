/* Trends as Markdown; see trend.h. */
#include "report/trend.h"

#include "report/markdown.h"
#include "report/trend_parts.h"

enum { BARS = 24, DIGITS = 4 };

static void write_table(const struct br_trends *trends, struct br_text *text)
{
    struct br_table table = {0};
    char number[BR_UNITS_BUFFER];
    br_table_column(&table, "cell", "", BR_TABLE_LEFT, 0);
    br_table_column(&table, "measure", "", BR_TABLE_LEFT, 0);
    br_table_column(&table, "profiles", "", BR_TABLE_RIGHT, 0);
    br_table_column(&table, "course", "", BR_TABLE_LEFT, 0);
    br_table_column(&table, "latest", "", BR_TABLE_RIGHT, 0);
    br_table_column(&table, "unit", "", BR_TABLE_LEFT, 0);
    br_table_column(&table, "changes", "", BR_TABLE_RIGHT, 0);
    for (size_t i = 0; i < trends->count; i++) {
        const struct br_trend *trend = &trends->items[i];
        struct br_text course = {0};
        br_trend_append_bars(trend, BARS, &course);
        br_table_cell(&table, "%s", trend->cell->label);
        br_table_cell(&table, "%s", trend->measure->name);
        br_table_cell(&table, "%zu", trend->count);
        br_table_cell(&table, "%s", br_text_string(&course));
        br_table_cell(&table, "%s",
                      br_format_significant(number, trend->points[trend->count - 1].value, DIGITS));
        br_table_cell(&table, "%s", trend->measure->unit);
        br_table_cell(&table, "%zu", trend->change_count);
        br_text_release(&course);
    }
    br_markdown_table(&table, text);
}

static void write_item(struct br_text *line, struct br_text *text)
{
    br_text_append(text, "- ");
    br_text_append_markdown(text, br_text_string(line));
    br_text_append(text, ".\n");
    br_text_release(line);
}

static void write_changes(const struct br_trends *trends, struct br_text *text)
{
    size_t changes = 0;
    for (size_t i = 0; i < trends->count; i++) {
        const struct br_trend *trend = &trends->items[i];
        for (size_t j = 0; j < trend->change_count; j++, changes++) {
            struct br_text line = {0};
            br_text_format(&line, "%s, %s: ", trend->cell->label, trend->measure->name);
            br_trend_append_change(trend, &trend->changes[j], &line);
            write_item(&line, text);
        }
    }
    br_text_append(text, changes > 0 ? "\n" : "No change of level was found. ");
    struct br_text rule = {0};
    br_trend_append_rule(trends, &rule);
    br_text_append_markdown(text, br_text_string(&rule));
    br_text_append(text, ".\n\n");
    br_text_release(&rule);
}

static bool has_past(const struct br_trends *trends)
{
    for (size_t i = 0; trends != NULL && i < trends->count; i++)
        if (trends->items[i].count > 1)
            return true;
    return false;
}

void br_markdown_history(const struct br_trends *history, struct br_text *text)
{
    if (!has_past(history))
        return;
    br_text_append(text, "## History\n\nThis profile after the references of its mode, workload "
                         "and host, in the order of time; every figure is a median over the "
                         "processes of its profile.\n\n");
    write_table(history, text);
    write_changes(history, text);
}

static void write_omissions(const struct br_trends *trends, struct br_text *text)
{
    if (trends->omission_count == 0)
        return;
    br_text_append(text, "## Left out\n\n");
    for (size_t i = 0; i < trends->omission_count; i++) {
        struct br_text line = {0};
        br_trend_append_omission(&trends->omissions[i], &line);
        write_item(&line, text);
    }
    br_text_append(text, "\n");
}

static void write_heading(const struct br_trends *trends, struct br_text *text)
{
    const struct br_history_entry *like = trends->like;
    br_text_append(text, "# ");
    br_markdown_text(like->workload, text);
    br_text_append(text, ", ");
    br_markdown_text(like->mode, text);
    br_text_append(text, ": trend\n\n");
    br_text_format(text, "%zu profile%s measured on the host ", trends->profile_count,
                   trends->profile_count == 1 ? "" : "s");
    br_markdown_text(like->hostname, text);
    br_text_append(text, ", in the order of time; every figure is a median over the processes of "
                         "its profile.\n\n");
}

void br_trend_markdown(const struct br_trends *trends, const struct br_report_style *style,
                       struct br_text *text)
{
    const struct br_pictures *pictures = style != NULL ? style->pictures : NULL;
    if (trends->like == NULL)
        return;
    write_heading(trends, text);
    for (size_t i = 0; pictures != NULL && i < pictures->count; i++) {
        br_text_append(text, "![");
        br_text_append_markdown(text, pictures->items[i].alternative);
        br_text_format(text, "](%s)\n\n", pictures->items[i].file);
    }
    write_table(trends, text);
    write_changes(trends, text);
    write_omissions(trends, text);
    if (text->size > 1 && text->data[text->size - 2] == '\n')
        text->data[--text->size] = '\0';
}
