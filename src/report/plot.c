/* The pictures there are, and what their writers of data share; see plot.h. */
#include "report/plot.h"

#include <string.h>

#include "plot_scripts.h"

const struct br_plot *const br_plots[] = {
    &br_plot_rate,      &br_plot_scaling, &br_plot_percentiles,
    &br_plot_histogram, &br_plot_stages,  &br_plot_allocation,
    &br_plot_memory,    &br_plot_samples, NULL,
};

void br_plot_data_release(struct br_plot_data *data)
{
    br_text_release(&data->blocks);
    br_text_release(&data->alternative);
    br_text_release(&data->subject);
}

void br_plot_append_quoted(struct br_text *text, const char *string)
{
    br_text_append(text, "'");
    for (const char *at = string; *at != '\0'; at++) {
        br_text_append(text, *at == '\'' ? "'" : "");
        br_text_append_bytes(text, at, 1);
    }
    br_text_append(text, "'");
}

void br_plot_text(struct br_plot_data *data, const char *name, const char *text)
{
    struct br_text visible = {0};
    br_text_append_visible(&visible, text);
    br_text_format(&data->blocks, "%s = ", name);
    br_plot_append_quoted(&data->blocks, br_text_string(&visible));
    br_text_append(&data->blocks, "\n");
    br_text_release(&visible);
}

void br_plot_number(struct br_plot_data *data, const char *name, double value)
{
    br_text_format(&data->blocks, "%s = %.9g\n", name, value);
}

/* Between these quotes a quote ends the text, and what follows a backslash is special: a data block
 * has no way to write either. */
void br_plot_quote(struct br_plot_data *data, const char *text)
{
    struct br_text visible = {0};
    br_text_append_visible(&visible, text);
    br_text_append(&data->blocks, "\"");
    for (const char *at = br_text_string(&visible); *at != '\0'; at++)
        br_text_append_bytes(&data->blocks, *at == '"' ? "'" : *at == '\\' ? "/" : at, 1);
    br_text_append(&data->blocks, "\"");
    br_text_release(&visible);
}

void br_plot_block_begin(struct br_plot_data *data, const char *name)
{
    br_text_format(&data->blocks, "$%s << END_OF_DATA\n", name);
}

void br_plot_block_end(struct br_plot_data *data)
{
    br_text_append(&data->blocks, "END_OF_DATA\n");
}

void br_plot_choose(const struct br_summary *summary,
                    bool (*has_data)(const struct br_summary_cell *cell),
                    struct br_plot_cells *cells, struct br_plot_data *data)
{
    size_t all = 0;
    uint64_t threads = 0;
    for (size_t i = 0; i < summary->cell_count; i++) {
        const struct br_summary_cell *cell = &summary->cells[i];
        if (!has_data(cell))
            continue;
        all++;
        threads = cell->cell->threads > threads ? cell->cell->threads : threads;
    }
    for (size_t i = 0; i < summary->cell_count && cells->count < BR_PLOT_SERIES_MOST; i++) {
        const struct br_summary_cell *cell = &summary->cells[i];
        if (has_data(cell) && (all <= BR_PLOT_SERIES_MOST || cell->cell->threads == threads))
            cells->items[cells->count++] = cell;
    }
    if (cells->count < all)
        br_text_format(&data->subject, "%zu of %zu cells", cells->count, all);
}

const char *br_plot_script(const char *name)
{
    for (size_t i = 0; i < sizeof plot_scripts / sizeof plot_scripts[0]; i++)
        if (strcmp(plot_scripts[i].name, name) == 0)
            return plot_scripts[i].text;
    return NULL;
}
