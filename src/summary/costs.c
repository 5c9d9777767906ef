/* What a record costs: allocations, cycles, and each pass's own effect on the rate. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "summary/parts.h"

static double fragmentation(const struct br_heap_look *look)
{
    return look->active_bytes > 0 ? 1 - (double)look->live_bytes / (double)look->active_bytes : NAN;
}

void br_part_allocation(const struct br_profile *profile, struct br_summary_cell *cell)
{
    struct br_summary_allocation *allocation = &cell->allocation;
    const struct br_result *result = br_part_find(profile, cell->cell, "alloc", NULL);
    if (result == NULL)
        return;

    const struct br_allocation *raw = &result->allocation;
    double records = (double)raw->records;
    allocation->raw = raw;
    allocation->state = (enum br_state)raw->state;
    allocation->allocations_per_record = br_part_ratio((double)raw->allocations, records);
    allocation->frees_per_record = br_part_ratio((double)raw->frees, records);
    allocation->bytes_per_record = br_part_ratio((double)raw->allocated_bytes, records);
    allocation->requested_bytes_per_record = br_part_ratio((double)raw->requested_bytes, records);
    allocation->left_behind_per_record = br_part_ratio((double)raw->left_behind_bytes, records);
    allocation->fragmentation_at_end = fragmentation(&raw->at_end);
    allocation->fragmentation_after_drain = fragmentation(&raw->after_drain);
    allocation->cross_check =
        raw->requests_by_jemalloc > 0
            ? br_part_ratio((double)raw->requests_by_jemalloc, (double)raw->allocations)
            : NAN;
}

static bool is_measured(const struct br_figure *figure)
{
    return figure->state == BR_STATE_COUNTED || figure->state == BR_STATE_SCALED;
}

static const struct br_summary_counter *find_counter(const struct br_summary_counting *counting,
                                                     const char *name)
{
    for (size_t i = 0; i < counting->count; i++)
        if (strcmp(counting->items[i].name, name) == 0)
            return &counting->items[i];
    return NULL;
}

static void choose_headline(struct br_summary_counting *counting)
{
    static const char *const names[] = {"cycles", "reference-cycles"};
    counting->missing = "neither cycles nor reference-cycles were recorded";
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        const struct br_summary_counter *counter = find_counter(counting, names[i]);
        if (counter == NULL)
            continue;
        if (is_measured(counter->total)) {
            counting->headline = counter;
            counting->missing = "";
            return;
        }
        if (counter->total->reason != NULL)
            counting->missing = counter->total->reason;
    }
}

void br_part_counting(const struct br_profile *profile, struct br_summary_cell *cell)
{
    struct br_summary_counting *counting = &cell->counting;
    const struct br_result *result = br_part_find(profile, cell->cell, "counters", NULL);
    counting->missing = "the counters pass was not run or failed";
    if (result == NULL)
        return;

    const struct br_counting *raw = &result->counting;
    counting->raw = raw;
    counting->items = br_part_allocate(raw->rows.count, sizeof *counting->items);
    for (size_t i = 0; i < raw->rows.count; i++) {
        const struct br_counter_row *row = &raw->rows.items[i];
        struct br_summary_counter *counter = &counting->items[counting->count++];
        double value = is_measured(&row->total) ? row->total.value : NAN;
        counter->name = row->name != NULL ? row->name : "";
        counter->total = &row->total;
        counter->per_record = br_part_ratio(value, (double)raw->records);
        counter->per_byte = br_part_ratio(value, (double)raw->bytes);
    }
    choose_headline(counting);
}

static struct br_summary_pass *pass_of(struct br_summary_cell *cell, const char *name)
{
    for (size_t i = 0; i < cell->pass_count; i++)
        if (strcmp(cell->passes[i].pass, name) == 0)
            return &cell->passes[i];
    cell->passes[cell->pass_count].pass = name;
    return &cell->passes[cell->pass_count++];
}

static void add_result(struct br_summary_cell *cell, const struct br_result *result)
{
    struct br_summary_pass *pass = pass_of(cell, result->pass);
    pass->processes++;
    if (result->ok && pass->result == NULL)
        pass->result = result;
    if (!result->ok) {
        pass->failed++;
        pass->failure = pass->failure != NULL ? pass->failure : result;
    }
}

static double pass_rate(const struct br_summary_cell *cell, const struct br_summary_pass *pass)
{
    if (strcmp(pass->pass, "throughput") == 0)
        return cell->rate.records_per_s;
    return pass->result != NULL ? br_part_process_rate(pass->result) : NAN;
}

void br_part_passes(const struct br_profile *profile, struct br_summary_cell *cell)
{
    const struct br_texts *planned = &profile->config.passes;
    cell->passes = br_part_allocate(planned->count + profile->results.count, sizeof *cell->passes);
    for (size_t i = 0; i < planned->count; i++)
        pass_of(cell, planned->items[i]);
    for (size_t i = 0; i < profile->results.count; i++) {
        const struct br_result *result = &profile->results.items[i];
        if (result->pass != NULL && br_part_same_cell(&result->cell, cell->cell))
            add_result(cell, result);
    }
    for (size_t i = 0; i < cell->pass_count; i++) {
        struct br_summary_pass *pass = &cell->passes[i];
        pass->records_per_s = pass_rate(cell, pass);
        pass->ratio = br_part_ratio(pass->records_per_s, cell->rate.records_per_s);
    }
}
