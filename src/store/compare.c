/* The comparison as a whole: sides, cells, outcome. */
#include "store/compare.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "store/compare_parts.h"

void br_compare_append_percent(struct br_text *text, double percent)
{
    br_text_format(text, fabs(percent) < 999.5 ? "%.3g %%" : "%.0f %%", percent);
}

void br_compare_reason(struct br_comparison_row *row, struct br_text *text)
{
    free(row->reason);
    row->reason = br_text_take(text);
}

void br_compare_change(const struct br_measure_facts *facts, bool is_higher,
                       struct br_comparison_row *row)
{
    if (facts->family == BR_FAMILY_TIME)
        row->verdict = is_higher ? BR_VERDICT_SLOWER : BR_VERDICT_FASTER;
    else
        row->verdict = is_higher ? BR_VERDICT_MORE : BR_VERDICT_FEWER;
    row->worse = is_higher == (row->direction == BR_DIRECTION_LOWER);
}

/* ---- what is compared ---- */

static void describe_side(const struct br_profile *profile, struct br_comparison_side *side)
{
    *side = (struct br_comparison_side){.name = br_string_copy(profile->name),
                                        .id = br_string_copy(profile->promoted.id),
                                        .created = br_string_copy(profile->created),
                                        .hostname = br_string_copy(profile->environment.hostname),
                                        .commit = br_string_copy(profile->environment.commit),
                                        .dirty = profile->environment.dirty,
                                        .benchrun_version =
                                            br_string_copy(profile->environment.benchrun_version)};
}

static void describe_inputs(const struct br_profile *profile, struct br_comparison_inputs *inputs)
{
    for (size_t i = 0; i < profile->inputs.count; i++) {
        const struct br_input *input = &profile->inputs.items[i];
        struct br_comparison_input *described = br_list_append(inputs, sizeof *described);
        *described = (struct br_comparison_input){.variant = input->variant,
                                                  .name = br_string_copy(input->name),
                                                  .records = input->records,
                                                  .digest = input->digest};
    }
}

static void describe(const struct br_comparing *comparing, const char *workload)
{
    struct br_comparison *comparison = comparing->comparison;
    comparison->schema_version = BR_COMPARISON_SCHEMA_VERSION;
    describe_side(comparing->from, &comparison->from);
    describe_side(comparing->to, &comparison->to);
    comparison->mode = br_string_copy(comparing->to->config.mode);
    comparison->workload = br_string_copy(workload);
    describe_inputs(comparing->to, &comparison->inputs);
    comparison->rules = br_string_copy(comparing->rules->origin);
    comparison->false_discovery_rate = comparing->rules->false_discovery_rate;
    br_compare_environments(comparing->from, comparing->to, &comparison->mismatches);
}

/* ---- cells ---- */

static bool same_text(const char *left, const char *right)
{
    return strcmp(left != NULL ? left : "", right != NULL ? right : "") == 0;
}

/* Mode and workload are the same already, and the name of an input is not the input. */
static bool same_cell(const struct br_cell *left, const struct br_cell *right)
{
    return left->size == right->size && left->threads == right->threads &&
           same_text(left->strategy, right->strategy) &&
           br_variant_equal(&left->variant, &right->variant);
}

static const struct br_summary_cell *counterpart(const struct br_summary *summary,
                                                 const struct br_summary_cell *cell)
{
    for (size_t i = 0; i < summary->cell_count; i++)
        if (same_cell(summary->cells[i].cell, cell->cell))
            return &summary->cells[i];
    return NULL;
}

static void add_cell(struct br_comparing *comparing, const struct br_summary *from_summary,
                     const struct br_summary *to_summary, const struct br_summary_cell *from,
                     const struct br_summary_cell *to)
{
    struct br_compared_cell *cell = &comparing->cells[comparing->cell_count++];
    *cell = (struct br_compared_cell){.from = from, .to = to};
    if (from == NULL || to == NULL)
        return;
    br_summary_measures_make(from_summary, from, &cell->from_measures);
    br_summary_measures_make(to_summary, to, &cell->to_measures);
}

static void match_cells(const struct br_summary *from, const struct br_summary *to,
                        struct br_comparing *comparing)
{
    comparing->cells = calloc(from->cell_count + to->cell_count + 1, sizeof *comparing->cells);
    if (comparing->cells == NULL)
        abort();
    for (size_t i = 0; i < from->cell_count; i++)
        add_cell(comparing, from, to, &from->cells[i], counterpart(to, &from->cells[i]));
    for (size_t i = 0; i < to->cell_count; i++)
        if (counterpart(from, &to->cells[i]) == NULL)
            add_cell(comparing, from, to, NULL, &to->cells[i]);
}

static void release_cells(struct br_comparing *comparing)
{
    for (size_t i = 0; i < comparing->cell_count; i++) {
        br_summary_measures_release(&comparing->cells[i].from_measures);
        br_summary_measures_release(&comparing->cells[i].to_measures);
    }
    free(comparing->cells);
}

static int check_cells(const struct br_comparing *comparing, struct br_error *error)
{
    size_t shared = 0;
    int code = 0;
    for (size_t i = 0; i < comparing->cell_count && code == 0; i++) {
        const struct br_compared_cell *cell = &comparing->cells[i];
        if (cell->from == NULL || cell->to == NULL)
            continue;
        shared++;
        code = br_compare_check_work(cell, error);
    }
    if (code != 0 || shared > 0)
        return code;
    return br_error_set(error, BR_ERROR_INPUT,
                        "%s and %s have no cell in common: no size, thread count and strategy was "
                        "measured in both; measure the second one with the sizes of the first",
                        comparing->from->name, comparing->to->name);
}

/* ---- outcome ---- */

static void count_row(const struct br_comparison_row *row, struct br_verdict_counts *counts)
{
    bool is_error = row->severity == BR_SEVERITY_ERROR;
    bool is_lost = row->verdict == BR_VERDICT_MISSING ||
                   (row->verdict == BR_VERDICT_UNSUPPORTED && row->from.processes > 0);
    counts->rows++;
    counts->same += row->verdict == BR_VERDICT_SAME;
    counts->ambiguous += row->verdict == BR_VERDICT_AMBIGUOUS;
    counts->missing += row->verdict == BR_VERDICT_MISSING;
    counts->added += row->verdict == BR_VERDICT_NEW;
    counts->unsupported += row->verdict == BR_VERDICT_UNSUPPORTED;
    counts->worse += row->worse;
    counts->better +=
        !row->worse && row->verdict >= BR_VERDICT_FASTER && row->verdict <= BR_VERDICT_MORE;
    counts->errors += row->worse && is_error;
    counts->unsettled += is_error && (is_lost || row->verdict == BR_VERDICT_AMBIGUOUS);
}

static void conclude(struct br_comparison *comparison)
{
    for (size_t i = 0; i < comparison->rows.count; i++) {
        count_row(&comparison->rows.items[i], &comparison->counts);
        comparison->advisory = comparison->advisory || comparison->rows.items[i].advisory;
    }
    if (comparison->counts.errors > 0)
        comparison->outcome = BR_GATE_REGRESSION;
    else
        comparison->outcome = comparison->counts.unsettled > 0 ? BR_GATE_AMBIGUOUS : BR_GATE_PASSED;
}

static bool is_of_host(const struct br_calibration *calibration, const struct br_profile *profile)
{
    return calibration != NULL && same_text(calibration->hostname, profile->environment.hostname) &&
           same_text(calibration->cpu_model, profile->environment.cpu_model);
}

static int compare_summaries(const struct br_summary *from, const struct br_summary *to,
                             struct br_comparing *comparing, struct br_error *error)
{
    match_cells(from, to, comparing);
    int code = check_cells(comparing, error);
    if (code == 0) {
        describe(comparing, to->workload);
        br_compare_rows(comparing);
        br_compare_stages(comparing);
        br_compare_remarks(comparing);
        conclude(comparing->comparison);
    }
    release_cells(comparing);
    return code;
}

int br_compare(const struct br_profile *from, const struct br_profile *to,
               const struct br_rules *rules, const struct br_calibration *calibration,
               struct br_comparison *comparison, struct br_error *error)
{
    bool is_known = is_of_host(calibration, from) && is_of_host(calibration, to);
    struct br_comparing comparing = {.from = from,
                                     .to = to,
                                     .rules = rules,
                                     .calibration = is_known ? calibration : NULL,
                                     .comparison = comparison};
    struct br_summary from_summary = {0}, to_summary = {0};
    int code = br_compare_check(from, to, error);
    if (code == 0)
        code = br_summary_make(from, &from_summary, error);
    if (code == 0)
        code = br_summary_make(to, &to_summary, error);
    if (code == 0)
        code = compare_summaries(&from_summary, &to_summary, &comparing, error);
    br_summary_release(&from_summary);
    br_summary_release(&to_summary);
    return code;
}
