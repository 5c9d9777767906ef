/*
 * The runner: does a plan, one child process at a time, and hands back a profile.
 */
#ifndef BR_ENGINE_RUNNER_H
#define BR_ENGINE_RUNNER_H

#include <signal.h>
#include <stdbool.h>
#include <stdint.h>

#include "engine/plan.h"
#include "engine/registry.h"
#include "model/profile.h"

/* What the runner tells while it works. Every member may be NULL. */
struct br_run_events {
    void *context;
    /* Configuration, environment and input are known, and the first pass is about to start. A
     * negative code stops the run with that error. */
    int (*prepared)(void *context, const struct br_profile *profile, struct br_error *error);
    /* A pass is about to start: number `done` of `total`; `remaining_ns` is an estimate from the
     * budgets left. */
    void (*pass_started)(void *context, const struct br_cell *cell,
                         const struct br_planned_pass *pass, size_t done, size_t total,
                         uint64_t remaining_ns);
    /* Called every config.interval_ns while a child works. */
    void (*pass_looked)(void *context, const struct br_look *look);
    void (*pass_ended)(void *context, const struct br_result *result);
    /* Something the user should know: one sentence. */
    void (*noted)(void *context, const char *sentence);
};

struct br_run_request {
    const struct br_config *config; /* checked */
    const struct br_registry *registry;
    const struct br_run_events *events;       /* NULL: nobody listens */
    const volatile sig_atomic_t *interrupted; /* NULL: never */
    /* Results of an unfinished run of this configuration, taken over instead of being measured
     * again; NULL for none. Time goes on where it ended: so do the time budgets of cells, and the
     * started_ns and ended_ns of further results. No event tells of them. */
    const struct br_results *done;
    /* Where the heap pass's dumps go, as <folder>/<mode>/heap/...; NULL: nowhere. What cannot be
     * written there is noted, and the run goes on. */
    const char *heap_folder;
};

/*
 * Surveys the input, runs every pass of the plan, and fills `profile` (zeroed by the caller but for
 * name and command, which are the caller's to set). A failed pass is a result with ok = false, not
 * an error. Returns negative when nothing could be measured at all (bad input, no memory for the
 * size, earlier results that are not of this plan), or BR_ERROR_INTERRUPTED when *interrupted
 * became non-zero: then what was measured is in the profile. After the run, passes of one cell that
 * did different work are marked not ok.
 */
int br_run(const struct br_run_request *request, struct br_profile *profile,
           struct br_error *error);

/* The child's side: reads the job from the channel and answers there. Returns the exit status. */
int br_child_main(int channel_descriptor, const struct br_registry *registry);

/* What can be measured here: one entry per measure with the state and, where it is not available,
 * the reason. Entries are static but for the texts; free with br_measures_release. */
struct br_measure_entry {
    char *name; /* "cycles (hardware counter)" */
    char *pass; /* the pass that measures it */
    struct br_figure availability;
};
struct br_measures {
    struct br_measure_entry *items;
    size_t count;
};
void br_measures_probe(struct br_measures *measures);
void br_measures_release(struct br_measures *measures);

#endif
