/* The rule across sizes: a record that costs more when there are more of them. */
#include <math.h>

#include "summary/explain_rules.h"

static const double least_growth = 0.10; /* of the time per record */

static const struct br_summary_fit *fit_of(const struct br_summary *summary,
                                           const struct br_summary_cell *cell)
{
    for (size_t i = 0; i < summary->fit_count; i++)
        if (summary->fits[i].largest == cell)
            return &summary->fits[i];
    return NULL;
}

static const char *needs_sizes(const struct br_summary *summary, const struct br_summary_cell *cell)
{
    const struct br_summary_fit *fit = fit_of(summary, cell);
    return fit != NULL && fit->cheapest != NULL ? NULL : "fewer than two sizes were measured";
}

static double growing_cost(const struct br_summary *summary, const struct br_summary_cell *cell)
{
    const struct br_summary_fit *fit = fit_of(summary, cell);
    return fit->grows && fit->growth >= least_growth ? fit->growth : 0;
}

static void tell_growth(const struct br_summary *summary, const struct br_summary_cell *cell,
                        struct br_bottleneck *finding)
{
    const struct br_summary_fit *fit = fit_of(summary, cell);
    const struct br_summary_cell *few = fit->cheapest;
    bool small = few->rate.ns_per_record < 10;
    br_explain_claim(finding, "A record costs %.0f %% more at %s than at %s: %.*f ns against %.*f.",
                     fit->growth * 100, cell->label, few->label, small ? 2 : 0,
                     cell->rate.ns_per_record, small ? 2 : 0, few->rate.ns_per_record);
    br_explain_add(summary, cell, finding, "more time per record", fit->growth * 100, "%",
                   "throughput", "samples");
    br_explain_add(summary, cell, finding, "time at this size", cell->rate.ns_per_record,
                   "ns/record", "throughput", "samples");
    br_explain_add(summary, few, finding, "time at the cheapest smaller size",
                   few->rate.ns_per_record, "ns/record", "throughput", "samples");
    if (cell->allocation.raw != NULL && few->allocation.raw != NULL)
        br_explain_add(
            summary, cell, finding, "more allocations per record",
            (cell->allocation.allocations_per_record - few->allocation.allocations_per_record),
            "/record", "alloc", "allocation.allocations");
    bool shaky = few->rate.unstable != 0;
    br_explain_confide(cell, finding, shaky ? BR_CONFIDENCE_LOW : BR_CONFIDENCE_MEDIUM,
                       shaky ? "the rate of the smaller size was not stable"
                             : "the intervals do not overlap; a larger input that leaves the "
                               "caches costs more, too");
}

const struct br_rule br_rule_growth = {.name = "cost-growing-with-size",
                                       .missing = needs_sizes,
                                       .strength = growing_cost,
                                       .tell = tell_growth,
                                       .unless = 1u << BR_RULE_OVERSUBSCRIBED};
