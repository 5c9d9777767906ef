/* Across thread counts: the scaling law, or why the data cannot carry it. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "summary/parts.h"

#define POINT_LIMIT 64
static const double confidence = 0.95;
static const unsigned resamples = 1000;

static bool belongs(const struct br_summary_scaling *scaling, const struct br_summary_cell *cell)
{
    return br_part_same_series(scaling->first->cell, cell->cell);
}

/* A point is good when its workers had a CPU each: beyond that the rates say nothing of the code.
 */
static size_t collect_points(const struct br_summary *summary, struct br_summary_scaling *scaling,
                             struct br_usl_point *points)
{
    size_t count = 0;
    for (size_t i = 0; i < summary->cell_count && count < POINT_LIMIT; i++) {
        const struct br_summary_cell *cell = &summary->cells[i];
        if (!belongs(scaling, cell))
            continue;
        scaling->thread_counts++;
        scaling->oversubscribed += cell->oversubscribed ? 1 : 0;
        if (cell->oversubscribed || cell->rate.processes == 0)
            continue;
        points[count++] = (struct br_usl_point){
            .workers = (double)cell->cell->threads,
            .rates = cell->rate.process_records_per_s,
            .rate_count = cell->rate.processes,
        };
    }
    return count;
}

static const char *refusal(const struct br_summary_scaling *scaling)
{
    if (scaling->usable < 3 && scaling->oversubscribed > 0)
        return "fewer than three of these thread counts have a CPU for every thread";
    if (scaling->usable < 3)
        return "fewer than three of these thread counts were measured";
    return "the rates fit no scaling law";
}

static void fit_scaling(const struct br_summary *summary, struct br_summary_scaling *scaling)
{
    struct br_usl_point points[POINT_LIMIT];
    scaling->usable = collect_points(summary, scaling, points);
    scaling->fitted = br_usl_fit(points, scaling->usable, &scaling->law);
    if (!scaling->fitted) {
        scaling->refused = refusal(scaling);
        return;
    }
    scaling->intervals_known = br_usl_bootstrap(points, scaling->usable, confidence, resamples,
                                                summary->profile->config.seed, &scaling->intervals);
}

static struct br_summary_scaling *scaling_of(struct br_summary *summary,
                                             const struct br_summary_cell *cell)
{
    for (size_t i = 0; i < summary->scaling_count; i++) {
        if (belongs(&summary->scalings[i], cell))
            return &summary->scalings[i];
    }
    struct br_summary_scaling *scaling = &summary->scalings[summary->scaling_count++];
    scaling->first = cell;
    return scaling;
}

/* With one or two thread counts nobody expects a law: nothing is said then. */
static void keep_those_asked_for(struct br_summary *summary)
{
    size_t kept = 0;
    for (size_t i = 0; i < summary->scaling_count; i++) {
        if (summary->scalings[i].thread_counts >= 3)
            summary->scalings[kept++] = summary->scalings[i];
    }
    summary->scaling_count = kept;
}

void br_part_scaling(struct br_summary *summary)
{
    summary->scalings = br_part_allocate(summary->cell_count, sizeof *summary->scalings);
    for (size_t i = 0; i < summary->cell_count; i++)
        scaling_of(summary, &summary->cells[i]);
    for (size_t i = 0; i < summary->scaling_count; i++)
        fit_scaling(summary, &summary->scalings[i]);
    keep_those_asked_for(summary);
}
