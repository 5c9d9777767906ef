/* The picture of trends: cells over profiles and references, a panel each. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "report/format.h"
#include "report/plot.h"
#include "report/trend.h"
#include "report/trend_parts.h"

enum { DIGITS = 4, PANEL_HEIGHT = 190, MARGIN_HEIGHT = 50, DATES_MOST = 6, NAMES_MOST = 6 };

/* The series that are shown: the first measure of each cell. */
struct panels {
    const struct br_trend *items[BR_PLOT_SERIES_MOST];
    size_t count;
    const struct br_history_entry **places; /* all profiles of these series, by time */
    size_t place_count;
};

static void choose_panels(const struct br_trends *trends, struct panels *panels)
{
    for (size_t i = 0; i < trends->count && panels->count < BR_PLOT_SERIES_MOST; i++)
        if (i == 0 || trends->items[i].cell != trends->items[i - 1].cell)
            panels->items[panels->count++] = &trends->items[i];
}

/* Series are in the order of time, so that the places are a merge of them. */
static void choose_places(struct panels *panels)
{
    size_t at[BR_PLOT_SERIES_MOST] = {0};
    size_t most = 0;
    for (size_t i = 0; i < panels->count; i++)
        most += panels->items[i]->count;
    panels->places = calloc(most, sizeof(struct br_history_entry *));
    if (panels->places == NULL)
        abort();
    for (;;) {
        const struct br_history_entry *next = NULL;
        for (size_t i = 0; i < panels->count; i++) {
            const struct br_trend *trend = panels->items[i];
            const struct br_history_entry *entry =
                at[i] < trend->count ? trend->points[at[i]].entry : NULL;
            if (entry != NULL && (next == NULL || br_trend_compare_entries(entry, next) < 0))
                next = entry;
        }
        if (next == NULL)
            return;
        panels->places[panels->place_count++] = next;
        for (size_t i = 0; i < panels->count; i++)
            at[i] +=
                at[i] < panels->items[i]->count && panels->items[i]->points[at[i]].entry == next;
    }
}

static size_t place_of(const struct panels *panels, const struct br_history_entry *entry)
{
    size_t place = 0;
    while (panels->places[place] != entry)
        place++;
    return place + 1;
}

static void range_of(const struct br_trend *trend, double *low, double *high)
{
    *low = INFINITY;
    *high = -INFINITY;
    for (size_t i = 0; i < trend->count; i++) {
        *low = fmin(*low, trend->points[i].value);
        *high = fmax(*high, trend->points[i].value);
    }
    double room = *high > *low ? (*high - *low) * 0.25 : fmax(fabs(*high) * 0.05, 1e-6);
    *low -= room;
    *high += room;
}

/* ---- blocks ---- */

static void append_points(const struct panels *panels, const struct br_trend *trend,
                          struct br_plot_data *data)
{
    for (size_t i = 0; i < trend->count; i++)
        br_text_format(&data->blocks, "%zu %.9g %d\n", place_of(panels, trend->points[i].entry),
                       trend->points[i].value,
                       trend->points[i].entry->reference || trend->points[i].entry->archived);
}

static double mean_of(const struct br_trend *trend, size_t begin, size_t end)
{
    double sum = 0;
    for (size_t i = begin; i < end; i++)
        sum += trend->points[i].value;
    return sum / (double)(end - begin);
}

static void append_levels(const struct panels *panels, const struct br_trend *trend,
                          struct br_plot_data *data)
{
    for (size_t i = 0; i <= trend->change_count; i++) {
        size_t begin = i == 0 ? 0 : trend->changes[i - 1].index;
        size_t end = i == trend->change_count ? trend->count : trend->changes[i].index;
        br_text_format(&data->blocks, "%zu %zu %.9g\n",
                       place_of(panels, trend->points[begin].entry),
                       place_of(panels, trend->points[end - 1].entry), mean_of(trend, begin, end));
    }
}

/* An empty series would shift those that follow it. */
static void append_nothing(struct br_plot_data *data)
{
    br_text_append(&data->blocks, "NaN NaN \"\"\n");
}

static void append_changes(const struct panels *panels, const struct br_trend *trend,
                           struct br_plot_data *data)
{
    double low, high;
    range_of(trend, &low, &high);
    for (size_t i = 0; i < trend->change_count; i++) {
        const struct br_level_change *change = &trend->changes[i];
        struct br_text size = {0};
        br_trend_append_size(change, &size);
        br_text_format(&data->blocks, "%.1f %.9g ",
                       (double)place_of(panels, trend->points[change->index].entry) - 0.5, high);
        br_plot_quote(data, br_text_string(&size));
        br_text_append(&data->blocks, "\n");
        br_text_release(&size);
    }
    if (trend->change_count == 0)
        append_nothing(data);
}

static size_t reference_count(const struct br_trend *trend)
{
    size_t count = 0;
    for (size_t i = 0; i < trend->count; i++)
        count += trend->points[i].entry->reference;
    return count;
}

/* Many names would cover one another; then none is written. */
static void append_names(const struct panels *panels, const struct br_trend *trend,
                         struct br_plot_data *data)
{
    size_t references = reference_count(trend);
    bool are_written = references > 0 && references <= NAMES_MOST;
    for (size_t i = 0; are_written && i < trend->count; i++) {
        const struct br_trend_point *point = &trend->points[i];
        if (!point->entry->reference)
            continue;
        br_text_format(&data->blocks, "%zu %.9g ", place_of(panels, point->entry), point->value);
        br_plot_quote(data, point->entry->name);
        br_text_append(&data->blocks, "\n");
    }
    if (!are_written)
        append_nothing(data);
}

static void write_block(const char *name, const struct panels *panels,
                        void (*append)(const struct panels *panels, const struct br_trend *trend,
                                       struct br_plot_data *data),
                        struct br_plot_data *data)
{
    br_plot_block_begin(data, name);
    for (size_t i = 0; i < panels->count; i++) {
        append(panels, panels->items[i], data);
        br_text_append(&data->blocks, "\n\n");
    }
    br_plot_block_end(data);
}

static void write_dates(const struct panels *panels, struct br_plot_data *data)
{
    size_t step = 1 + (panels->place_count - 1) / DATES_MOST;
    br_plot_block_begin(data, "dates");
    for (size_t place = 0; place < panels->place_count; place += step) {
        struct br_text date = {0};
        br_trend_append_date(panels->places[place], &date);
        br_text_format(&data->blocks, "%zu ", place + 1);
        br_plot_quote(data, br_text_string(&date));
        br_text_append(&data->blocks, "\n");
        br_text_release(&date);
    }
    br_plot_block_end(data);
}

/* ---- the whole ---- */

static void write_headings(const struct panels *panels, struct br_plot_data *data)
{
    for (size_t i = 0; i < panels->count; i++) {
        const struct br_trend *trend = panels->items[i];
        double low, high;
        char name[32];
        range_of(trend, &low, &high);
        struct br_text title = {0};
        br_text_format(&title, "%s, %s", trend->cell->label, trend->measure->name);
        snprintf(name, sizeof name, "title%zu", i + 1);
        br_plot_text(data, name, br_text_string(&title));
        snprintf(name, sizeof name, "unit%zu", i + 1);
        br_plot_text(data, name, trend->measure->unit);
        snprintf(name, sizeof name, "low%zu", i + 1);
        br_plot_number(data, name, low);
        snprintf(name, sizeof name, "high%zu", i + 1);
        br_plot_number(data, name, high);
        br_text_release(&title);
    }
}

static void describe(const struct panels *panels, struct br_text *text)
{
    br_text_format(text, "Over %zu profile%s in the order of time. ", panels->place_count,
                   panels->place_count == 1 ? "" : "s");
    for (size_t i = 0; i < panels->count; i++) {
        const struct br_trend *trend = panels->items[i];
        char first[BR_UNITS_BUFFER];
        char last[BR_UNITS_BUFFER];
        br_text_format(text, "%s%s of cell %s: first %s, last %s %s", i > 0 ? "; " : "",
                       trend->measure->name, trend->cell->label,
                       br_format_significant(first, trend->points[0].value, DIGITS),
                       br_format_significant(last, trend->points[trend->count - 1].value, DIGITS),
                       trend->measure->unit);
        for (size_t j = 0; j < trend->change_count; j++) {
            br_text_append(text, ", a change of ");
            br_trend_append_size(&trend->changes[j], text);
            br_text_format(text, " at %s", trend->points[trend->changes[j].index].entry->name);
        }
    }
    br_text_append(text, ".");
}

int br_trend_draw(const struct br_trends *trends, const char *path, struct br_pictures *pictures,
                  struct br_error *error)
{
    struct panels panels = {0};
    struct br_plot_data data = {0};
    choose_panels(trends, &panels);
    if (panels.count == 0)
        return 0;
    choose_places(&panels);
    data.height = (unsigned)(MARGIN_HEIGHT + panels.count * PANEL_HEIGHT);
    br_plot_number(&data, "panels", (double)panels.count);
    br_plot_number(&data, "profiles", (double)panels.place_count);
    write_headings(&panels, &data);
    write_block("points", &panels, append_points, &data);
    write_block("levels", &panels, append_levels, &data);
    write_block("changes", &panels, append_changes, &data);
    write_block("names", &panels, append_names, &data);
    write_dates(&panels, &data);
    describe(&panels, &data.alternative);
    int code = br_picture_draw("history", "History", &data, path, pictures, error);
    br_plot_data_release(&data);
    free(panels.places);
    return code;
}
