/* What was done, and what measuring it cost. */
#include <inttypes.h>
#include <math.h>

#include "report/markdown.h"

static const char *input_use(const struct br_summary_cell *cell)
{
    static const char *const words[] = {[BR_INPUT_UNKNOWN] = BR_FORMAT_NONE,
                                        [BR_INPUT_ONCE] = "once",
                                        [BR_INPUT_CUT] = "cut",
                                        [BR_INPUT_CYCLED] = "cycled"};
    return words[cell->input_use];
}

static void work_row(const struct br_summary_cell *cell, struct br_table *table)
{
    const struct br_work *work = cell->work;
    br_table_cell(table, "%s", cell->label);
    br_table_cell(table, "%s", input_use(cell));
    br_figure_count(table, work->records);
    br_figure_count(table, work->accepted);
    br_figure_count(table, work->rejected);
    br_figure_count(table, work->bytes);
    br_figure_count(table, work->rejected_bytes);
    br_figure_count(table, work->output_bytes);
    br_table_cell(table, "%016" PRIx64, work->witness);
    if (cell->verified != NULL)
        br_table_cell(table, "%016" PRIx64, cell->verified->digest);
    else
        br_table_cell(table, "not verified");
}

static void reject_rows(const struct br_summary_cell *cell, struct br_table *table)
{
    const struct br_work *work = cell->work;
    for (size_t i = 0; i < work->rejects.count; i++) {
        const struct br_reject *reject = &work->rejects.items[i];
        if (reject->records == 0)
            continue;
        br_figure_count(table, work->records);
        br_table_cell(table, "%s", reject->reason != NULL ? reject->reason : BR_FORMAT_NONE);
        br_figure_count(table, reject->records);
        br_figure_percent(table, (double)reject->records / (double)work->records);
    }
}

static void write_rejects(const struct br_summary *summary, struct br_text *text)
{
    struct br_table table = {0};
    br_table_column(&table, "of records", "", BR_TABLE_RIGHT, 0);
    br_table_column(&table, "reason", "", BR_TABLE_LEFT, 0);
    br_table_column(&table, "rejected", "", BR_TABLE_RIGHT, 0);
    br_table_column(&table, "share", "", BR_TABLE_RIGHT, 0);
    for (size_t i = 0; i < summary->cell_count; i++)
        if (summary->cells[i].work != NULL && !br_figure_repeats_work(summary, i))
            reject_rows(&summary->cells[i], &table);
    if (br_table_rows(&table) > 0) {
        br_text_append(text, "Rejected records by reason:\n\n");
        br_markdown_table(&table, text);
    } else {
        br_table_release(&table);
    }
}

void br_markdown_work(const struct br_summary *summary, struct br_text *text)
{
    static const char *const headings[] = {"records",        "accepted",     "rejected", "bytes",
                                           "rejected bytes", "output bytes", "witness",  "digest"};
    struct br_table table = {0};
    br_markdown_cell_column(summary, &table);
    br_table_column(&table, "input", "", BR_TABLE_LEFT, 0);
    for (size_t i = 0; i < sizeof headings / sizeof headings[0]; i++)
        br_table_column(&table, headings[i], "", BR_TABLE_RIGHT, 0);
    for (size_t i = 0; i < summary->cell_count; i++)
        if (summary->cells[i].work != NULL)
            work_row(&summary->cells[i], &table);
    if (br_table_rows(&table) == 0) {
        br_table_release(&table);
        return;
    }
    br_text_append(text, "## Work done\n\n"
                         "Of one repetition; every pass of a cell did exactly this. The digest is "
                         "of the decoded content.\n\n");
    br_markdown_table(&table, text);
    write_rejects(summary, text);
}

/* ---- cost of instruments ---- */

/* A pass is not set against itself, and what rounds to nothing has no sign. */
static void ratio_cell(const struct br_summary_pass *pass, struct br_table *table)
{
    double percent = (pass->ratio - 1) * 100;
    if (!isfinite(percent) || strcmp(pass->pass, "throughput") == 0)
        br_table_cell(table, "%s", BR_FORMAT_NONE);
    else if (fabs(percent) < 0.05)
        br_table_cell(table, "0 %%");
    else
        br_table_cell(table, "%+.1f %%", percent);
}

static void instrument_row(const struct br_summary_cell *cell, const struct br_summary_pass *pass,
                           struct br_table *table)
{
    char number[BR_UNITS_BUFFER];
    br_table_cell(table, "%s", cell->label);
    br_table_cell(table, "%s", pass->pass);
    br_table_cell(table, "%s", br_format_scaled(number, pass->records_per_s, 3, ""));
    ratio_cell(pass, table);
    if (pass->processes == 0)
        br_table_cell(table, "not run");
    else
        br_table_cell(table, "%zu of %zu processes", pass->processes - pass->failed,
                      pass->processes);
}

void br_markdown_instruments(const struct br_summary *summary, struct br_text *text)
{
    struct br_table table = {0};
    br_markdown_cell_column(summary, &table);
    br_table_column(&table, "pass", "", BR_TABLE_LEFT, 0);
    br_table_column(&table, "records/s", "", BR_TABLE_RIGHT, 0);
    br_table_column(&table, "against throughput", "", BR_TABLE_RIGHT, 0);
    br_table_column(&table, "succeeded", "", BR_TABLE_LEFT, 0);
    for (size_t i = 0; i < summary->cell_count; i++)
        for (size_t j = 0; j < summary->cells[i].pass_count; j++)
            instrument_row(&summary->cells[i], &summary->cells[i].passes[j], &table);
    if (br_table_rows(&table) == 0) {
        br_table_release(&table);
        return;
    }
    br_text_append(text, "## What measuring costs\n\n"
                         "Each pass runs in a process of its own with one set of instruments; "
                         "throughput has none. One process against another also differs by the "
                         "machine's noise.\n\n");
    br_markdown_table(&table, text);
}
