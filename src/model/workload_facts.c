/* The shape of what a workload says of itself. */
#include "model/workload_facts.h"

#include "model/fields.h"

static const struct br_field option_facts_fields[] = {
    BR_TEXT(br_option_facts, name),          BR_COUNT(br_option_facts, kind),
    BR_TEXT(br_option_facts, default_value), BR_TEXT(br_option_facts, help),
    BR_TEXTS(br_option_facts, choices),      BR_COUNT(br_option_facts, minimum),
    BR_COUNT(br_option_facts, maximum),      BR_FIELDS_END,
};
static const struct br_shape br_option_facts_shape = BR_SHAPE(br_option_facts, option_facts_fields);

static const struct br_field workload_facts_fields[] = {
    BR_TEXT(br_workload_facts, name),      BR_TEXT(br_workload_facts, summary),
    BR_TEXT(br_workload_facts, format),    BR_LIST(br_workload_facts, options, br_option_facts),
    BR_TEXTS(br_workload_facts, reasons),  BR_TEXTS(br_workload_facts, libraries),
    BR_FLAG(br_workload_facts, generates), BR_FLAG(br_workload_facts, splits),
    BR_FLAG(br_workload_facts, batches),   BR_FIELDS_END,
};
const struct br_shape br_workload_facts_shape = BR_SHAPE(br_workload_facts, workload_facts_fields);
