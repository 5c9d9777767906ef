/* Throughput, latency, and how cost moves with size. */
#include <math.h>
#include <string.h>

#include "report/markdown.h"

/* ---- throughput ---- */

static bool any_rejected(const struct br_summary *summary)
{
    for (size_t i = 0; i < summary->cell_count; i++)
        if (summary->cells[i].work != NULL && summary->cells[i].work->rejected > 0)
            return true;
    return false;
}

static void rate_columns(const struct br_summary *summary, bool rejected, struct br_table *table)
{
    br_markdown_cell_column(summary, table);
    br_table_column(table, "records/s", "", BR_TABLE_RIGHT, 0);
    br_table_column(table, "95 % interval", "", BR_TABLE_RIGHT, 0);
    br_table_column(table, "total over total", "", BR_TABLE_RIGHT, 0);
    if (rejected) {
        br_table_column(table, "accepted/s", "", BR_TABLE_RIGHT, 0);
        br_table_column(table, "rejected/s", "", BR_TABLE_RIGHT, 0);
        br_table_column(table, "accepted MB/s", "", BR_TABLE_RIGHT, 0);
    }
    br_table_column(table, "ns/record", "", BR_TABLE_RIGHT, 0);
    br_table_column(table, "CPU ns/record", "", BR_TABLE_RIGHT, 0);
}

static void rate_row(const struct br_summary_cell *cell, bool rejected, struct br_table *table)
{
    char low[BR_UNITS_BUFFER], high[BR_UNITS_BUFFER];
    const struct br_summary_rate *rate = &cell->rate;
    int digits = br_format_digits(rate->records_per_s, br_figure_half_width(rate));
    br_table_cell(table, "%s", cell->label);
    br_figure_rate(table, cell);
    if (rate->interval_known)
        br_table_cell(table, "%s to %s", br_format_scaled(low, rate->interval.low, digits, ""),
                      br_format_scaled(high, rate->interval.high, digits, ""));
    else
        br_table_cell(table, "%s", BR_FORMAT_NONE);
    br_figure_scaled_rate(table, rate, rate->total_records_per_s);
    if (rejected) {
        br_figure_scaled_rate(table, rate, rate->accepted_per_s);
        br_figure_scaled(table, rate->rejected_per_s);
        br_figure_significant(table, rate->accepted_bytes_per_s / 1e6, br_figure_rate_digits(rate));
    }
    br_figure_significant(table, rate->ns_per_record, digits);
    br_figure_significant(table, rate->cpu_ns_per_record, digits);
}

static void spread_columns(const struct br_summary *summary, struct br_table *table)
{
    br_markdown_cell_column(summary, table);
    br_table_column(table, "processes", "", BR_TABLE_RIGHT, 0);
    br_table_column(table, "samples", "", BR_TABLE_RIGHT, 0);
    br_table_column(table, "outliers", "", BR_TABLE_RIGHT, 0);
    br_table_column(table, "spread of processes", "", BR_TABLE_RIGHT, 0);
    br_table_column(table, "samples p90/p25", "", BR_TABLE_RIGHT, 0);
    br_table_column(table, "waited for a CPU", "", BR_TABLE_RIGHT, 0);
    br_table_column(table, "core clock, probe", "GHz", BR_TABLE_RIGHT, 0);
    br_table_column(table, "clock moved", "", BR_TABLE_RIGHT, 0);
    br_table_column(table, "steady", "", BR_TABLE_LEFT, 0);
}

static void spread_row(const struct br_summary_cell *cell, struct br_table *table)
{
    const struct br_summary_rate *rate = &cell->rate;
    br_table_cell(table, "%s", cell->label);
    br_figure_count(table, rate->processes);
    br_figure_count(table, rate->samples);
    br_figure_count(table, rate->outliers);
    br_figure_percent(table, rate->processes > 1 ? rate->robust_cv : NAN);
    br_table_cell(table, "%.2f", rate->sample_ratio);
    br_figure_percent(table, rate->run_delay_share);
    br_figure_significant(table, rate->core_clock_ghz, 3);
    br_figure_percent(table, rate->clock_deviation);
    br_table_cell(table, "%s%s", rate->steady ? "yes" : "no",
                  rate->cut ? ", samples cut by the time budget" : "");
}

void br_markdown_throughput(const struct br_summary *summary, struct br_text *text)
{
    struct br_table rates = {0}, spreads = {0};
    bool rejected = any_rejected(summary);
    rate_columns(summary, rejected, &rates);
    spread_columns(summary, &spreads);
    for (size_t i = 0; i < summary->cell_count; i++) {
        if (summary->cells[i].rate.processes == 0)
            continue;
        rate_row(&summary->cells[i], rejected, &rates);
        spread_row(&summary->cells[i], &spreads);
    }
    if (br_table_rows(&rates) == 0) {
        br_table_release(&rates);
        br_table_release(&spreads);
        return;
    }
    br_text_append(text, "## Throughput\n\n");
    br_markdown_table(&rates, text);
    br_text_append(text, "How stable that is:\n\n");
    br_markdown_table(&spreads, text);
}

/* ---- latency ---- */

static void latency_columns(const struct br_summary *summary, struct br_table *table,
                            struct br_format_unit unit, struct br_format_unit maximum_unit)
{
    br_markdown_cell_column(summary, table);
    br_table_column(table, "kind", "", BR_TABLE_LEFT, 0);
    br_table_column(table, "records", "", BR_TABLE_RIGHT, 0);
    br_table_column(table, "mean", unit.name, BR_TABLE_RIGHT, 0);
    for (size_t i = 0; i < BR_SUMMARY_QUANTILES; i++)
        br_table_column(table, br_summary_quantile_names[i], unit.name, BR_TABLE_RIGHT, 0);
    br_table_column(table, "max", maximum_unit.name, BR_TABLE_RIGHT, 0);
    br_table_column(table, "tick limit", "", BR_TABLE_RIGHT, 0);
}

static void latency_row(const struct br_summary_cell *cell,
                        const struct br_summary_latency *latency, struct br_table *table,
                        struct br_format_unit unit, struct br_format_unit maximum_unit)
{
    br_table_cell(table, "%s", cell->label);
    br_table_cell(table, "%s", latency->raw->kind != NULL ? latency->raw->kind : BR_FORMAT_NONE);
    br_figure_count(table, latency->records);
    br_figure_significant(table, latency->mean_ns / unit.ns, 3);
    for (size_t i = 0; i < BR_SUMMARY_QUANTILES; i++)
        br_figure_quantile(table, latency, i, unit);
    br_figure_maximum(table, latency, maximum_unit);
    if (isfinite(latency->tick_limit))
        br_table_cell(table, "%.4g %%", latency->tick_limit * 100);
    else
        br_table_cell(table, "%s", BR_FORMAT_NONE);
}

void br_markdown_latency(const struct br_summary *summary, struct br_text *text)
{
    struct br_table table = {0};
    struct br_format_unit unit = br_figure_latency_unit(summary);
    struct br_format_unit maximum_unit = br_figure_maximum_unit(summary);
    latency_columns(summary, &table, unit, maximum_unit);
    for (size_t i = 0; i < summary->cell_count; i++)
        for (size_t j = 0; j < summary->cells[i].latency_count; j++)
            latency_row(&summary->cells[i], &summary->cells[i].latencies[j], &table, unit,
                        maximum_unit);
    if (br_table_rows(&table) == 0) {
        br_table_release(&table);
        return;
    }
    br_text_append(text, "## Latency of a record\n\n");
    br_markdown_table(&table, text);
    br_text_append(
        text, "Service is the time in the worker. Records during which the kernel gave its CPU "
              "to another thread are apart, as disturbed; the two together are all that were "
              "processed. Residence is the time from framed to done. Values come from buckets at "
              "most 0.8 % wide; mean and max are exact. Beyond the tick "
              "limit (†) the machine's own interruptions are part of the figure; a quantile "
              "with fewer than ten records beyond it is not shown.\n\n");
}

/* ---- across sizes ---- */

static void size_row(const struct br_summary_fit *fit, struct br_table *table)
{
    char fixed[BR_UNITS_BUFFER];
    br_table_cell(table, "%llu", (unsigned long long)fit->threads);
    br_figure_count(table, fit->sizes);
    br_table_cell(table, "%s", br_units_format_duration(fixed, fit->fit.a));
    br_figure_significant(table, fit->fit.b, 3);
    br_figure_significant(table, fit->coefficients >= 3 ? fit->fit.c : NAN, 3);
    br_figure_percent(table, fit->sizes > (size_t)fit->coefficients ? fit->fit.residual_max : NAN);
    br_table_cell(table, "%+.1f %%", fit->growth * 100);
}

void br_markdown_sizes(const struct br_summary *summary, struct br_text *text)
{
    struct br_table table = {0};
    br_table_column(&table, "threads", "", BR_TABLE_RIGHT, 0);
    br_table_column(&table, "sizes", "", BR_TABLE_RIGHT, 0);
    br_table_column(&table, "fixed cost", "", BR_TABLE_RIGHT, 0);
    br_table_column(&table, "per record", "ns", BR_TABLE_RIGHT, 0);
    br_table_column(&table, "per byte", "ns", BR_TABLE_RIGHT, 0);
    br_table_column(&table, "largest misfit", "", BR_TABLE_RIGHT, 0);
    br_table_column(&table, "largest size against the cheapest smaller one", "", BR_TABLE_RIGHT, 0);
    for (size_t i = 0; i < summary->fit_count; i++)
        if (summary->fits[i].coefficients >= 2)
            size_row(&summary->fits[i], &table);
    if (br_table_rows(&table) == 0) {
        br_table_release(&table);
        return;
    }
    br_text_append(text, "## Across sizes\n\n"
                         "Time of one repetition, fitted as fixed + records + bytes; bytes only "
                         "where they are not proportional to records. Two sizes fit exactly and "
                         "prove nothing.\n\n");
    br_markdown_table(&table, text);
}
