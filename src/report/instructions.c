/* Instructions per record as tables; see instructions.h. */
#include "report/instructions.h"

#include <math.h>
#include <stdio.h>

#include "report/figures.h"

char *br_instructions_spread(char *buffer, double spread)
{
    char number[BR_UNITS_BUFFER];
    if (!isfinite(spread))
        snprintf(buffer, BR_UNITS_BUFFER, "%s", BR_FORMAT_NONE);
    else if (spread < 1e-7)
        snprintf(buffer, BR_UNITS_BUFFER, spread > 0 ? "< 0.00001 %%" : "0 %%");
    else
        snprintf(buffer, BR_UNITS_BUFFER, "%.24s %%",
                 br_format_significant(number, spread * 100, 2));
    return buffer;
}

static void cell_row(const struct br_summary_cell *cell, bool concurrent, struct br_table *table)
{
    char spread[BR_UNITS_BUFFER];
    const struct br_summary_instructions *instructions = &cell->instructions;
    br_table_cell(table, "%s", cell->label);
    if (isfinite(instructions->per_record))
        br_figure_count(table, br_format_whole(instructions->per_record));
    else
        br_table_cell(table, BR_FORMAT_NONE);
    br_table_cell(table, "%s", br_instructions_spread(spread, instructions->spread));
    br_table_cell(table, "%zu", instructions->processes);
    br_figure_count(table, instructions->records);
    if (concurrent)
        br_table_cell(table, "%s", br_instructions_spread(spread, instructions->waiting_share));
}

void br_instructions_table(const struct br_summary *summary, struct br_table *table)
{
    bool concurrent = br_figure_is_concurrent(summary);
    br_table_column(table, "size", concurrent ? "×threads" : "", BR_TABLE_RIGHT, 0);
    br_table_column(table, "instructions", "/record", BR_TABLE_RIGHT, 0);
    br_table_column(table, "spread", "", BR_TABLE_RIGHT, 0);
    br_table_column(table, "processes", "", BR_TABLE_RIGHT, 1);
    br_table_column(table, "records", "counted", BR_TABLE_RIGHT, 2);
    if (concurrent)
        br_table_column(table, "waiting", "of all", BR_TABLE_RIGHT, 3);
    for (size_t i = 0; i < summary->cell_count; i++)
        if (summary->cells[i].instructions.processes > 0)
            cell_row(&summary->cells[i], concurrent, table);
}

static void figure_per_record(struct br_table *table, double value)
{
    br_table_cell(table, fabs(value) < 100 ? "%.1f" : "%.0f", value);
}

void br_instructions_stage_table(const struct br_summary_cell *cell, struct br_table *table)
{
    const struct br_summary_instructions *instructions = &cell->instructions;
    br_table_column(table, "stage", "", BR_TABLE_LEFT, 0);
    br_table_column(table, "instructions", "/record", BR_TABLE_RIGHT, 0);
    br_table_column(table, "share", "", BR_TABLE_RIGHT, 0);
    for (size_t i = 0; i < instructions->stage_count; i++) {
        const struct br_summary_instruction_stage *stage = &instructions->stages[i];
        br_table_cell(table, "%s", stage->path);
        figure_per_record(table, stage->per_record);
        br_figure_percent(table, stage->share);
    }
    if (instructions->stage_count == 0)
        return;
    br_table_cell(table, "(in no stage)");
    figure_per_record(table, instructions->outside_per_record);
    br_figure_percent(table, instructions->outside_per_record / instructions->per_record);
}

const char *br_instructions_missing(const struct br_summary *summary)
{
    const char *reason = NULL;
    for (size_t i = 0; i < summary->cell_count; i++) {
        const struct br_summary_instructions *instructions = &summary->cells[i].instructions;
        if (instructions->processes > 0)
            return NULL;
        if (instructions->raw != NULL && reason == NULL)
            reason = instructions->raw->reason;
    }
    return reason;
}
