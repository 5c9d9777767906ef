/*
 * Passes: which sets of instruments there are. One child process measures one cell with one of
 * them.
 */
#ifndef BR_ENGINE_PASS_H
#define BR_ENGINE_PASS_H

#include <stdbool.h>
#include <stddef.h>

struct br_pass {
    const char *name;
    const char *summary;   /* one line, no full stop */
    bool by_default;       /* part of a run that names no passes */
    bool replicated;       /* config.replicates processes; the others are one process */
    unsigned budget_share; /* of the cell's time budget, relative to the other passes */
};

/* All passes, in the order they are explained; ends with a NULL name. */
extern const struct br_pass br_passes[];

const struct br_pass *br_pass_find(const char *name);

#endif
