/* Rows: a measure on both sides, or on one; statistical ones decided together. */
#include <inttypes.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "stats/discovery.h"
#include "stats/stored.h"
#include "store/compare_parts.h"

enum { RESAMPLES = 2000 };

/* A statistical row until all of them are there. */
struct pending {
    size_t row;
    const struct br_compared_cell *cell;
    const struct br_measure_facts *facts;
    struct br_ruling ruling;
    struct br_stored_change change;
    const struct br_calibration_entry *known; /* of this cell; NULL = not calibrated */
    double p_worse, p_better;                 /* adjusted later; NAN: not tested */
};
struct pending_list {
    struct pending *items;
    size_t count;
};

/* ---- rows ---- */

static struct br_comparison_row *add_row(const struct br_comparing *comparing,
                                         const struct br_compared_cell *cell, const char *measure,
                                         const char *unit, const char *stage,
                                         struct br_ruling *ruling)
{
    const struct br_summary_cell *shown = cell->from != NULL ? cell->from : cell->to;
    struct br_comparison_rows *rows = &comparing->comparison->rows;
    struct br_comparison_row *row = br_list_append(rows, sizeof *row);
    *ruling = br_rules_apply(comparing->rules, measure, stage, shown->cell);
    const struct br_comparison_value none = {NAN, NAN, NAN, 0};
    *row = (struct br_comparison_row){
        .label = br_string_copy(shown->label),
        .measure = br_string_copy(measure),
        .unit = br_string_copy(unit),
        .stage = br_string_copy(stage),
        .kind = (uint32_t)ruling->kind,
        .direction = (uint32_t)ruling->direction,
        .severity = (uint32_t)ruling->severity,
        .from = none,
        .to = none,
        .delta = NAN,
        .delta_percent = NAN,
        .delta_percent_low = NAN,
        .delta_percent_high = NAN,
        .p_value = NAN,
        .p_adjusted = NAN,
        .limit_percent = ruling->limit_is_share ? 100 * ruling->limit : NAN,
        .limit_absolute = ruling->limit_is_share ? NAN : ruling->limit};
    if (br_shape_copy(&br_cell_shape, shown->cell, &row->cell, NULL) != 0)
        abort();
    return row;
}

static void set_value(const struct br_summary_measure *measure, struct br_comparison_value *value)
{
    if (measure == NULL || measure->count == 0)
        return;
    value->value = br_stats_median(measure->values, measure->count);
    value->processes = measure->count;
    if (measure->count < BR_STORED_FEWEST)
        return;
    struct br_interval interval =
        br_stats_bootstrap_median(measure->values, measure->count, 0.95, RESAMPLES, 1);
    value->low = interval.low;
    value->high = interval.high;
}

static void set_delta(struct br_comparison_row *row)
{
    row->delta = row->to.value - row->from.value;
    if (row->from.value != 0)
        row->delta_percent = 100 * row->delta / fabs(row->from.value);
}

/* Environments that differ make a row advisory: never an error. */
static void advise(const struct br_comparing *comparing, bool source_differs,
                   struct br_comparison_row *row)
{
    const struct br_mismatches *mismatches = &comparing->comparison->mismatches;
    for (size_t i = 0; i < mismatches->count; i++)
        row->advisory =
            row->advisory || mismatches->items[i].exact || row->kind == BR_MEASURE_STATISTICAL;
    row->advisory = row->advisory || source_differs;
    if (row->advisory && row->severity == BR_SEVERITY_ERROR)
        row->severity = BR_SEVERITY_WARNING;
}

static bool sources_differ(const struct br_summary_measure *from,
                           const struct br_summary_measure *to)
{
    return from->source != NULL && to->source != NULL && strcmp(from->source, to->source) != 0;
}

/* ---- rows with a value on one side at most ---- */

static void explain_absence(const struct br_comparing *comparing,
                            const struct br_summary_measure *from,
                            const struct br_summary_measure *to, struct br_comparison_row *row)
{
    struct br_text reason = {0};
    if (to == NULL || from == NULL) {
        row->verdict = to == NULL ? BR_VERDICT_MISSING : BR_VERDICT_NEW;
        br_text_format(&reason, "only %s has it",
                       (to == NULL ? comparing->from : comparing->to)->name);
    } else {
        const struct br_summary_measure *without = to->count == 0 ? to : from;
        row->verdict = BR_VERDICT_UNSUPPORTED;
        br_text_format(&reason, "not measured in %s: %s",
                       from->count == 0 && to->count == 0 ? "both"
                       : without == to                    ? comparing->to->name
                                                          : comparing->from->name,
                       without->missing != NULL ? without->missing : "no process gave a value");
    }
    br_compare_reason(row, &reason);
}

static void add_lone_cell(const struct br_comparing *comparing, const struct br_compared_cell *cell)
{
    struct br_ruling ruling;
    struct br_text reason = {0};
    struct br_comparison_row *row = add_row(comparing, cell, "cell", "", NULL, &ruling);
    row->severity = cell->to == NULL ? BR_SEVERITY_ERROR : BR_SEVERITY_INFO;
    row->limit_percent = NAN;
    row->verdict = cell->to == NULL ? BR_VERDICT_MISSING : BR_VERDICT_NEW;
    br_text_format(&reason, "only %s measured this cell",
                   (cell->to == NULL ? comparing->from : comparing->to)->name);
    br_compare_reason(row, &reason);
}

/* Different digests were refused before. */
static void add_digest(const struct br_comparing *comparing, const struct br_compared_cell *cell)
{
    const struct br_work *from = cell->from->verified, *to = cell->to->verified;
    struct br_ruling ruling;
    struct br_text reason = {0};
    if (from == NULL && to == NULL)
        return;
    struct br_comparison_row *row = add_row(comparing, cell, "work-digest", "", NULL, &ruling);
    if (from != NULL && to != NULL) {
        row->verdict = BR_VERDICT_SAME;
        br_text_format(&reason, "0x%016" PRIx64 " on both sides", to->digest);
    } else {
        row->verdict = from != NULL ? BR_VERDICT_MISSING : BR_VERDICT_NEW;
        br_text_format(&reason,
                       "only %s has a verify pass; counts, bytes and witness of the work agree",
                       (from != NULL ? comparing->from : comparing->to)->name);
    }
    br_compare_reason(row, &reason);
}

/* ---- rows with values on both sides ---- */

static const struct br_calibration_entry *calibrated(const struct br_comparing *comparing,
                                                     const struct br_compared_cell *cell,
                                                     const struct br_measure_facts *facts)
{
    bool is_throughput = strcmp(facts->name, "time") == 0 || strcmp(facts->name, "cpu") == 0;
    return comparing->calibration != NULL && is_throughput
               ? br_calibration_find(comparing->calibration, cell->from->cell, "throughput")
               : NULL;
}

static void add_pending(const struct br_comparing *comparing, const struct br_compared_cell *cell,
                        const struct br_summary_measure *from, const struct br_summary_measure *to,
                        const struct br_ruling *ruling, struct pending_list *list)
{
    struct pending *pending = br_list_append(list, sizeof *pending);
    pending->row = comparing->comparison->rows.count - 1;
    pending->cell = cell;
    pending->facts = from->facts;
    pending->ruling = *ruling;
    pending->known = calibrated(comparing, cell, from->facts);
    br_stored_change(from->values, from->count, to->values, to->count, &pending->change);
    bool higher_is_worse = ruling->direction == BR_DIRECTION_LOWER;
    pending->p_worse = higher_is_worse ? pending->change.p_higher : pending->change.p_lower;
    pending->p_better = higher_is_worse ? pending->change.p_lower : pending->change.p_higher;
}

static void add_measure(const struct br_comparing *comparing, const struct br_compared_cell *cell,
                        const struct br_summary_measure *from, const struct br_summary_measure *to,
                        struct pending_list *list)
{
    const struct br_summary_measure *any = from != NULL ? from : to;
    struct br_ruling ruling;
    struct br_comparison_row *row =
        add_row(comparing, cell, any->facts->name, any->facts->unit, any->stage, &ruling);
    set_value(from, &row->from);
    set_value(to, &row->to);
    bool differs = from != NULL && to != NULL && sources_differ(from, to);
    advise(comparing, differs, row);
    if (from == NULL || row->from.processes == 0 || row->to.processes == 0) {
        explain_absence(comparing, from, to, row);
        return;
    }
    set_delta(row);
    if (ruling.kind == BR_MEASURE_STATISTICAL)
        add_pending(comparing, cell, from, to, &ruling, list);
    else
        br_compare_exact(from, to, &ruling, row);
}

static void add_cell(const struct br_comparing *comparing, const struct br_compared_cell *cell,
                     struct pending_list *list)
{
    if (cell->from == NULL || cell->to == NULL) {
        add_lone_cell(comparing, cell);
        return;
    }
    for (size_t i = 0; i < cell->from_measures.count; i++) {
        const struct br_summary_measure *from = &cell->from_measures.items[i];
        add_measure(comparing, cell, from,
                    br_summary_measure_find(&cell->to_measures, from->facts->name, from->stage),
                    list);
    }
    for (size_t i = 0; i < cell->to_measures.count; i++) {
        const struct br_summary_measure *to = &cell->to_measures.items[i];
        if (br_summary_measure_find(&cell->from_measures, to->facts->name, to->stage) == NULL)
            add_measure(comparing, cell, NULL, to, list);
    }
    add_digest(comparing, cell);
}

/* ---- many rows at once ---- */

static void adjust_family(struct pending_list *list, double *(*member)(struct pending *pending))
{
    double *p = calloc(list->count + 1, sizeof *p);
    size_t count = 0;
    if (p == NULL)
        abort();
    for (size_t i = 0; i < list->count; i++)
        if (isfinite(*member(&list->items[i])))
            p[count++] = *member(&list->items[i]);
    if (!br_stats_benjamini_hochberg(p, count, p))
        abort();
    count = 0;
    for (size_t i = 0; i < list->count; i++)
        if (isfinite(*member(&list->items[i])))
            *member(&list->items[i]) = p[count++];
    free(p);
}

static double *worse_of(struct pending *pending)
{
    return &pending->p_worse;
}

static double *better_of(struct pending *pending)
{
    return &pending->p_better;
}

static uint64_t count_tested(const struct pending_list *list)
{
    uint64_t tested = 0;
    for (size_t i = 0; i < list->count; i++)
        tested += isfinite(list->items[i].p_worse) ? 1 : 0;
    return tested;
}

void br_compare_rows(const struct br_comparing *comparing)
{
    struct pending_list list = {0};
    for (size_t i = 0; i < comparing->cell_count; i++)
        add_cell(comparing, &comparing->cells[i], &list);
    comparing->comparison->rows_tested = count_tested(&list);
    adjust_family(&list, worse_of);
    adjust_family(&list, better_of);
    for (size_t i = 0; i < list.count; i++) {
        const struct pending *pending = &list.items[i];
        struct br_comparison_row *row = &comparing->comparison->rows.items[pending->row];
        bool is_higher = pending->change.log_ratio >= 0;
        bool is_worse = is_higher == (row->direction == BR_DIRECTION_LOWER);
        const struct br_statistical statistical = {
            .facts = pending->facts,
            .ruling = &pending->ruling,
            .change = &pending->change,
            .known = pending->known,
            .unstable = pending->cell->from->rate.unstable | pending->cell->to->rate.unstable,
            .unrest = fmax(br_summary_unrest(&pending->cell->from->rate),
                           br_summary_unrest(&pending->cell->to->rate)),
            .p_adjusted = is_worse ? pending->p_worse : pending->p_better};
        br_compare_statistical(comparing->comparison, &statistical, row);
    }
    free(list.items);
}
