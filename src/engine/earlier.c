/* Results of an earlier run and their places in the plan; see earlier.h. */
#include "engine/earlier.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

static bool belongs(const struct br_result *result, const struct br_plan *plan)
{
    if (result->order >= plan->pass_count)
        return false;
    const struct br_planned_pass *planned = &plan->passes[result->order];
    return result->pass != NULL && strcmp(result->pass, planned->pass->name) == 0 &&
           result->replicate == planned->replicate && result->block == planned->block &&
           br_shape_equal(&br_cell_shape, &result->cell, &plan->cells[planned->cell], NULL, 0);
}

static int refuse(const struct br_result *result, const char *why, struct br_error *error)
{
    char label[256];
    return br_error_set(error, BR_ERROR_INPUT,
                        "process %" PRIu64 " of the %s pass of %s, number %" PRIu64
                        " of the earlier run, %s: run without --resume to start anew",
                        result->replicate + 1, result->pass != NULL ? result->pass : "unknown",
                        br_cell_label(&result->cell, label, sizeof label), result->order + 1, why);
}

int br_earlier_match(const struct br_results *results, const struct br_plan *plan,
                     const struct br_result ***by_order, struct br_error *error)
{
    const struct br_result **places = calloc(plan->pass_count, sizeof(void *));
    if (places == NULL)
        return br_error_set(error, BR_ERROR_MEMORY, "no memory for a plan");
    int code = 0;
    for (size_t i = 0; results != NULL && i < results->count && code == 0; i++) {
        const struct br_result *result = &results->items[i];
        if (!belongs(result, plan))
            code = refuse(result, "does not belong to this plan", error);
        else if (places[result->order] != NULL)
            code = refuse(result, "is there twice", error);
        else
            places[result->order] = result;
    }
    if (code == 0)
        *by_order = places;
    else
        free(places);
    return code;
}

uint64_t br_earlier_end_ns(const struct br_results *results)
{
    uint64_t end_ns = 0;
    for (size_t i = 0; results != NULL && i < results->count; i++)
        end_ns = results->items[i].ended_ns > end_ns ? results->items[i].ended_ns : end_ns;
    return end_ns;
}
