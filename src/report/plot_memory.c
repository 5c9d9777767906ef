/* Data of the pictures of allocation, stages, and memory over time. */
#include <inttypes.h>
#include <string.h>

#include "report/figures.h"
#include "report/plot.h"

/* ---- allocation by size class ---- */

static const struct br_summary_cell *largest_with_classes(const struct br_summary *summary)
{
    const struct br_summary_cell *largest = NULL;
    for (size_t i = 0; i < summary->cell_count; i++) {
        const struct br_summary_cell *cell = &summary->cells[i];
        if (cell->allocation.raw != NULL && cell->allocation.raw->size_classes.count > 0 &&
            cell->allocation.raw->records > 0 &&
            (largest == NULL || cell->records > largest->records))
            largest = cell;
    }
    return largest;
}

static bool write_allocation(const struct br_summary *summary, struct br_plot_data *data)
{
    const struct br_summary_cell *cell = largest_with_classes(summary);
    if (cell == NULL)
        return false;
    const struct br_allocation *raw = cell->allocation.raw;
    br_plot_block_begin(data, "classes");
    for (size_t i = 0; i < raw->size_classes.count; i++)
        br_text_format(&data->blocks, "%" PRIu64 " %.6g\n", raw->size_classes.items[i].bytes,
                       (double)raw->size_classes.items[i].requests / (double)raw->records);
    br_plot_block_end(data);
    br_text_format(&data->subject, "cell %s", cell->label);
    br_text_format(&data->alternative,
                   "Allocations per record by size class in cell %s: %.3g allocations per record "
                   "in %zu classes.",
                   cell->label, cell->allocation.allocations_per_record, raw->size_classes.count);
    return true;
}

const struct br_plot br_plot_allocation = {
    .name = "allocation", .title = "Allocation by size class", .write = write_allocation};

/* ---- stages ---- */

enum { STAGE_NAMES_MOST = 6, STAGE_BARS_MOST = 32, BAR_HEIGHT = 26, BARS_MARGIN = 150 };

struct stage_names {
    const char *items[STAGE_NAMES_MOST];
    size_t count;
};

static void collect_names(const struct br_summary_stages *stages, struct stage_names *names)
{
    for (size_t i = 0; i < stages->count; i++) {
        bool known = stages->items[i].depth > 0;
        for (size_t j = 0; j < names->count; j++)
            known = known || strcmp(names->items[j], stages->items[i].name) == 0;
        if (!known && names->count < STAGE_NAMES_MOST)
            names->items[names->count++] = stages->items[i].name;
    }
}

static double share_of(const struct br_summary_stages *stages, const char *name)
{
    for (size_t i = 0; i < stages->count; i++)
        if (stages->items[i].depth == 0 && strcmp(stages->items[i].name, name) == 0)
            return stages->items[i].share * 100;
    return 0;
}

struct bars {
    const struct br_summary_cell *cells[STAGE_BARS_MOST];
    double ends[STAGE_BARS_MOST]; /* percent that earlier series have taken */
    size_t count, left_out;
};

/* One series: a piece of every bar. `name` NULL: what is waited outside stages. */
static void append_pieces(struct bars *bars, const char *name, struct br_plot_data *data)
{
    br_plot_quote(data, name != NULL ? name : "waiting");
    br_text_append(&data->blocks, "\n");
    for (size_t i = 0; i < bars->count; i++) {
        const struct br_summary_stages *stages = &bars->cells[i]->stages;
        double share = name != NULL ? share_of(stages, name) : stages->waiting_share * 100;
        br_text_format(&data->blocks, "%.6g %.6g %zu\n", bars->ends[i], bars->ends[i] + share,
                       i + 1);
        bars->ends[i] += share;
    }
    br_text_append(&data->blocks, "\n\n");
}

static void append_bar_names(const struct bars *bars, struct br_plot_data *data)
{
    br_text_append(&data->blocks, "set ytics scale 0 (");
    for (size_t i = 0; i < bars->count; i++) {
        br_text_append(&data->blocks, i > 0 ? ", " : "");
        br_plot_quote(data, bars->cells[i]->label);
        br_text_format(&data->blocks, " %zu", i + 1);
    }
    br_text_append(&data->blocks, ")\n");
}

static void describe_stages(const struct bars *bars, const struct stage_names *names,
                            struct br_text *text)
{
    const struct br_summary_cell *cell = bars->cells[bars->count - 1];
    br_text_format(text, "Share of all threads' time by stage; in cell %s: ", cell->label);
    for (size_t i = 0; i < names->count; i++)
        br_text_format(text, "%s%s %.0f %%", i > 0 ? ", " : "", names->items[i],
                       share_of(&cell->stages, names->items[i]));
    br_text_format(text, ", waiting %.0f %%.", cell->stages.waiting_share * 100);
}

static void collect_bars(const struct br_summary *summary, struct stage_names *names,
                         struct bars *bars)
{
    for (size_t i = 0; i < summary->cell_count; i++) {
        if (summary->cells[i].stages.count == 0)
            continue;
        if (bars->count == STAGE_BARS_MOST) {
            bars->left_out++;
            continue;
        }
        collect_names(&summary->cells[i].stages, names);
        bars->cells[bars->count++] = &summary->cells[i];
    }
}

static bool write_stages(const struct br_summary *summary, struct br_plot_data *data)
{
    struct stage_names names = {.count = 0};
    struct bars bars = {.count = 0};
    collect_bars(summary, &names, &bars);
    if (bars.count == 0)
        return false;
    if (bars.left_out > 0)
        br_text_format(&data->subject, "%zu of %zu cells", bars.count, bars.count + bars.left_out);
    data->height = BARS_MARGIN + BAR_HEIGHT * (unsigned)bars.count;
    br_plot_block_begin(data, "stages");
    for (size_t i = 0; i < names.count; i++)
        append_pieces(&bars, names.items[i], data);
    append_pieces(&bars, NULL, data);
    br_plot_block_end(data);
    br_plot_number(data, "series", (double)names.count + 1);
    br_plot_number(data, "bars", (double)bars.count);
    append_bar_names(&bars, data);
    describe_stages(&bars, &names, &data->alternative);
    return true;
}

const struct br_plot br_plot_stages = {
    .name = "stages", .title = "Where the time goes", .write = write_stages};

/* ---- memory over time ---- */

static const struct br_result *looked_at(const struct br_summary_cell *cell)
{
    for (size_t i = 0; cell->series.pass != NULL && i < cell->pass_count; i++)
        if (strcmp(cell->passes[i].pass, cell->series.pass) == 0)
            return cell->passes[i].result;
    return NULL;
}

static void append_looks(const struct br_result *result, struct br_plot_data *data)
{
    for (size_t i = 0; i < result->looks.count; i++)
        br_text_format(&data->blocks, "%.6g %.6g\n", (double)result->looks.items[i].time_ns / 1e9,
                       (double)result->looks.items[i].rss_bytes / (1 << 20));
}

static bool has_looks(const struct br_summary_cell *cell)
{
    const struct br_result *result = looked_at(cell);
    return result != NULL && result->looks.count >= 2;
}

static bool write_memory(const struct br_summary *summary, struct br_plot_data *data)
{
    struct br_plot_cells cells = {.count = 0};
    double peak = 0;
    br_plot_choose(summary, has_looks, &cells, data);
    br_plot_block_begin(data, "rss");
    for (size_t i = 0; i < cells.count; i++) {
        br_plot_quote(data, cells.items[i]->label);
        br_text_append(&data->blocks, "\n");
        append_looks(looked_at(cells.items[i]), data);
        br_text_append(&data->blocks, "\n\n");
        double own = (double)cells.items[i]->series.rss_bytes_peak / (1 << 20);
        peak = own > peak ? own : peak;
    }
    br_plot_block_end(data);
    br_plot_number(data, "series", (double)cells.count);
    br_text_format(&data->alternative,
                   "Resident memory of the measuring processes over time; the largest peak is "
                   "%.3g MiB, the mapped input included.",
                   peak);
    return cells.count > 0;
}

const struct br_plot br_plot_memory = {
    .name = "memory", .title = "Memory over time", .write = write_memory};
