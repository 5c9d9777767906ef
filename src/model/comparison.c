/* Comparisons: their shapes and words. */
#include "model/comparison.h"

#include "model/fields.h"

const char *const br_measure_kind_names[] = {"exact", "statistical", NULL};
const char *const br_direction_names[] = {"lower", "higher", NULL};
const char *const br_severity_names[] = {"error", "warning", "info", NULL};
const char *const br_verdict_names[] = {"same",      "faster",  "slower", "fewer",       "more",
                                        "ambiguous", "missing", "new",    "unsupported", NULL};
const char *const br_gate_outcome_names[] = {"passed", "ambiguous", "regression", NULL};

static const struct br_field side_fields[] = {
    BR_TEXT(br_comparison_side, name),
    BR_TEXT(br_comparison_side, id),
    BR_TEXT(br_comparison_side, created),
    BR_TEXT(br_comparison_side, hostname),
    BR_TEXT(br_comparison_side, commit),
    BR_FLAG(br_comparison_side, dirty),
    BR_TEXT(br_comparison_side, benchrun_version),
    BR_FIELDS_END,
};
static const struct br_shape br_comparison_side_shape = BR_SHAPE(br_comparison_side, side_fields);

static const struct br_field input_fields[] = {
    BR_STRUCT(br_comparison_input, variant, br_variant),
    BR_TEXT(br_comparison_input, name),
    BR_COUNT(br_comparison_input, records),
    BR_WORD(br_comparison_input, digest),
    BR_FIELDS_END,
};
static const struct br_shape br_comparison_input_shape =
    BR_SHAPE(br_comparison_input, input_fields);

static const struct br_field mismatch_fields[] = {
    BR_TEXT(br_mismatch, field),
    BR_TEXT(br_mismatch, from),
    BR_TEXT(br_mismatch, to),
    BR_FLAG(br_mismatch, exact),
    BR_FIELDS_END,
};
static const struct br_shape br_mismatch_shape = BR_SHAPE(br_mismatch, mismatch_fields);

static const struct br_field value_fields[] = {
    BR_NUMBER(br_comparison_value, value),
    BR_NUMBER(br_comparison_value, low),
    BR_NUMBER(br_comparison_value, high),
    BR_COUNT(br_comparison_value, processes),
    BR_FIELDS_END,
};
static const struct br_shape br_comparison_value_shape =
    BR_SHAPE(br_comparison_value, value_fields);

static const struct br_field row_fields[] = {
    BR_TEXT(br_comparison_row, label),
    BR_STRUCT(br_comparison_row, cell, br_cell),
    BR_TEXT(br_comparison_row, measure),
    BR_TEXT(br_comparison_row, unit),
    BR_TEXT(br_comparison_row, stage),
    BR_CHOICE(br_comparison_row, kind, br_measure_kind_names),
    BR_CHOICE(br_comparison_row, direction, br_direction_names),
    BR_STRUCT(br_comparison_row, from, br_comparison_value),
    BR_STRUCT(br_comparison_row, to, br_comparison_value),
    BR_NUMBER(br_comparison_row, delta),
    BR_NUMBER(br_comparison_row, delta_percent),
    BR_NUMBER(br_comparison_row, delta_percent_low),
    BR_NUMBER(br_comparison_row, delta_percent_high),
    BR_NUMBER(br_comparison_row, p_value),
    BR_NUMBER(br_comparison_row, p_adjusted),
    BR_NUMBER(br_comparison_row, limit_percent),
    BR_NUMBER(br_comparison_row, limit_absolute),
    BR_CHOICE(br_comparison_row, severity, br_severity_names),
    BR_FLAG(br_comparison_row, advisory),
    BR_CHOICE(br_comparison_row, verdict, br_verdict_names),
    BR_FLAG(br_comparison_row, worse),
    BR_TEXT(br_comparison_row, reason),
    BR_COUNT(br_comparison_row, replicates_needed),
    BR_FIELDS_END,
};
static const struct br_shape br_comparison_row_shape = BR_SHAPE(br_comparison_row, row_fields);

static const struct br_field stage_fields[] = {
    BR_TEXT(br_stage_change, label),
    BR_TEXT(br_stage_change, measure),
    BR_TEXT(br_stage_change, unit),
    BR_TEXT(br_stage_change, stage),
    BR_NUMBER(br_stage_change, from),
    BR_NUMBER(br_stage_change, to),
    BR_NUMBER(br_stage_change, delta),
    BR_NUMBER(br_stage_change, share),
    BR_FIELDS_END,
};
static const struct br_shape br_stage_change_shape = BR_SHAPE(br_stage_change, stage_fields);

static const struct br_field count_fields[] = {
    BR_COUNT(br_verdict_counts, rows),
    BR_COUNT(br_verdict_counts, same),
    BR_COUNT(br_verdict_counts, better),
    BR_COUNT(br_verdict_counts, worse),
    BR_COUNT(br_verdict_counts, ambiguous),
    BR_COUNT(br_verdict_counts, missing),
    BR_COUNT(br_verdict_counts, added),
    BR_COUNT(br_verdict_counts, unsupported),
    BR_COUNT(br_verdict_counts, errors),
    BR_COUNT(br_verdict_counts, unsettled),
    BR_FIELDS_END,
};
static const struct br_shape br_verdict_counts_shape = BR_SHAPE(br_verdict_counts, count_fields);

static const struct br_field comparison_fields[] = {
    BR_COUNT(br_comparison, schema_version),
    BR_STRUCT(br_comparison, from, br_comparison_side),
    BR_STRUCT(br_comparison, to, br_comparison_side),
    BR_TEXT(br_comparison, mode),
    BR_TEXT(br_comparison, workload),
    BR_LIST(br_comparison, inputs, br_comparison_input),
    BR_TEXT(br_comparison, rules),
    BR_NUMBER(br_comparison, false_discovery_rate),
    BR_COUNT(br_comparison, rows_tested),
    BR_FLAG(br_comparison, advisory),
    BR_LIST(br_comparison, mismatches, br_mismatch),
    BR_TEXTS(br_comparison, remarks),
    BR_LIST(br_comparison, rows, br_comparison_row),
    BR_LIST(br_comparison, stages, br_stage_change),
    BR_STRUCT(br_comparison, counts, br_verdict_counts),
    BR_CHOICE(br_comparison, outcome, br_gate_outcome_names),
    BR_FIELDS_END,
};
const struct br_shape br_comparison_shape = BR_SHAPE(br_comparison, comparison_fields);

void br_comparison_release(struct br_comparison *comparison)
{
    br_shape_release(&br_comparison_shape, comparison);
}
