/*
 * Results of an earlier, unfinished run and their places in the plan.
 */
#ifndef BR_ENGINE_EARLIER_H
#define BR_ENGINE_EARLIER_H

#include "engine/plan.h"
#include "model/result.h"

/*
 * Gives every result its place by its order, and checks that cell, pass and replicate are what the
 * plan has there and that no place is taken twice. `by_order` gets plan->pass_count pointers, NULL
 * where nothing was measured yet: free() the array, the results stay the caller's. `results` may be
 * NULL. Errors: BR_ERROR_INPUT names the first result that does not belong to the plan.
 */
int br_earlier_match(const struct br_results *results, const struct br_plan *plan,
                     const struct br_result ***by_order, struct br_error *error);

/* When the last of them ended, in ns since the run started; 0 without any. */
uint64_t br_earlier_end_ns(const struct br_results *results);

#endif
