/* The process from outside: what the kernel counted, and CPU and memory over time. */
#include <math.h>
#include <string.h>

#include "report/markdown.h"

/* ---- what the kernel counted ---- */

static const struct br_result *throughput_result(const struct br_summary_cell *cell)
{
    for (size_t i = 0; i < cell->pass_count; i++)
        if (strcmp(cell->passes[i].pass, "throughput") == 0)
            return cell->passes[i].result;
    return NULL;
}

static void usage_columns(const struct br_summary *summary, struct br_table *table)
{
    br_markdown_cell_column(summary, table);
    br_table_column(table, "user", "s", BR_TABLE_RIGHT, 0);
    br_table_column(table, "system", "s", BR_TABLE_RIGHT, 0);
    br_table_column(table, "peak RSS", "", BR_TABLE_RIGHT, 0);
    br_table_column(table, "minor faults", "", BR_TABLE_RIGHT, 0);
    br_table_column(table, "major faults", "", BR_TABLE_RIGHT, 0);
    br_table_column(table, "switches, voluntary", "", BR_TABLE_RIGHT, 0);
    br_table_column(table, "switches, involuntary", "", BR_TABLE_RIGHT, 0);
    br_table_column(table, "harness memory", "", BR_TABLE_RIGHT, 0);
    br_table_column(table, "index", "", BR_TABLE_RIGHT, 0);
}

static void usage_row(const struct br_summary_cell *cell, const struct br_result *result,
                      struct br_table *table)
{
    const struct br_usage *usage = &result->usage;
    br_table_cell(table, "%s", cell->label);
    br_figure_significant(table, (double)usage->user_ns / 1e9, 3);
    br_figure_significant(table, (double)usage->system_ns / 1e9, 3);
    br_figure_memory(table, (double)usage->rss_peak_bytes);
    br_figure_count(table, usage->minor_faults);
    br_figure_count(table, usage->major_faults);
    br_figure_count(table, usage->voluntary_switches);
    br_figure_count(table, usage->involuntary_switches);
    br_figure_memory(table, (double)result->harness_bytes);
    br_figure_memory(table, (double)result->index_bytes);
}

static void write_usage(const struct br_summary *summary, struct br_text *text)
{
    struct br_table table = {0};
    usage_columns(summary, &table);
    for (size_t i = 0; i < summary->cell_count; i++) {
        const struct br_result *result = throughput_result(&summary->cells[i]);
        if (result != NULL)
            usage_row(&summary->cells[i], result, &table);
    }
    if (br_table_rows(&table) == 0) {
        br_table_release(&table);
        return;
    }
    br_text_append(text, "## The process\n\n"
                         "Of the first throughput process, from its start to its end (source "
                         "getrusage); RSS includes the mapped input.\n\n");
    br_markdown_table(&table, text);
}

/* ---- over time ---- */

static void row_start(const struct br_summary_cell *cell, const char *stage, size_t looks,
                      double cpu_percent, uint64_t rss_bytes_peak, struct br_table *table)
{
    br_table_cell(table, "%s", cell->label);
    br_table_cell(table, "%s", stage);
    br_figure_count(table, looks);
    br_table_cell(table, "%.0f %%", cpu_percent);
    br_figure_memory(table, (double)rss_bytes_peak);
}

static void series_rows(const struct br_summary_cell *cell, struct br_table *table)
{
    const struct br_summary_series *series = &cell->series;
    row_start(cell, "all", series->looks, series->cpu_percent_mean, series->rss_bytes_peak, table);
    br_figure_memory(table, (double)series->rss_bytes_first);
    br_figure_memory(table, (double)series->rss_bytes_last);
    if (series->row_count == 1 && series->rows[0].stage == NULL)
        return;
    for (size_t i = 0; i < series->row_count; i++) {
        const struct br_summary_series_row *row = &series->rows[i];
        row_start(cell, row->stage != NULL ? row->stage : "outside any stage", row->looks,
                  row->cpu_percent_mean, row->rss_bytes_peak, table);
        br_figure_memory(table, NAN);
        br_figure_memory(table, NAN);
    }
}

static void series_columns(const struct br_summary *summary, struct br_table *table)
{
    br_markdown_cell_column(summary, table);
    br_table_column(table, "stage", "", BR_TABLE_LEFT, 0);
    br_table_column(table, "looks", "", BR_TABLE_RIGHT, 0);
    br_table_column(table, "CPU, mean", "", BR_TABLE_RIGHT, 0);
    br_table_column(table, "RSS, peak", "", BR_TABLE_RIGHT, 0);
    br_table_column(table, "RSS, first look", "", BR_TABLE_RIGHT, 0);
    br_table_column(table, "RSS, last look", "", BR_TABLE_RIGHT, 0);
}

static void write_series(const struct br_summary *summary, struct br_text *text)
{
    char interval[BR_UNITS_BUFFER];
    struct br_table table = {0};
    series_columns(summary, &table);
    for (size_t i = 0; i < summary->cell_count; i++)
        if (summary->cells[i].series.looks > 0)
            series_rows(&summary->cells[i], &table);
    if (br_table_rows(&table) == 0) {
        br_table_release(&table);
        return;
    }
    br_units_format_duration(interval, (double)summary->profile->config.interval_ns);
    br_text_format(text,
                   "## CPU and memory over time\n\n"
                   "Seen from outside every %s, in the stages pass (else throughput), start and "
                   "warm-up included; a stage with few looks is known roughly.\n\n",
                   interval);
    br_markdown_table(&table, text);
}

void br_markdown_process(const struct br_summary *summary, struct br_text *text)
{
    write_usage(summary, text);
    write_series(summary, text);
}
