/* Where a record's time goes: the stage tables, one per cell. */
#include <math.h>

#include "report/markdown.h"
#include "summary/stage_tree.h"

static bool is_measured(const struct br_figure *figure)
{
    return figure->state == BR_STATE_COUNTED || figure->state == BR_STATE_SCALED;
}

static double value_of(const struct br_figure *figure, double divisor)
{
    return is_measured(figure) ? figure->value / divisor : NAN;
}

static void stage_columns(struct br_table *table)
{
    br_table_column(table, "stage", "", BR_TABLE_LEFT, 0);
    br_table_column(table, "calls/record", "", BR_TABLE_RIGHT, 0);
    br_table_column(table, "share of time", "", BR_TABLE_RIGHT, 0);
    br_table_column(table, "ns/record", "", BR_TABLE_RIGHT, 0);
    br_table_column(table, "own ns/record", "", BR_TABLE_RIGHT, 0);
    br_table_column(table, "longest call", "", BR_TABLE_RIGHT, 0);
    br_table_column(table, "CPU ns/record", "", BR_TABLE_RIGHT, 0);
    br_table_column(table, "allocations/record", "", BR_TABLE_RIGHT, 0);
    br_table_column(table, "bytes/record", "", BR_TABLE_RIGHT, 0);
    br_table_column(table, "net growth", "", BR_TABLE_RIGHT, 0);
    br_table_column(table, "high water", "", BR_TABLE_RIGHT, 0);
    br_table_column(table, "RSS growth", "", BR_TABLE_RIGHT, 0);
}

static void stage_row(const struct br_summary_stage *stage, double records, struct br_table *table)
{
    char duration[BR_UNITS_BUFFER];
    const struct br_stage_result *raw = stage->raw;
    br_table_cell(table, "%s", raw->path);
    br_figure_significant(table, (double)raw->calls / records, 3);
    br_figure_percent(table, stage->share);
    br_figure_significant(table, stage->ns_per_record, 3);
    br_figure_significant(table, stage->self_ns_per_record, 3);
    br_table_cell(table, "%s", br_units_format_duration(duration, raw->wall_ns_max));
    br_figure_significant(table, value_of(&raw->cpu_ns, records), 3);
    br_figure_significant(table, stage->allocations_per_record, 3);
    br_figure_significant(table, stage->allocated_bytes_per_record, 3);
    br_figure_memory(table, value_of(&raw->net_growth_bytes, 1));
    br_figure_memory(table, value_of(&raw->high_water_bytes, 1));
    br_figure_memory(table, value_of(&raw->rss_growth_bytes, 1));
}

/* A row for time that no stage has: only name, share and ns per record are known. */
static void rest_row(const char *name, double share, double thread_ns, double records,
                     struct br_table *table)
{
    br_table_cell(table, "%s", name);
    br_table_cell(table, "%s", BR_FORMAT_NONE);
    br_figure_percent(table, share);
    br_figure_significant(table, share * thread_ns / records, 3);
    while (table->cell_count % table->column_count != 0)
        br_table_cell(table, "%s", BR_FORMAT_NONE);
}

/* Why a column is empty, once per cell: the first reason a stage gives. */
static void write_reason(const struct br_summary_stages *stages, struct br_text *text)
{
    for (size_t i = 0; i < stages->count; i++) {
        const struct br_figure *cpu_ns = &stages->items[i].raw->cpu_ns;
        if (is_measured(cpu_ns) || cpu_ns->reason == NULL)
            continue;
        br_text_append(text, "CPU time of ");
        br_markdown_text(stages->items[i].raw->path, text);
        br_text_format(text, ": %s: ", br_state_names[cpu_ns->state]);
        br_markdown_text(cpu_ns->reason, text);
        br_text_append(text, ".\n\n");
        return;
    }
}

static double measured_records(const struct br_summary_cell *cell)
{
    for (size_t i = 0; i < cell->pass_count; i++) {
        const struct br_result *result = cell->passes[i].result;
        if (result != NULL && result->stages.count > 0 &&
            &result->stages.items[0] == cell->stages.items[0].raw)
            return (double)result->work.records * (double)result->repetitions;
    }
    return NAN;
}

static void write_cell(const struct br_summary_cell *cell, struct br_text *text)
{
    const struct br_summary_stages *stages = &cell->stages;
    double records = measured_records(cell);
    struct br_table table = {0};
    stage_columns(&table);
    for (size_t i = 0; i < stages->count; i++)
        stage_row(&stages->items[i], records, &table);
    if (stages->waiting_share > 0)
        rest_row("(waiting, in no stage)", stages->waiting_share, stages->thread_ns, records,
                 &table);
    rest_row("(cost of the marks)", stages->marks_share, stages->thread_ns, records, &table);
    rest_row("(working, in no stage)", stages->residual_share, stages->thread_ns, records, &table);
    br_table_remove_empty(&table);
    br_text_format(text, "### %s\n\n", cell->label);
    br_markdown_table(&table, text);
    write_reason(stages, text);
}

static void sync_row(const struct br_summary_cell *cell, struct br_table *table)
{
    struct br_stage_sync sync = br_stage_sync_cost(cell);
    const double columns[] = {sync.index, sync.push, sync.pop, sync.wait, sync.elsewhere, sync.all};
    br_table_cell(table, "%s", cell->label);
    for (size_t i = 0; i < sizeof columns / sizeof columns[0]; i++)
        br_figure_significant(table, columns[i] > 0 || i == 5 ? columns[i] / 1000 : NAN, 3);
    br_figure_percent(table, sync.share);
}

static void write_sync(const struct br_summary *summary, struct br_text *text)
{
    static const char *const headings[] = {
        "index", "push", "pop", "wait", "waiting in no stage", "all, µs/record", "share of time"};
    struct br_table table = {0};
    br_markdown_cell_column(summary, &table);
    for (size_t i = 0; i < sizeof headings / sizeof headings[0]; i++)
        br_table_column(&table, headings[i], "", BR_TABLE_RIGHT, 0);
    for (size_t i = 0; i < summary->cell_count; i++)
        if (summary->cells[i].stages.count > 0)
            sync_row(&summary->cells[i], &table);
    br_table_remove_empty(&table);
    br_text_append(text, "What synchronisation costs, in µs of all threads' time per record: the "
                         "mode's stages for it, and waiting outside of them (for a lock, the start "
                         "and the end of a repetition):\n\n");
    br_markdown_table(&table, text);
}

void br_markdown_stages(const struct br_summary *summary, struct br_text *text)
{
    bool first = true;
    for (size_t i = 0; i < summary->cell_count; i++) {
        if (summary->cells[i].stages.count == 0)
            continue;
        if (first)
            br_text_append(text, "## Stages\n\n"
                                 "Shares of all threads' time inside repetitions. A stage's time "
                                 "includes the stages inside it; its own does not.\n\n");
        if (first && br_figure_is_concurrent(summary))
            write_sync(summary, text);
        write_cell(&summary->cells[i], text);
        first = false;
    }
}
