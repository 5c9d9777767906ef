/* Data of the pictures of latency: by percentile, and as a histogram. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "report/figures.h"
#include "report/plot.h"

/* One line: a cell's service time. */
struct line {
    const struct br_summary_cell *cell;
    const struct br_summary_latency *latency;
    struct br_histogram *histogram;
    uint64_t total;
};

typedef void append_line(const struct line *line, double unit_ns, struct br_plot_data *data);

/* Is there a latency of single records? */
static bool has_latency(const struct br_summary_cell *cell)
{
    const struct br_summary_latency *latency = br_figure_latency(cell, "service");
    return latency != NULL && !latency->batched && latency->records > 0;
}

/* Calls `append` for each of the cells. Returns how many lines that makes. */
static unsigned each_line(const struct br_plot_cells *cells, struct br_format_unit unit,
                          append_line *append, struct br_plot_data *data)
{
    unsigned lines = 0;
    struct br_histogram *histogram = malloc(sizeof *histogram);
    for (size_t i = 0; histogram != NULL && i < cells->count; i++) {
        const struct br_summary_latency *latency = br_figure_latency(cells->items[i], "service");
        if (br_summary_histogram(latency->raw, histogram, NULL) != 0)
            continue;
        struct line line = {.cell = cells->items[i],
                            .latency = latency,
                            .histogram = histogram,
                            .total = br_histogram_count(histogram)};
        br_plot_quote(data, line.cell->label);
        br_text_append(&data->blocks, "\n");
        append(&line, unit.ns * latency->raw->ticks_per_ns, data);
        br_text_append(&data->blocks, "\n\n");
        lines++;
    }
    free(histogram);
    return lines;
}

/* ---- by percentile ---- */

/* Rows until, or from, the quantile at which the machine's interruptions begin. A row is left out
 * where the picture could not show it. */
static void append_percentiles(const struct line *line, double unit_ticks, bool machine,
                               struct br_plot_data *data)
{
    double limit = isfinite(line->latency->tick_limit) ? line->latency->tick_limit : 1;
    double shown = 0;
    uint64_t below = 0;
    for (size_t i = 0; i < BR_HISTOGRAM_BUCKETS; i++) {
        below += line->histogram->counts[i];
        if (line->histogram->counts[i] == 0 || below == line->total)
            continue;
        double stretched = (double)line->total / (double)(line->total - below);
        bool is_machine = 1 - 1 / stretched > limit;
        if (is_machine != machine || stretched < shown * 1.02)
            continue;
        shown = stretched;
        br_text_format(&data->blocks, "%.6g %.6g\n", stretched,
                       (double)br_histogram_bucket_high(i) / unit_ticks);
    }
    if (machine || limit >= 1)
        br_text_format(&data->blocks, "%.6g %.6g\n", (double)line->total,
                       (double)line->histogram->maximum / unit_ticks);
}

static void append_own(const struct line *line, double unit_ticks, struct br_plot_data *data)
{
    append_percentiles(line, unit_ticks, false, data);
}

static void append_machine(const struct line *line, double unit_ticks, struct br_plot_data *data)
{
    append_percentiles(line, unit_ticks, true, data);
}

static void append_quantiles(const struct br_plot_cells *cells, struct br_format_unit unit,
                             struct br_text *text)
{
    char middle[BR_UNITS_BUFFER];
    char high[BR_UNITS_BUFFER];
    for (size_t i = 0; i < cells->count; i++) {
        const struct br_summary_latency *latency = br_figure_latency(cells->items[i], "service");
        br_text_format(text, "%s%s: p50 %s %s, p99 %s %s", i == 0 ? "" : "; ",
                       cells->items[i]->label,
                       br_format_significant(middle, latency->ns[0] / unit.ns, 3), unit.name,
                       br_format_significant(high, latency->ns[2] / unit.ns, 3), unit.name);
    }
}

static bool write_percentiles(const struct br_summary *summary, struct br_plot_data *data)
{
    struct br_format_unit unit = br_figure_latency_unit(summary);
    struct br_plot_cells cells = {.count = 0};
    br_plot_choose(summary, has_latency, &cells, data);
    br_plot_text(data, "unit", unit.name);
    br_plot_block_begin(data, "own");
    unsigned lines = each_line(&cells, unit, append_own, data);
    br_plot_block_end(data);
    br_plot_block_begin(data, "machine");
    each_line(&cells, unit, append_machine, data);
    br_plot_block_end(data);
    br_plot_number(data, "series", lines);
    br_text_append(&data->subject, data->subject.size > 0 ? "; " : "");
    br_text_append(&data->subject, "dotted: with the machine's interruptions");
    br_text_append(&data->alternative, "Service time of a record by percentile. ");
    append_quantiles(&cells, unit, &data->alternative);
    br_text_append(&data->alternative, ".");
    return lines > 0;
}

const struct br_plot br_plot_percentiles = {
    .name = "percentiles", .title = "Latency by percentile", .write = write_percentiles};

/* ---- as a histogram ---- */

enum { BINS = 120 };

/* Equal bins on a logarithmic axis, from the least value to the 99.9th percentile; one bin where
 * these are the same. gnuplot gives up all pictures for a line without a point. */
static void append_shares(const struct line *line, double unit_ticks, struct br_plot_data *data)
{
    double least = fmax((double)line->histogram->minimum, 1);
    double low = log(least);
    double high = log(br_histogram_quantile(line->histogram, 0.999));
    double bins[BINS] = {0};
    double width = (high - low) / BINS;
    if (!(width > 0)) {
        br_text_format(&data->blocks, "%.6g 100\n", least / unit_ticks);
        return;
    }
    for (size_t i = 0; i < BR_HISTOGRAM_BUCKETS; i++) {
        double middle =
            ((double)br_histogram_bucket_low(i) + (double)br_histogram_bucket_high(i)) / 2;
        double bin = line->histogram->counts[i] > 0 ? floor((log(middle) - low) / width) : -1;
        if (bin >= -0.5 && bin < BINS)
            bins[(size_t)bin] += (double)line->histogram->counts[i];
    }
    for (size_t i = 0; i < BINS; i++)
        br_text_format(&data->blocks, "%.6g %.6g\n",
                       exp(low + ((double)i + 0.5) * width) / unit_ticks,
                       bins[i] / (double)line->total * 100);
}

static bool write_histogram(const struct br_summary *summary, struct br_plot_data *data)
{
    struct br_format_unit unit = br_figure_latency_unit(summary);
    struct br_plot_cells cells = {.count = 0};
    br_plot_choose(summary, has_latency, &cells, data);
    br_plot_text(data, "unit", unit.name);
    br_plot_block_begin(data, "share");
    unsigned lines = each_line(&cells, unit, append_shares, data);
    br_plot_block_end(data);
    br_plot_number(data, "series", lines);
    br_text_append(&data->alternative,
                   "How many records took how long, up to the 99.9th percentile. ");
    append_quantiles(&cells, unit, &data->alternative);
    br_text_append(&data->alternative, ".");
    return lines > 0;
}

const struct br_plot br_plot_histogram = {
    .name = "histogram", .title = "Latency of records", .write = write_histogram};
