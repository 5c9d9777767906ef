/*
 * Two sides against each other: two builds of a workload, or one with two option sets, measured in
 * the same run, pair by pair, until the difference is decided or the time is used up.
 *
 * Both sides get the same input, byte by byte, and must do the same work: a verify process of each
 * runs first. Then pairs of throughput processes follow, in a seeded random order within each pair;
 * of several cells each undecided one gets a pair in turn. The decision is that of stats/pairs.h,
 * on the logarithm of new over old.
 *
 * A process is kept short, since many short processes tell more in the same time than few long
 * ones: processes differ from each other by more than samples of one do.
 */
#ifndef BR_ENGINE_AB_H
#define BR_ENGINE_AB_H

#include <signal.h>

#include "engine/registry.h"
#include "model/trial.h"
#include "stats/pairs.h"

/* What is told meanwhile. Every member may be NULL. */
struct br_ab_events {
    void *context;
    /* A process that checks the work of a side ("old", "new") is about to start. */
    void (*verifying)(void *context, const struct br_cell *cell, const char *side);
    /* A pair was measured, and then, where it was time for one, a look was taken. `now` is what all
     * pairs so far show (br_ab_glance); `left_ns` of the time budgets of all undecided cells; the
     * cell's verdict is final once it has a reason. */
    void (*paired)(void *context, const struct br_trial_cell *cell, const struct br_trial_look *now,
                   uint64_t left_ns);
    void (*looked)(void *context, const struct br_trial_cell *cell, uint64_t left_ns);
};

struct br_ab_request {
    /* Checked configurations that differ in workload and settings only. time_budget_ns is that of
     * the pairs of one cell. */
    const struct br_config *old_config, *new_config;
    const struct br_registry *registry;
    struct br_pairs_rule rule; /* of one cell; the alarm level is divided by their number */
    uint64_t pairs_most;       /* per cell; 0 = no limit but the time */
    const struct br_ab_events *events;
    const volatile sig_atomic_t *interrupted;
};

/*
 * Fills a trial (zeroed by the caller but for name and command). BR_ERROR_WORK when the sides did
 * different work or generate different inputs, with what differs; BR_ERROR_INTERRUPTED with what
 * was measured until then in the trial; other errors when a process of a side failed, with the
 * side's name.
 */
int br_ab(const struct br_ab_request *request, struct br_trial *trial, struct br_error *error);

/* The gravest verdict of all cells: slower, ambiguous, faster, same. */
uint32_t br_ab_overall(const struct br_trial_cells *cells);

#endif
