/* Data of the pictures of throughput: by size, by threads, and over the samples. */
#include <inttypes.h>
#include <math.h>
#include <string.h>

#include "report/figures.h"
#include "report/plot.h"

/* One unit for all rates of a picture, so that its axis has short numbers. */
struct unit {
    double records_per_s;
    const char *name;
};

static struct unit rate_unit(const struct br_summary *summary)
{
    double most = 0;
    for (size_t i = 0; i < summary->cell_count; i++)
        most = fmax(most, summary->cells[i].rate.records_per_s); /* passes over NAN */
    if (most >= 1e6)
        return (struct unit){1e6, "million records per second"};
    if (most >= 1e3)
        return (struct unit){1e3, "thousand records per second"};
    return (struct unit){1, "records per second"};
}

/* ---- by size ---- */

static bool same_line(const struct br_cell *left, const struct br_cell *right)
{
    return left->threads == right->threads && br_variant_equal(&left->variant, &right->variant);
}

/* Of one size and shape, at whatever thread count. */
static bool same_sweep(const struct br_cell *left, const struct br_cell *right)
{
    return left->size == right->size && br_variant_equal(&left->variant, &right->variant);
}

static bool first_of_line(const struct br_summary *summary, size_t index)
{
    for (size_t i = 0; i < index; i++)
        if (summary->cells[i].rate.processes > 0 &&
            same_line(summary->cells[i].cell, summary->cells[index].cell))
            return false;
    return summary->cells[index].rate.processes > 0;
}

static void append_interval(const struct br_summary_rate *rate, struct unit unit,
                            struct br_plot_data *data)
{
    br_text_format(&data->blocks, " %.6g %.6g %.6g\n", rate->records_per_s / unit.records_per_s,
                   rate->interval.low / unit.records_per_s,
                   rate->interval.high / unit.records_per_s);
}

static void append_line(const struct br_summary *summary, const struct br_cell *line,
                        struct br_plot_data *data)
{
    struct unit unit = rate_unit(summary);
    struct br_text name = {0};
    char variant[64];
    if (br_figure_is_concurrent(summary))
        br_text_format(&name, "%" PRIu64 " thread%s", line->threads, line->threads == 1 ? "" : "s");
    br_text_append(&name, br_variant_label(&line->variant, variant, sizeof variant));
    br_plot_quote(data, name.size > 0 ? br_text_string(&name) : "measured");
    br_text_append(&data->blocks, "\n");
    br_text_release(&name);
    for (size_t i = 0; i < summary->cell_count; i++) {
        const struct br_summary_cell *cell = &summary->cells[i];
        if (cell->rate.processes == 0 || !same_line(cell->cell, line))
            continue;
        br_text_format(&data->blocks, "%" PRIu64, cell->records);
        append_interval(&cell->rate, unit, data);
    }
    br_text_append(&data->blocks, "\n\n");
}

/* "1k ×1: 380k, 1k ×2: 730k": the figures themselves, for who cannot see the lines; of one sweep or
 * (NULL) of all cells. */
static void append_rates(const struct br_summary *summary, const struct br_cell *sweep,
                         struct br_text *text)
{
    char number[BR_UNITS_BUFFER];
    bool first = true;
    for (size_t i = 0; i < summary->cell_count; i++) {
        const struct br_summary_cell *cell = &summary->cells[i];
        if (cell->rate.processes == 0 || (sweep != NULL && !same_sweep(cell->cell, sweep)))
            continue;
        br_text_format(text, "%s%s: %s", first ? "" : ", ", cell->label,
                       br_format_scaled(number, cell->rate.records_per_s,
                                        br_figure_rate_digits(&cell->rate), ""));
        first = false;
    }
}

static bool write_rate(const struct br_summary *summary, struct br_plot_data *data)
{
    unsigned all = 0;
    br_plot_text(data, "rates", rate_unit(summary).name);
    br_plot_block_begin(data, "rate");
    for (size_t i = 0; i < summary->cell_count; i++)
        if (first_of_line(summary, i) && ++all <= BR_PLOT_SERIES_MOST)
            append_line(summary, summary->cells[i].cell, data);
    br_plot_block_end(data);
    unsigned shown = all < BR_PLOT_SERIES_MOST ? all : BR_PLOT_SERIES_MOST;
    br_plot_number(data, "series", shown);
    if (shown < all)
        br_text_format(&data->subject, "%u of %u lines", shown, all);
    br_text_append(&data->alternative, "Records per second by size, with intervals. ");
    append_rates(summary, NULL, &data->alternative);
    br_text_append(&data->alternative, ".");
    return all > 0;
}

const struct br_plot br_plot_rate = {
    .name = "rate", .title = "Records per second by size", .write = write_rate};

/* ---- by threads ---- */

/* A cell of the size with the most thread counts; of those the largest. NULL below two counts. */
static const struct br_summary_cell *widest_sweep(const struct br_summary *summary)
{
    const struct br_summary_cell *widest = NULL;
    size_t most = 1;
    for (size_t i = 0; i < summary->cell_count; i++) {
        size_t count = 0;
        for (size_t j = 0; j < summary->cell_count; j++)
            count += summary->cells[j].rate.processes > 0 &&
                     same_sweep(summary->cells[i].cell, summary->cells[j].cell);
        if (count > 1 && count >= most) {
            widest = &summary->cells[i];
            most = count;
        }
    }
    return widest;
}

static void add_law(const struct br_summary *summary, const struct br_cell *sweep, struct unit unit,
                    struct br_plot_data *data)
{
    const struct br_usl *law = NULL;
    for (size_t i = 0; i < summary->scaling_count; i++)
        if (summary->scalings[i].fitted && same_sweep(summary->scalings[i].first->cell, sweep))
            law = &summary->scalings[i].law;
    br_plot_number(data, "law", law != NULL);
    br_plot_number(data, "lambda", law != NULL ? law->lambda / unit.records_per_s : 0);
    br_plot_number(data, "sigma", law != NULL ? law->sigma : 0);
    br_plot_number(data, "kappa", law != NULL ? law->kappa : 0);
    br_text_append(&data->alternative, law != NULL ? ", with the fitted scaling law" : "");
}

/* The label of its cells without the threads. */
static void name_sweep(const struct br_summary_cell *cell, struct br_plot_data *data)
{
    const char *threads = strstr(cell->label, " ×");
    size_t size = threads != NULL ? (size_t)(threads - cell->label) : strlen(cell->label);
    br_text_append(&data->subject, "size ");
    br_text_append_bytes(&data->subject, cell->label, size);
}

static bool write_scaling(const struct br_summary *summary, struct br_plot_data *data)
{
    const struct br_summary_cell *widest =
        br_figure_is_concurrent(summary) ? widest_sweep(summary) : NULL;
    struct unit unit = rate_unit(summary);
    double one = 0;
    uint64_t most = 0;
    if (widest == NULL)
        return false;
    const struct br_cell *sweep = widest->cell;
    name_sweep(widest, data);
    br_plot_text(data, "rates", unit.name);
    br_plot_block_begin(data, "rate");
    for (size_t i = 0; i < summary->cell_count; i++) {
        const struct br_summary_cell *cell = &summary->cells[i];
        if (cell->rate.processes == 0 || !same_sweep(cell->cell, sweep))
            continue;
        br_text_format(&data->blocks, "%" PRIu64, cell->cell->threads);
        append_interval(&cell->rate, unit, data);
        one = cell->cell->threads == 1 ? cell->rate.records_per_s / unit.records_per_s : one;
        most = cell->cell->threads > most ? cell->cell->threads : most;
    }
    br_plot_block_end(data);
    br_plot_number(data, "one", one);
    br_plot_number(data, "most", (double)most);
    br_text_append(&data->alternative, "Records per second by threads against a straight line");
    add_law(summary, sweep, unit, data);
    br_text_append(&data->alternative, ". ");
    append_rates(summary, sweep, &data->alternative);
    br_text_append(&data->alternative, ".");
    return true;
}

const struct br_plot br_plot_scaling = {
    .name = "scaling", .title = "Scaling by threads", .write = write_scaling};

/* ---- over the samples ---- */

static double sample_rate(const struct br_result *result, const struct br_sample *sample)
{
    return (double)result->work.records * (double)sample->repetitions /
           ((double)sample->wall_ns / 1e9);
}

/* Tukey's far-out fences, as the count of outliers in the tables. */
static bool far_out(const struct br_result *result, double rate)
{
    double rates[256];
    size_t count = 0;
    for (size_t i = 0; i < result->samples.count && count < 256; i++)
        rates[count++] = sample_rate(result, &result->samples.items[i]);
    double low = br_stats_quantile(rates, count, 0.25);
    double high = br_stats_quantile(rates, count, 0.75);
    return rate < low - 3 * (high - low) || rate > high + 3 * (high - low);
}

struct timeline {
    struct unit unit;
    struct br_text samples, warm;
    double now_s, top;
    unsigned processes;
    size_t sample_count, far_out;
};

static void add_process(const struct br_result *result, struct timeline *line)
{
    br_text_format(&line->warm, "%.6g %.6g\n", line->now_s,
                   line->now_s + (double)result->warm_up_ns / 1e9);
    line->now_s += (double)result->warm_up_ns / 1e9;
    for (size_t i = 0; i < result->samples.count; i++) {
        const struct br_sample *sample = &result->samples.items[i];
        double rate = sample_rate(result, sample);
        bool is_far_out = far_out(result, rate);
        line->now_s += (double)sample->wall_ns / 1e9;
        line->top = rate > line->top ? rate : line->top;
        line->far_out += is_far_out;
        line->sample_count++;
        br_text_format(&line->samples, "%.6g %.6g %d\n", line->now_s,
                       rate / line->unit.records_per_s, is_far_out);
    }
    br_text_append(&line->samples, "\n\n");
    line->processes++;
}

/* The cell that stands for the others: the largest size with the fewest threads. */
static const struct br_summary_cell *shown_cell(const struct br_summary *summary)
{
    const struct br_summary_cell *shown = NULL;
    for (size_t i = 0; i < summary->cell_count; i++) {
        const struct br_summary_cell *cell = &summary->cells[i];
        if (cell->rate.processes > 0 && (shown == NULL || cell->records > shown->records))
            shown = cell;
    }
    return shown;
}

static bool write_samples(const struct br_summary *summary, struct br_plot_data *data)
{
    const struct br_summary_cell *cell = shown_cell(summary);
    struct timeline line = {.unit = rate_unit(summary)};
    for (size_t i = 0; cell != NULL && i < summary->profile->results.count; i++) {
        const struct br_result *result = &summary->profile->results.items[i];
        if (result->ok && strcmp(result->pass, "throughput") == 0 &&
            br_shape_equal(&br_cell_shape, &result->cell, cell->cell, NULL, 0))
            add_process(result, &line);
    }
    br_plot_block_begin(data, "warm");
    br_text_append(&data->blocks, br_text_string(&line.warm));
    br_plot_block_end(data);
    br_plot_block_begin(data, "samples");
    br_text_append(&data->blocks, br_text_string(&line.samples));
    br_plot_block_end(data);
    br_plot_number(data, "series", line.processes);
    br_plot_text(data, "rates", line.unit.name);
    br_plot_number(data, "top", line.top / line.unit.records_per_s * 1.05);
    br_text_format(&data->subject, "cell %s", cell != NULL ? cell->label : "");
    br_text_format(&data->alternative,
                   "Records per second of %zu samples of cell %s in %u processes; %zu of them are "
                   "far out.",
                   line.sample_count, cell != NULL ? cell->label : "", line.processes,
                   line.far_out);
    br_text_release(&line.samples);
    br_text_release(&line.warm);
    return line.sample_count > 0;
}

const struct br_plot br_plot_samples = {
    .name = "samples", .title = "Throughput over the samples", .write = write_samples};
