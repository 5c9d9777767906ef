/* Which stages account for the change of a cell: their own parts, which add up to the whole. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "store/compare_parts.h"

/* One measure by stage, of one side. */
struct division {
    const struct br_summary_measures *measures;
    const char *measure; /* "stage-self-time", or "instructions", which include nested stages */
    bool nested;
    double whole; /* NAN: not measured */
};

static double value_of(const struct br_summary_measure *measure)
{
    return measure != NULL && measure->count > 0 ? br_stats_median(measure->values, measure->count)
                                                 : NAN;
}

static bool is_child(const char *path, const char *parent)
{
    size_t size = parent != NULL ? strlen(parent) : 0;
    if (size > 0 && (strncmp(path, parent, size) != 0 || path[size] != '.'))
        return false;
    return strchr(path + size + (size > 0), '.') == NULL;
}

/* Of the stages directly inside `parent`; NULL: of the outermost ones. */
static double sum_of_children(const struct division *division, const char *measure,
                              const char *parent)
{
    double sum = 0;
    for (size_t i = 0; i < division->measures->count; i++) {
        const struct br_summary_measure *child = &division->measures->items[i];
        if (child->stage != NULL && strcmp(child->facts->name, measure) == 0 && child->count > 0 &&
            is_child(child->stage, parent))
            sum += value_of(child);
    }
    return sum;
}

static double own_part(const struct division *division, const char *stage)
{
    double value = value_of(br_summary_measure_find(division->measures, division->measure, stage));
    return division->nested ? value - sum_of_children(division, division->measure, stage) : value;
}

/* What no stage covers. */
static double uncovered(const struct division *division)
{
    const char *totals = division->nested ? division->measure : "stage-time";
    return division->whole - sum_of_children(division, totals, NULL);
}

static void add(struct br_stage_changes *changes, const struct br_stage_change *facts,
                const char *stage, double from, double to)
{
    struct br_stage_change *change = br_list_append(changes, sizeof *change);
    *change = (struct br_stage_change){.label = br_string_copy(facts->label),
                                       .measure = br_string_copy(facts->measure),
                                       .unit = br_string_copy(facts->unit),
                                       .stage = br_string_copy(stage),
                                       .from = from,
                                       .to = to};
    change->delta = (isfinite(to) ? to : 0) - (isfinite(from) ? from : 0);
    change->share = facts->delta != 0 ? change->delta / facts->delta : NAN;
}

static int compare_changes(const void *left, const void *right)
{
    double a = fabs(((const struct br_stage_change *)left)->delta);
    double b = fabs(((const struct br_stage_change *)right)->delta);
    return (a < b) - (a > b);
}

static void add_stages(struct br_stage_changes *changes, const struct br_stage_change *facts,
                       const struct division *from, const struct division *to)
{
    for (size_t i = 0; i < from->measures->count; i++) {
        const struct br_summary_measure *stage = &from->measures->items[i];
        if (stage->stage != NULL && strcmp(stage->facts->name, from->measure) == 0)
            add(changes, facts, stage->stage, own_part(from, stage->stage),
                own_part(to, stage->stage));
    }
    for (size_t i = 0; i < to->measures->count; i++) {
        const struct br_summary_measure *stage = &to->measures->items[i];
        if (stage->stage != NULL && strcmp(stage->facts->name, to->measure) == 0 &&
            br_summary_measure_find(from->measures, from->measure, stage->stage) == NULL)
            add(changes, facts, stage->stage, NAN, own_part(to, stage->stage));
    }
    add(changes, facts, NULL, uncovered(from), uncovered(to));
}

static void divide(struct br_stage_changes *changes, const char *label, const char *measure,
                   const struct division *from, const struct division *to)
{
    const struct br_stage_change facts = {.label = (char *)label,
                                          .measure = (char *)measure,
                                          .unit = strcmp(measure, "time") == 0 ? (char *)"ns/record"
                                                                               : (char *)"/record",
                                          .delta = to->whole - from->whole};
    size_t first = changes->count;
    if (!isfinite(from->whole) || !isfinite(to->whole))
        return;
    add_stages(changes, &facts, from, to);
    qsort(changes->items + first, changes->count - first, sizeof *changes->items, compare_changes);
}

static double staged_time(const struct br_summary_cell *cell)
{
    return cell->stages.count > 0 ? cell->stages.ns_per_record : NAN;
}

static bool has_stages(const struct br_summary_measures *measures, const char *name)
{
    for (size_t i = 0; i < measures->count; i++)
        if (measures->items[i].stage != NULL && strcmp(measures->items[i].facts->name, name) == 0)
            return true;
    return false;
}

static double staged_instructions(const struct br_summary_measures *measures)
{
    return has_stages(measures, "instructions")
               ? value_of(br_summary_measure_find(measures, "instructions", NULL))
               : NAN;
}

void br_compare_stages(const struct br_comparing *comparing)
{
    struct br_stage_changes *changes = &comparing->comparison->stages;
    for (size_t i = 0; i < comparing->cell_count; i++) {
        const struct br_compared_cell *cell = &comparing->cells[i];
        const struct br_summary_measures *from = &cell->from_measures, *to = &cell->to_measures;
        if (cell->from == NULL || cell->to == NULL)
            continue;
        const struct division times[2] = {{from, "stage-self-time", false, staged_time(cell->from)},
                                          {to, "stage-self-time", false, staged_time(cell->to)}};
        const struct division counts[2] = {{from, "instructions", true, staged_instructions(from)},
                                           {to, "instructions", true, staged_instructions(to)}};
        divide(changes, cell->from->label, "time", &times[0], &times[1]);
        divide(changes, cell->from->label, "instructions", &counts[0], &counts[1]);
    }
}
