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

/* ---- the scaling law ---- */

static void interval_cell(struct br_table *table, bool known, double value,
                          const struct br_interval *interval, double scale)
{
    if (known)
        br_table_cell(table, "%.3g (%.3g to %.3g)", value * scale, interval->low * scale,
                      interval->high * scale);
    else
        br_table_cell(table, "%.3g", value * scale);
}

static void peak_cell(struct br_table *table, const struct br_summary_scaling *scaling)
{
    if (isinf(scaling->law.peak_workers))
        br_table_cell(table, "none");
    else
        interval_cell(table, scaling->intervals_known, scaling->law.peak_workers,
                      &scaling->intervals.peak_workers, 1);
}

static void law_row(const struct br_summary_scaling *scaling, struct br_table *table)
{
    const struct br_usl *law = &scaling->law;
    bool known = scaling->intervals_known;
    br_table_cell(table, "%s", scaling->first->label);
    br_table_cell(table, "%zu", scaling->usable);
    interval_cell(table, known, law->sigma, &scaling->intervals.sigma, 100);
    interval_cell(table, known, law->kappa, &scaling->intervals.kappa, 100);
    peak_cell(table, scaling);
    br_figure_percent(table, law->residual_max);
}

static void write_refusals(const struct br_summary *summary, struct br_text *text)
{
    for (size_t i = 0; i < summary->scaling_count; i++) {
        const struct br_summary_scaling *scaling = &summary->scalings[i];
        if (!scaling->fitted)
            br_text_format(text, "- No scaling law from %s on: %s.\n", scaling->first->label,
                           scaling->refused);
    }
    br_text_append(text, "\n");
}

static void write_scaling_law(const struct br_summary *summary, struct br_text *text)
{
    struct br_table table = {0};
    if (summary->scaling_count == 0)
        return;
    br_table_column(&table, "from", "", BR_TABLE_RIGHT, 0);
    br_table_column(&table, "thread counts", "", BR_TABLE_RIGHT, 0);
    br_table_column(&table, "contention, %", "", BR_TABLE_RIGHT, 0);
    br_table_column(&table, "coherency, %", "", BR_TABLE_RIGHT, 0);
    br_table_column(&table, "rate peaks at, workers", "", BR_TABLE_RIGHT, 0);
    br_table_column(&table, "largest misfit", "", BR_TABLE_RIGHT, 0);
    for (size_t i = 0; i < summary->scaling_count; i++)
        if (summary->scalings[i].fitted)
            law_row(&summary->scalings[i], &table);
    br_text_append(text,
                   "### Scaling law\n\n"
                   "Universal Scalability Law: the rate of N workers is that of one times "
                   "N / (1 + contention·(N - 1) + coherency·N·(N - 1)). Contention is the share "
                   "that is serial, coherency what workers cost each other. In brackets 95 % "
                   "intervals, by bootstrap over processes. Thread counts with more threads than "
                   "CPUs are left out.\n\n");
    if (br_table_rows(&table) > 0)
        br_markdown_table(&table, text);
    else
        br_table_release(&table);
    write_refusals(summary, text);
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
    write_scaling_law(summary, text);
}
