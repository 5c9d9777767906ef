/* The slowest records, where they stand in the input, and what they have in common. */
#include <math.h>

#include "report/markdown.h"

static const struct br_slow_record *slowest_of(const struct br_summary_cell *cell)
{
    const struct br_slow_records *records = cell->slowest.raw;
    for (size_t i = 0; records != NULL && i < records->count; i++)
        if (!records->items[i].disturbed)
            return &records->items[i];
    return NULL;
}

static void overview_row(const struct br_summary_cell *cell, struct br_format_unit unit,
                         struct br_table *table)
{
    const struct br_slow_record *record = slowest_of(cell);
    struct br_text common = {0};
    br_table_cell(table, "%s", cell->label);
    br_figure_significant(table, record != NULL ? record->ns / unit.ns : NAN, 3);
    if (record != NULL)
        br_figure_count(table, record->offset);
    else
        br_table_cell(table, "%s", BR_FORMAT_NONE);
    br_figure_count(table, cell->slowest.disturbed);
    if (record != NULL)
        br_summary_append_common(&cell->slowest, &common);
    else
        br_text_append(&common, cell->slowest.missing != NULL ? cell->slowest.missing
                                                              : "all of them lost their CPU");
    br_table_cell(table, "%s", br_text_string(&common));
    br_text_release(&common);
}

static void record_row(const struct br_slow_record *record, bool has_fields,
                       struct br_format_unit unit, struct br_table *table)
{
    br_figure_count(table, record->record);
    br_figure_count(table, record->offset);
    br_figure_count(table, record->bytes);
    if (has_fields)
        br_figure_count(table, record->fields);
    br_figure_significant(table, record->ns / unit.ns, 3);
    br_table_cell(table, "%s", record->rejected ? "rejected" : "accepted");
}

/* Of the last cell that has some: the largest. */
static void write_records(const struct br_summary *summary, struct br_format_unit unit,
                          struct br_text *text)
{
    const struct br_summary_cell *cell = NULL;
    struct br_table table = {0};
    for (size_t i = 0; i < summary->cell_count; i++)
        if (slowest_of(&summary->cells[i]) != NULL)
            cell = &summary->cells[i];
    if (cell == NULL)
        return;
    br_table_column(&table, "record", "", BR_TABLE_RIGHT, 0);
    br_table_column(&table, "offset", "", BR_TABLE_RIGHT, 0);
    br_table_column(&table, "bytes", "", BR_TABLE_RIGHT, 0);
    bool has_fields = isfinite(cell->slowest.input_fields_p50);
    if (has_fields)
        br_table_column(&table, "fields", "", BR_TABLE_RIGHT, 0);
    br_table_column(&table, "largest time", unit.name, BR_TABLE_RIGHT, 0);
    br_table_column(&table, "outcome", "", BR_TABLE_LEFT, 0);
    for (size_t i = 0; i < cell->slowest.raw->count; i++)
        if (!cell->slowest.raw->items[i].disturbed)
            record_row(&cell->slowest.raw->items[i], has_fields, unit, &table);
    br_text_format(text, "Those of %s, counted from 0:\n\n", cell->label);
    br_markdown_table(&table, text);
}

void br_markdown_slowest(const struct br_summary *summary, struct br_text *text)
{
    struct br_table table = {0};
    struct br_format_unit unit = br_figure_maximum_unit(summary);
    br_markdown_cell_column(summary, &table);
    br_table_column(&table, "slowest", unit.name, BR_TABLE_RIGHT, 0);
    br_table_column(&table, "at offset", "", BR_TABLE_RIGHT, 0);
    br_table_column(&table, "lost their CPU", "", BR_TABLE_RIGHT, 0);
    br_table_column(&table, "in common", "", BR_TABLE_LEFT, 0);
    for (size_t i = 0; i < summary->cell_count; i++)
        if (summary->cells[i].latency_count > 0)
            overview_row(&summary->cells[i], unit, &table);
    if (br_table_rows(&table) == 0) {
        br_table_release(&table);
        return;
    }
    br_text_append(text, "## Slowest records\n\n"
                         "The 20 slowest records of the latency pass, each with the largest of its "
                         "times; the machine's own interruptions may be in it. Those that lost "
                         "their CPU meanwhile are kept apart and say nothing of themselves. "
                         "`benchrun record` prints the record at an offset.\n\n");
    br_markdown_table(&table, text);
    write_records(summary, unit, text);
}
