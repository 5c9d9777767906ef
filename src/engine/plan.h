/*
 * The plan: configuration -> cells -> passes, in the order they will run. Deterministic for a seed.
 *
 * Order: the verify pass of every cell first (what did not do its work is not measured), then all
 * other passes shuffled by the seed in rounds, so that replicates of different cells are
 * interleaved and a drift of the machine hits all alike.
 *
 * Where the configuration has several blocks (a freeze), the passes with replicates come first, for
 * all cells, then all others, then those with replicates again: as far apart in time as the run
 * allows.
 */
#ifndef BR_ENGINE_PLAN_H
#define BR_ENGINE_PLAN_H

#include <stddef.h>
#include <stdint.h>

#include "base/text.h"
#include "engine/pass.h"
#include "engine/registry.h"
#include "model/cell.h"
#include "model/config.h"

struct br_planned_pass {
    size_t cell; /* index into plan.cells */
    const struct br_pass *pass;
    uint64_t replicate; /* from 0, in each block */
    uint64_t block;     /* from 0 */
    uint64_t budget_ns; /* this process may measure for so long, start and warm-up included */
};

struct br_plan {
    struct br_cell *cells;
    size_t cell_count;
    struct br_planned_pass *passes;
    size_t pass_count;
};

/* The synthetic inputs a configuration asks for: every record size with every share of malformed
 * records; one that varies nothing where neither is given. */
size_t br_variant_count(const struct br_config *config);
struct br_variant br_variant_at(const struct br_config *config, size_t index);

/* Makes the plan of a checked configuration. */
int br_plan_make(const struct br_config *config, const struct br_registry *registry,
                 struct br_plan *plan, struct br_error *error);
void br_plan_release(struct br_plan *plan);

/* The plan as aligned text: cells, then passes in order with their budgets. */
void br_plan_print(const struct br_config *config, const struct br_plan *plan,
                   struct br_text *text);

/* Fills what the user left out of a configuration (zero or NULL members). `mode` etc. get copies.
 */
void br_config_defaults(struct br_config *config);

/* Checks a configuration against the registry: mode, strategy, threads, sizes, passes and their
 * contradictions. Each mistake is one line in `mistakes` that says what to write instead; returns
 * how many there were. */
size_t br_config_check(const struct br_config *config, const struct br_registry *registry,
                       struct br_text *mistakes);

#endif
