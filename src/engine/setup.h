/*
 * What stands ready before the first process measures: the inputs in memory, and the jobs made from
 * them.
 */
#ifndef BR_ENGINE_SETUP_H
#define BR_ENGINE_SETUP_H

#include "engine/plan.h"
#include "engine/watch.h"
#include "model/profile.h"

/* `inputs` is where the facts go: part of what the run hands back, and its owner's. */
struct br_setup {
    const struct br_config *config;
    struct br_inputs *inputs;
    int *descriptors; /* one per input; -1 = not open */
    double ticks_per_ns;
};

/* Opens, unpacks or generates all inputs of setup->config and has them surveyed, by children of
 * watch->executable; then checks that what the largest size needs beside them fits into memory. */
int br_setup_inputs(struct br_setup *setup, const struct br_watch *watch, struct br_error *error);

/* The job of one process. It borrows from the setup and the cell: it is never released. */
struct br_job br_setup_job(const struct br_setup *setup, const struct br_cell *cell,
                           const struct br_pass *pass);

/* Closes the inputs; the facts stay. */
void br_setup_release(struct br_setup *setup);

#endif
