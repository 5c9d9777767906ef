/* The allocator under several threads, and what each stage allocates. */
#include <math.h>

#include "report/markdown.h"

/* ---- blocks that change hands ---- */

static void foreign_row(const struct br_summary_cell *cell, struct br_table *table)
{
    const struct br_allocation *raw = cell->allocation.raw;
    double records = (double)raw->records;
    bool counted = raw->foreign_frees.state == BR_STATE_COUNTED;
    br_table_cell(table, "%s", cell->label);
    br_figure_significant(table, counted ? raw->foreign_frees.value / records : NAN, 3);
    br_figure_percent(table, counted ? raw->foreign_frees.value / (double)raw->frees : NAN);
    br_figure_scaled(table, counted ? raw->foreign_freed_bytes.value / records : NAN);
    br_markdown_state(table, (enum br_state)raw->foreign_frees.state, raw->foreign_frees.source,
                      raw->foreign_frees.reason);
}

static void write_foreign(const struct br_summary *summary, struct br_text *text)
{
    struct br_table table = {0};
    br_markdown_cell_column(summary, &table);
    br_table_column(&table, "foreign frees/record", "", BR_TABLE_RIGHT, 0);
    br_table_column(&table, "of all frees", "", BR_TABLE_RIGHT, 0);
    br_table_column(&table, "foreign bytes/record", "", BR_TABLE_RIGHT, 0);
    br_table_column(&table, "state (source)", "", BR_TABLE_LEFT, 0);
    for (size_t i = 0; i < summary->cell_count; i++) {
        const struct br_allocation *raw = summary->cells[i].allocation.raw;
        if (raw != NULL && raw->foreign_frees.state != BR_STATE_ABSENT)
            foreign_row(&summary->cells[i], &table);
    }
    if (br_table_rows(&table) > 0) {
        br_text_append(text, "Frees of blocks that another thread had allocated:\n\n");
        br_markdown_table(&table, text);
    } else {
        br_table_release(&table);
    }
}

/* ---- jemalloc's locks ---- */

static void mutex_row(const char *label, const struct br_mutex_row *row, struct br_table *table)
{
    char duration[BR_UNITS_BUFFER];
    br_table_cell(table, "%s", label);
    br_table_cell(table, "%s", row->name != NULL ? row->name : BR_FORMAT_NONE);
    br_figure_count(table, row->operations);
    br_figure_count(table, row->waits);
    br_figure_count(table, row->spins);
    br_figure_count(table, row->owner_switches);
    br_table_cell(table, "%s", br_units_format_duration(duration, (double)row->wait_ns));
    br_table_cell(table, "%s", br_units_format_duration(duration, (double)row->wait_ns_max));
    br_figure_count(table, row->threads_max);
}

static void mutex_columns(const struct br_summary *summary, struct br_table *table)
{
    static const char *const headings[] = {"taken",         "waited for",  "spun for",
                                           "owner changed", "wait in all", "longest wait",
                                           "most waiting"};
    br_markdown_cell_column(summary, table);
    br_table_column(table, "lock", "", BR_TABLE_LEFT, 0);
    for (size_t i = 0; i < sizeof headings / sizeof headings[0]; i++)
        br_table_column(table, headings[i], "", BR_TABLE_RIGHT, 0);
}

static void write_mutexes(const struct br_summary *summary, struct br_text *text)
{
    struct br_table table = {0};
    uint64_t taken = 0;
    mutex_columns(summary, &table);
    for (size_t i = 0; i < summary->cell_count; i++) {
        const struct br_result *result = br_markdown_alloc_result(&summary->cells[i]);
        for (size_t j = 0; result != NULL && j < result->allocation.mutexes.count; j++) {
            const struct br_mutex_row *row = &result->allocation.mutexes.items[j];
            taken += row->operations;
            if (row->waits + row->spins > 0)
                mutex_row(summary->cells[i].label, row, &table);
        }
    }
    if (br_table_rows(&table) > 0) {
        br_text_append(text, "The allocator's locks that were not free when wanted, all arenas "
                             "together, over the measured records (jemalloc's mutex "
                             "statistics):\n\n");
        br_markdown_table(&table, text);
    } else {
        br_table_release(&table);
        if (taken > 0)
            br_text_append(text, "No lock of the allocator was ever waited for.\n\n");
    }
}

/* ---- by stage ---- */

static double measured(const struct br_figure *figure)
{
    return figure->state == BR_STATE_COUNTED ? figure->value : NAN;
}

static void stage_row(const struct br_result *result, const struct br_stage_result *stage,
                      const char *label, struct br_table *table)
{
    const struct br_allocation *all = &result->allocation;
    double objects = measured(&stage->allocations), bytes = measured(&stage->allocated_bytes);
    br_table_cell(table, "%s", label);
    br_table_cell(table, "%s", stage->path);
    br_figure_significant(table, objects / (double)all->records, 3);
    br_figure_percent(table, objects / (double)all->allocations);
    br_figure_scaled(table, bytes / (double)all->records);
    br_figure_percent(table, bytes / (double)all->allocated_bytes);
    br_figure_memory(table, measured(&stage->net_growth_bytes));
    br_figure_memory(table, measured(&stage->high_water_bytes));
}

static bool allocates(const struct br_stage_result *stage)
{
    return stage->path != NULL && measured(&stage->allocations) > 0;
}

void br_markdown_allocation_by_stage(const struct br_summary *summary, struct br_text *text)
{
    static const char *const headings[] = {"allocations/record", "share",      "bytes/record",
                                           "share of bytes",     "net growth", "high water"};
    struct br_table table = {0};
    br_markdown_cell_column(summary, &table);
    br_table_column(&table, "stage", "", BR_TABLE_LEFT, 0);
    for (size_t i = 0; i < sizeof headings / sizeof headings[0]; i++)
        br_table_column(&table, headings[i], "", BR_TABLE_RIGHT, 0);
    for (size_t i = 0; i < summary->cell_count; i++) {
        const struct br_result *result = br_markdown_alloc_result(&summary->cells[i]);
        for (size_t j = 0; result != NULL && j < result->stages.count; j++)
            if (allocates(&result->stages.items[j]))
                stage_row(result, &result->stages.items[j], summary->cells[i].label, &table);
    }
    if (br_table_rows(&table) > 0) {
        br_text_append(text, "By stage, counted in the alloc pass; a stage's figures include those "
                             "of the stages inside it:\n\n");
        br_markdown_table(&table, text);
    } else {
        br_table_release(&table);
    }
}

void br_markdown_allocator_threads(const struct br_summary *summary, struct br_text *text)
{
    if (!br_figure_is_concurrent(summary))
        return;
    write_foreign(summary, text);
    write_mutexes(summary, text);
}
