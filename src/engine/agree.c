/* The work proof over a whole run; see agree.h. */
#include "engine/agree.h"

#include <stdlib.h>
#include <string.h>

#include "base/units.h"
#include "model/result.h"

/* What others are held against: the verify pass of the size where there is one, else the first. */
static const struct br_result *reference_for(const struct br_results *results,
                                             const struct br_result *result)
{
    const struct br_result *reference = NULL;
    for (size_t i = 0; i < results->count; i++) {
        const struct br_result *other = &results->items[i];
        if (!other->ok || other->instructions.shortened != result->instructions.shortened ||
            other->cell.size != result->cell.size ||
            !br_variant_equal(&other->cell.variant, &result->cell.variant))
            continue;
        if (reference == NULL || (!reference->work.digested && other->work.digested))
            reference = other;
    }
    return reference;
}

static bool check(const struct br_results *results, struct br_result *result)
{
    struct br_error error = {0};
    const struct br_result *reference = reference_for(results, result);
    if (!result->ok || reference == NULL || reference == result)
        return true;
    if (br_work_agree(&reference->work, &result->work, &error) == 0)
        return true;
    char label[256];
    br_cell_label(&reference->cell, label, sizeof label);
    result->failure = br_string_format(
        "did other work than the %s pass of %s (%s): the workload is not deterministic, or not "
        "safe with several workers",
        reference->pass, label, error.message);
    return false;
}

size_t br_agree(struct br_results *results)
{
    size_t count = 0;
    for (size_t i = 0; i < results->count; i++) {
        if (!check(results, &results->items[i])) {
            results->items[i].ok = false;
            count++;
        }
    }
    return count;
}
