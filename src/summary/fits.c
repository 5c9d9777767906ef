/* Across sizes: what a repetition costs as a + b x records + c x bytes, and whether a record gets
 * dearer when there are more of them. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "summary/parts.h"

static const double growth_limit = 0.05;

static bool same_text(const char *left, const char *right)
{
    return left == right || (left != NULL && right != NULL && strcmp(left, right) == 0);
}

static bool belongs(const struct br_summary_fit *fit, const struct br_summary_cell *cell)
{
    return fit->threads == cell->cell->threads && same_text(fit->strategy, cell->cell->strategy) &&
           br_variant_equal(&fit->variant, &cell->cell->variant);
}

static bool is_usable(const struct br_summary_cell *cell)
{
    return cell->rate.processes > 0 && cell->work != NULL && cell->records > 0;
}

static struct br_summary_fit *fit_of(struct br_summary *summary, const struct br_summary_cell *cell)
{
    for (size_t i = 0; i < summary->fit_count; i++)
        if (belongs(&summary->fits[i], cell))
            return &summary->fits[i];
    struct br_summary_fit *fit = &summary->fits[summary->fit_count++];
    fit->threads = cell->cell->threads;
    fit->strategy = cell->cell->strategy;
    fit->variant = cell->cell->variant;
    return fit;
}

/* Cells come by size, so the last usable one is the largest. */
static void find_growth(const struct br_summary *summary, struct br_summary_fit *fit)
{
    for (size_t i = 0; i < summary->cell_count; i++) {
        const struct br_summary_cell *cell = &summary->cells[i];
        if (!belongs(fit, cell) || !is_usable(cell))
            continue;
        if (fit->largest != NULL &&
            (fit->cheapest == NULL ||
             fit->largest->rate.ns_per_record < fit->cheapest->rate.ns_per_record))
            fit->cheapest = fit->largest;
        fit->largest = cell;
    }
    fit->growth = NAN;
    if (fit->cheapest == NULL)
        return;
    const struct br_summary_rate *few = &fit->cheapest->rate, *many = &fit->largest->rate;
    fit->growth = many->ns_per_record / few->ns_per_record - 1;
    fit->grows = fit->growth > growth_limit && many->interval.high < few->interval.low;
}

static void make_fit(const struct br_summary *summary, struct br_summary_fit *fit)
{
    double *columns = br_part_allocate(3 * summary->cell_count, sizeof *columns);
    double *times = columns, *records = columns + summary->cell_count,
           *bytes = columns + 2 * summary->cell_count;
    for (size_t i = 0; i < summary->cell_count; i++) {
        const struct br_summary_cell *cell = &summary->cells[i];
        if (!belongs(fit, cell) || !is_usable(cell))
            continue;
        times[fit->sizes] = cell->rate.ns_per_record * (double)cell->records;
        records[fit->sizes] = (double)cell->records;
        bytes[fit->sizes] = (double)cell->work->bytes;
        fit->sizes++;
    }
    fit->coefficients = br_stats_fit(times, records, bytes, fit->sizes, &fit->fit);
    free(columns);
    find_growth(summary, fit);
}

void br_part_fits(struct br_summary *summary)
{
    summary->fits = br_part_allocate(summary->cell_count, sizeof *summary->fits);
    for (size_t i = 0; i < summary->cell_count; i++)
        fit_of(summary, &summary->cells[i]);
    for (size_t i = 0; i < summary->fit_count; i++)
        make_fit(summary, &summary->fits[i]);
}
