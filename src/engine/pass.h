/*
 * Passes: which sets of instruments there are. One child process measures one cell with one of
 * them.
 */
#ifndef BR_ENGINE_PASS_H
#define BR_ENGINE_PASS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "model/config.h"

struct br_pass {
    const char *name;
    const char *summary;   /* one line, no full stop */
    bool by_default;       /* part of a run that names no passes */
    bool in_freeze;        /* part of a freeze that names none, beside those by default */
    bool replicated;       /* config.replicates processes; the others are one process, or as many
                              as: */
    unsigned budget_share; /* of the cell's time budget, relative to the other passes */
    unsigned processes_single, processes_concurrent; /* 0 = as `replicated` says */
    /* Of a pass that does a fixed amount of work, which a shorter budget would not make less: each
     * of its processes has so much time, beside the cell's budget; 0 = it takes its share of that.
     */
    uint64_t own_budget_ns;
};

/* All passes, in the order they are explained; ends with a NULL name. */
extern const struct br_pass br_passes[];

const struct br_pass *br_pass_find(const char *name);

/* Processes that one cell of a run has of a pass. */
uint64_t br_pass_processes(const struct br_pass *pass, const struct br_config *config);

#endif
