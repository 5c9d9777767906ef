/* What a record costs beside time: allocation, memory, cycles. */
#include <math.h>

#include "report/markdown.h"

enum { SIZE_CLASSES_SHOWN = 10 };

/* ---- allocation ---- */

static void allocation_columns(const struct br_summary *summary, struct br_table *table)
{
    br_markdown_cell_column(summary, table);
    br_table_column(table, "allocations/record", "", BR_TABLE_RIGHT, 0);
    br_table_column(table, "frees/record", "", BR_TABLE_RIGHT, 0);
    br_table_column(table, "bytes/record", "", BR_TABLE_RIGHT, 0);
    br_table_column(table, "asked for/record", "", BR_TABLE_RIGHT, 0);
    br_table_column(table, "left behind/record", "bytes", BR_TABLE_RIGHT, 0);
    br_table_column(table, "peak live", "", BR_TABLE_RIGHT, 0);
    br_table_column(table, "jemalloc's own count", "", BR_TABLE_RIGHT, 0);
    br_table_column(table, "state (source)", "", BR_TABLE_LEFT, 0);
}

static void allocation_row(const struct br_summary_cell *cell, struct br_table *table)
{
    const struct br_summary_allocation *allocation = &cell->allocation;
    bool counted = allocation->state == BR_STATE_COUNTED;
    br_table_cell(table, "%s", cell->label);
    br_figure_allocation(table, allocation, allocation->allocations_per_record);
    br_figure_allocation(table, allocation, allocation->frees_per_record);
    br_figure_allocation(table, allocation, allocation->bytes_per_record);
    br_figure_allocation(table, allocation, allocation->requested_bytes_per_record);
    br_figure_allocation(table, allocation, allocation->left_behind_per_record);
    br_figure_memory(table, counted ? (double)allocation->raw->live_peak_bytes : NAN);
    br_figure_percent(table, counted ? allocation->cross_check : NAN);
    br_markdown_state(table, allocation->state, allocation->raw->source, allocation->raw->reason);
}

const struct br_result *br_markdown_alloc_result(const struct br_summary_cell *cell)
{
    for (size_t i = 0; i < cell->pass_count; i++) {
        const struct br_result *result = cell->passes[i].result;
        if (result != NULL && cell->allocation.state == BR_STATE_COUNTED &&
            &result->allocation == cell->allocation.raw)
            return result;
    }
    return NULL;
}

static void worker_row(const struct br_summary_cell *cell, const struct br_worker_row *row,
                       struct br_table *table)
{
    double records = row->records > 0 ? (double)row->records : NAN;
    br_table_cell(table, "%s", cell->label);
    if (row->producer)
        br_table_cell(table, "producer");
    else
        br_table_cell(table, "%llu", (unsigned long long)row->worker);
    br_figure_count(table, row->allocations);
    br_figure_significant(table, (double)row->allocations / records, 3);
    br_figure_scaled(table, (double)row->allocated_bytes / records);
    br_figure_memory(table, (double)row->live_peak_bytes);
}

static void write_workers(const struct br_summary *summary, struct br_text *text)
{
    struct br_table table = {0};
    if (!br_figure_is_concurrent(summary))
        return;
    br_markdown_cell_column(summary, &table);
    br_table_column(&table, "worker", "", BR_TABLE_RIGHT, 0);
    br_table_column(&table, "allocations", "", BR_TABLE_RIGHT, 0);
    br_table_column(&table, "allocations/record", "", BR_TABLE_RIGHT, 0);
    br_table_column(&table, "bytes/record", "", BR_TABLE_RIGHT, 0);
    br_table_column(&table, "peak live", "", BR_TABLE_RIGHT, 0);
    for (size_t i = 0; i < summary->cell_count; i++) {
        const struct br_result *result = br_markdown_alloc_result(&summary->cells[i]);
        for (size_t j = 0; result != NULL && j < result->workers.count; j++)
            worker_row(&summary->cells[i], &result->workers.items[j], &table);
    }
    if (br_table_rows(&table) > 0) {
        br_text_append(text, "By worker:\n\n");
        br_markdown_table(&table, text);
    } else {
        br_table_release(&table);
    }
}

static void heap_row(const char *label, const char *moment, const struct br_heap_look *look,
                     double fragmentation, struct br_table *table)
{
    br_table_cell(table, "%s", label);
    br_table_cell(table, "%s", moment);
    br_figure_memory(table, (double)look->live_bytes);
    br_figure_memory(table, (double)look->active_bytes);
    br_figure_memory(table, (double)look->resident_bytes);
    br_figure_memory(table, (double)look->retained_bytes);
    br_figure_percent(table, fragmentation);
}

static void write_heap(const struct br_summary *summary, struct br_text *text)
{
    static const char *const headings[] = {"live", "active", "resident", "retained",
                                           "fragmentation"};
    struct br_table table = {0};
    br_markdown_cell_column(summary, &table);
    br_table_column(&table, "moment", "", BR_TABLE_LEFT, 0);
    for (size_t i = 0; i < sizeof headings / sizeof headings[0]; i++)
        br_table_column(&table, headings[i], "", BR_TABLE_RIGHT, 0);
    for (size_t i = 0; i < summary->cell_count; i++) {
        const struct br_summary_cell *cell = &summary->cells[i];
        const struct br_summary_allocation *allocation = &cell->allocation;
        if (allocation->raw == NULL || allocation->state != BR_STATE_COUNTED)
            continue;
        heap_row(cell->label, "end of work", &allocation->raw->at_end,
                 allocation->fragmentation_at_end, &table);
        heap_row(cell->label, "after the drain", &allocation->raw->after_drain,
                 allocation->fragmentation_after_drain, &table);
    }
    if (br_table_rows(&table) > 0) {
        br_text_append(text, "The whole process's heap, by jemalloc's statistics; fragmentation "
                             "is 1 - live/active:\n\n");
        br_markdown_table(&table, text);
    } else {
        br_table_release(&table);
    }
}

/* The busiest class that comes after one with (requests, bytes) in that order; NULL at the end. */
static const struct br_size_class_row *next_busiest(const struct br_size_class_rows *rows,
                                                    const struct br_size_class_row *previous)
{
    const struct br_size_class_row *best = NULL;
    for (size_t i = 0; i < rows->count; i++) {
        const struct br_size_class_row *row = &rows->items[i];
        bool after = previous == NULL || row->requests < previous->requests ||
                     (row->requests == previous->requests && row->bytes > previous->bytes);
        if (row->requests > 0 && after && (best == NULL || row->requests > best->requests))
            best = row;
    }
    return best;
}

static void write_size_classes(const struct br_summary *summary, struct br_text *text)
{
    const struct br_summary_cell *cell = NULL;
    for (size_t i = 0; i < summary->cell_count; i++)
        if (summary->cells[i].allocation.raw != NULL &&
            summary->cells[i].allocation.raw->size_classes.count > 0)
            cell = &summary->cells[i];
    if (cell == NULL)
        return;

    struct br_table table = {0};
    const struct br_allocation *raw = cell->allocation.raw;
    const struct br_size_class_row *row = NULL;
    double all = 0;
    for (size_t i = 0; i < raw->size_classes.count; i++)
        all += (double)raw->size_classes.items[i].requests;
    br_table_column(&table, "size class", "", BR_TABLE_RIGHT, 0);
    br_table_column(&table, "requests/record", "", BR_TABLE_RIGHT, 0);
    br_table_column(&table, "share", "", BR_TABLE_RIGHT, 0);
    for (size_t i = 0; i < SIZE_CLASSES_SHOWN; i++) {
        row = next_busiest(&raw->size_classes, row);
        if (row == NULL)
            break;
        br_figure_memory(&table, (double)row->bytes);
        br_figure_significant(&table, (double)row->requests / (double)raw->records, 3);
        br_figure_percent(&table, (double)row->requests / all);
    }
    br_text_format(text, "The busiest size classes of %s:\n\n", cell->label);
    br_markdown_table(&table, text);
}

void br_markdown_allocation(const struct br_summary *summary, struct br_text *text)
{
    struct br_table table = {0};
    allocation_columns(summary, &table);
    for (size_t i = 0; i < summary->cell_count; i++)
        if (summary->cells[i].allocation.raw != NULL)
            allocation_row(&summary->cells[i], &table);
    if (br_table_rows(&table) == 0) {
        br_table_release(&table);
        return;
    }
    br_text_append(text, "## Allocation\n\n");
    br_markdown_table(&table, text);
    br_markdown_allocation_by_stage(summary, text);
    write_workers(summary, text);
    br_markdown_allocator_threads(summary, text);
    write_heap(summary, text);
    write_size_classes(summary, text);
}

/* ---- cycles ---- */

static bool is_measured(const struct br_summary_counter *counter)
{
    return counter->total->state == BR_STATE_COUNTED || counter->total->state == BR_STATE_SCALED;
}

static void counter_row(const struct br_summary_cell *cell,
                        const struct br_summary_counter *counter, struct br_table *table)
{
    br_table_cell(table, "%s", cell->label);
    br_table_cell(table, "%s", counter->name);
    br_figure_scaled(table, counter->per_record);
    br_figure_significant(table, counter->per_byte, 3);
    br_markdown_state(table, (enum br_state)counter->total->state, counter->total->source,
                      counter->total->reason);
}

/* What a machine cannot count it cannot count in any cell: said once, by the first that tried. */
static void write_missing(const struct br_summary *summary, struct br_text *text)
{
    const struct br_summary_counting *counting = NULL;
    for (size_t i = 0; i < summary->cell_count && counting == NULL; i++)
        if (summary->cells[i].counting.count > 0)
            counting = &summary->cells[i].counting;
    for (size_t i = 0; counting != NULL && i < counting->count; i++) {
        const struct br_summary_counter *counter = &counting->items[i];
        if (is_measured(counter))
            continue;
        br_text_append(text, "- ");
        br_markdown_text(counter->name, text);
        br_text_format(text, ": %s: ", br_state_names[counter->total->state]);
        br_markdown_text(counter->total->reason, text);
        br_text_append(text, "\n");
    }
    br_text_append(text, "\n");
}

static size_t count_missing(const struct br_summary *summary)
{
    size_t count = 0;
    for (size_t i = 0; i < summary->cell_count; i++)
        for (size_t j = 0; j < summary->cells[i].counting.count; j++)
            count += !is_measured(&summary->cells[i].counting.items[j]);
    return count;
}

void br_markdown_cycles(const struct br_summary *summary, struct br_text *text)
{
    struct br_table table = {0};
    br_markdown_cell_column(summary, &table);
    br_table_column(&table, "counter", "", BR_TABLE_LEFT, 0);
    br_table_column(&table, "per record", "", BR_TABLE_RIGHT, 0);
    br_table_column(&table, "per byte", "", BR_TABLE_RIGHT, 0);
    br_table_column(&table, "state (source)", "", BR_TABLE_LEFT, 0);
    for (size_t i = 0; i < summary->cell_count; i++)
        for (size_t j = 0; j < summary->cells[i].counting.count; j++)
            if (is_measured(&summary->cells[i].counting.items[j]))
                counter_row(&summary->cells[i], &summary->cells[i].counting.items[j], &table);
    if (br_table_rows(&table) > 0 || count_missing(summary) > 0)
        br_text_append(text,
                       "## Cycles and events\n\n"
                       "Source pmu: hardware counters. tsc: ticks of the constant-rate counter "
                       "over CPU time. probe: CPU time at the core clock seen beside the "
                       "samples, an estimate.\n\n");
    if (br_table_rows(&table) > 0)
        br_markdown_table(&table, text);
    else
        br_table_release(&table);
    if (count_missing(summary) > 0)
        write_missing(summary, text);
}
