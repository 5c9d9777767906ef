/* Workers: what more of them brought, how evenly they worked, what they waited for. */
#include <math.h>

#include "report/markdown.h"

static void scaling_columns(const struct br_summary *summary, struct br_table *table)
{
    br_markdown_cell_column(summary, table);
    br_table_column(table, "records/s", "", BR_TABLE_RIGHT, 0);
    br_table_column(table, "efficiency against one worker", "", BR_TABLE_RIGHT, 0);
    br_table_column(table, "effective CPUs", "", BR_TABLE_RIGHT, 0);
    br_table_column(table, "imbalance", "", BR_TABLE_RIGHT, 0);
    br_table_column(table, "starved", "", BR_TABLE_RIGHT, 0);
    br_table_column(table, "blocked", "", BR_TABLE_RIGHT, 0);
    br_table_column(table, "serial indexing", "", BR_TABLE_RIGHT, 0);
    br_table_column(table, "indexing alone, records/s", "", BR_TABLE_RIGHT, 0);
    br_table_column(table, "processing alone, records/s", "", BR_TABLE_RIGHT, 0);
    br_table_column(table, "threads", "", BR_TABLE_LEFT, 0);
}

static void scaling_row(const struct br_summary_cell *cell, struct br_table *table)
{
    br_table_cell(table, "%s", cell->label);
    br_figure_rate(table, cell);
    br_figure_percent(table, cell->efficiency);
    br_table_cell(table, "%.2f", cell->rate.effective_cpus);
    br_figure_percent(table, cell->workers.imbalance);
    br_figure_percent(table, cell->workers.starved_share);
    br_figure_percent(table, cell->workers.blocked_share);
    br_figure_percent(table, cell->rate.index_share > 0 ? cell->rate.index_share : NAN);
    br_figure_scaled_rate(table, &cell->rate, cell->rate.index_per_s);
    br_figure_scaled_rate(table, &cell->rate, cell->rate.rest_per_s);
    br_table_cell(table, "%llu%s", (unsigned long long)cell->lanes,
                  cell->oversubscribed ? ", more than CPUs" : "");
}

static void worker_row(const struct br_summary_cell *cell, const struct br_summary_worker *worker,
                       struct br_table *table)
{
    br_table_cell(table, "%s", cell->label);
    if (worker->producer)
        br_table_cell(table, "producer");
    else
        br_table_cell(table, "%llu", (unsigned long long)worker->worker);
    if (worker->cpu >= 0)
        br_table_cell(table, "%lld", (long long)worker->cpu);
    else
        br_table_cell(table, "not pinned");
    br_figure_count(table, worker->records);
    br_figure_percent(table, worker->busy_share);
    br_figure_percent(table, worker->starved_share);
    br_figure_percent(table, worker->blocked_share);
}

static void write_workers(const struct br_summary *summary, struct br_text *text)
{
    struct br_table table = {0};
    br_markdown_cell_column(summary, &table);
    br_table_column(&table, "worker", "", BR_TABLE_RIGHT, 0);
    br_table_column(&table, "CPU", "", BR_TABLE_RIGHT, 0);
    br_table_column(&table, "records", "", BR_TABLE_RIGHT, 0);
    br_table_column(&table, "busy", "", BR_TABLE_RIGHT, 0);
    br_table_column(&table, "starved", "", BR_TABLE_RIGHT, 0);
    br_table_column(&table, "blocked", "", BR_TABLE_RIGHT, 0);
    for (size_t i = 0; i < summary->cell_count; i++)
        for (size_t j = 0; j < summary->cells[i].workers.count; j++)
            worker_row(&summary->cells[i], &summary->cells[i].workers.items[j], &table);
    br_text_append(text, "Each worker, all processes of the throughput pass together:\n\n");
    br_markdown_table(&table, text);
}

void br_markdown_concurrency(const struct br_summary *summary, struct br_text *text)
{
    struct br_table table = {0};
    if (!br_figure_is_concurrent(summary))
        return;
    scaling_columns(summary, &table);
    for (size_t i = 0; i < summary->cell_count; i++)
        if (summary->cells[i].rate.processes > 0)
            scaling_row(&summary->cells[i], &table);
    if (br_table_rows(&table) == 0) {
        br_table_release(&table);
        return;
    }
    br_table_remove_empty(&table);
    br_text_append(
        text,
        "## Concurrency\n\n"
        "Efficiency: the rate over threads times the rate of one worker of this mode, "
        "strategy and size. Effective CPUs: CPU time over wall time. Imbalance: the "
        "busiest worker over the mean, minus one. Starved: waited for work. Blocked: "
        "waited for others to take it or to finish. Serial indexing: finding the records of a "
        "sequential format before they can be shared out, inside the clock.\n\n");
    br_markdown_table(&table, text);
    write_workers(summary, text);
}
