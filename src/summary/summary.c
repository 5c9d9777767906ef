/* The whole: which cells a profile has, in order, each with its parts. */
#include "summary/summary.h"

#include <assert.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/units.h"
#include "summary/parts.h"

void *br_part_allocate(size_t count, size_t size)
{
    void *memory = calloc(count > 0 ? count : 1, size);
    if (memory == NULL)
        abort();
    return memory;
}

double br_part_ratio(double value, double divisor)
{
    return divisor != 0 ? value / divisor : NAN;
}

static int compare_texts(const char *left, const char *right)
{
    return strcmp(left != NULL ? left : "", right != NULL ? right : "");
}

bool br_part_same_cell(const struct br_cell *left, const struct br_cell *right)
{
    assert(left != NULL && right != NULL);
    return left->threads == right->threads && br_part_same_series(left, right);
}

bool br_part_same_series(const struct br_cell *left, const struct br_cell *right)
{
    assert(left != NULL && right != NULL);
    return left->size == right->size && br_variant_equal(&left->variant, &right->variant) &&
           compare_texts(left->mode, right->mode) == 0 &&
           compare_texts(left->workload, right->workload) == 0 &&
           compare_texts(left->input, right->input) == 0 &&
           compare_texts(left->strategy, right->strategy) == 0;
}

const struct br_result *br_part_find(const struct br_profile *profile, const struct br_cell *cell,
                                     const char *pass, const struct br_result *previous)
{
    size_t start = previous == NULL ? 0 : (size_t)(previous - profile->results.items) + 1;
    for (size_t i = start; i < profile->results.count; i++) {
        const struct br_result *result = &profile->results.items[i];
        if (result->ok && (pass == NULL || compare_texts(result->pass, pass) == 0) &&
            br_part_same_cell(&result->cell, cell))
            return result;
    }
    return NULL;
}

/* ---- cells ---- */

/* A shortened pass did less than the cell's work. */
static void find_work(const struct br_profile *profile, struct br_summary_cell *cell)
{
    const struct br_result *result = br_part_find(profile, cell->cell, NULL, NULL);
    while (result != NULL && result->instructions.shortened)
        result = br_part_find(profile, cell->cell, NULL, result);
    cell->work = result != NULL ? &result->work : NULL;
    result = br_part_find(profile, cell->cell, "verify", NULL);
    cell->verified = result != NULL && result->work.digested ? &result->work : NULL;
}

static void look_at_input(const struct br_profile *profile, struct br_summary_cell *cell)
{
    const struct br_input *input = br_profile_input(profile, cell->cell);
    uint64_t whole = input != NULL ? input->records : 0;
    cell->records = cell->cell->size != BR_SIZE_ALL ? cell->cell->size
                    : cell->work != NULL            ? cell->work->records
                                                    : whole;
    cell->input_passes = br_part_ratio((double)cell->records, (double)whole);
    if (whole == 0)
        cell->input_use = BR_INPUT_UNKNOWN;
    else if (cell->records == whole)
        cell->input_use = BR_INPUT_ONCE;
    else
        cell->input_use = cell->records < whole ? BR_INPUT_CUT : BR_INPUT_CYCLED;
}

static void set_label(const struct br_profile *profile, struct br_summary_cell *cell)
{
    char size[BR_UNITS_BUFFER] = "all";
    char variant[40];
    br_variant_label(&cell->cell->variant, variant, sizeof variant);
    if (cell->cell->size != BR_SIZE_ALL)
        br_units_format_count(size, cell->cell->size);
    if (profile->config.mode != NULL && strcmp(profile->config.mode, "single") == 0)
        snprintf(cell->label, sizeof cell->label, "%s%s", size, variant);
    else
        snprintf(cell->label, sizeof cell->label, "%s%s ×%llu", size, variant,
                 (unsigned long long)cell->cell->threads);
}

static bool has_cell(const struct br_summary *summary, const struct br_cell *cell)
{
    for (size_t i = 0; i < summary->cell_count; i++)
        if (br_part_same_cell(summary->cells[i].cell, cell))
            return true;
    return false;
}

static int compare_numbers(uint64_t left, uint64_t right)
{
    return (left > right) - (left < right);
}

static int compare_cells(const void *left_cell, const void *right_cell)
{
    const struct br_summary_cell *left = left_cell, *right = right_cell;
    int order = compare_texts(left->cell->input, right->cell->input);
    if (order == 0)
        order = compare_texts(left->cell->strategy, right->cell->strategy);
    if (order == 0)
        order = compare_numbers(left->records, right->records);
    if (order == 0)
        order = compare_numbers(left->cell->size, right->cell->size);
    if (order == 0)
        order =
            compare_numbers(left->cell->variant.record_bytes, right->cell->variant.record_bytes);
    if (order == 0)
        order = compare_numbers(left->cell->variant.malformed, right->cell->variant.malformed);
    return order != 0 ? order : compare_numbers(left->cell->threads, right->cell->threads);
}

static void collect_cells(const struct br_profile *profile, struct br_summary *summary)
{
    summary->cells = br_part_allocate(profile->results.count, sizeof *summary->cells);
    for (size_t i = 0; i < profile->results.count; i++) {
        const struct br_cell *name = &profile->results.items[i].cell;
        if (has_cell(summary, name))
            continue;
        struct br_summary_cell *cell = &summary->cells[summary->cell_count++];
        cell->cell = name;
        find_work(profile, cell);
        look_at_input(profile, cell);
        set_label(profile, cell);
    }
    qsort(summary->cells, summary->cell_count, sizeof *summary->cells, compare_cells);
}

static int fill_cell(const struct br_profile *profile, struct br_summary_cell *cell,
                     struct br_error *error)
{
    br_part_rate(profile, cell);
    br_part_slowest(profile, cell);
    br_part_allocation(profile, cell);
    br_part_counting(profile, cell);
    br_part_stages(profile, cell);
    br_part_instructions(profile, cell);
    br_part_workers(profile, cell);
    br_part_passes(profile, cell);
    br_part_series(profile, cell);
    return br_part_latency(profile, cell, error);
}

static int fill_measured(const struct br_profile *profile, struct br_summary_cell *cell,
                         struct br_error *error)
{
    br_part_allocation(profile, cell);
    br_part_stages(profile, cell);
    return br_part_latency(profile, cell, error);
}

static int fill_cells(const struct br_profile *profile,
                      int (*fill)(const struct br_profile *profile, struct br_summary_cell *cell,
                                  struct br_error *error),
                      struct br_summary *summary, struct br_error *error)
{
    summary->profile = profile;
    summary->workload = br_profile_workload(profile);
    collect_cells(profile, summary);
    for (size_t i = 0; i < summary->cell_count; i++) {
        int code = fill(profile, &summary->cells[i], error);
        if (code != 0) {
            br_summary_release(summary);
            return code;
        }
    }
    return 0;
}

int br_summary_make_measured(const struct br_profile *profile, struct br_summary *summary,
                             struct br_error *error)
{
    return fill_cells(profile, fill_measured, summary, error);
}

int br_summary_make(const struct br_profile *profile, struct br_summary *summary,
                    struct br_error *error)
{
    int code = fill_cells(profile, fill_cell, summary, error);
    if (code != 0)
        return code;
    br_part_efficiency(summary);
    br_part_fits(summary);
    br_part_scaling(summary);
    br_part_caveats(summary);
    return 0;
}

static void release_cell(struct br_summary_cell *cell)
{
    free(cell->rate.process_records_per_s);
    free(cell->latencies);
    free(cell->counting.items);
    free(cell->stages.items);
    free(cell->instructions.stages);
    free(cell->workers.items);
    free(cell->passes);
    free(cell->series.rows);
}

void br_summary_release(struct br_summary *summary)
{
    for (size_t i = 0; i < summary->cell_count; i++)
        release_cell(&summary->cells[i]);
    for (size_t i = 0; i < summary->caveat_count; i++)
        free(summary->caveats[i].sentence);
    free(summary->cells);
    free(summary->fits);
    free(summary->scalings);
    free(summary->caveats);
    memset(summary, 0, sizeof *summary);
}
