/* Trials: their shapes. */
#include "model/trial.h"

#include "model/fields.h"

const char *const br_trial_verdict_names[] = {
    [BR_TRIAL_AMBIGUOUS] = "ambiguous",
    [BR_TRIAL_SAME] = "same",
    [BR_TRIAL_SLOWER] = "slower",
    [BR_TRIAL_FASTER] = "faster",
    NULL,
};

static const struct br_field side_fields[] = {
    BR_TEXT(br_trial_side, workload),
    BR_TEXT(br_trial_side, digest),
    BR_LIST(br_trial_side, settings, br_setting),
    BR_FIELDS_END,
};
static const struct br_shape br_trial_side_shape = BR_SHAPE(br_trial_side, side_fields);

static const struct br_field pair_fields[] = {
    BR_FLAG(br_trial_pair, new_first),
    BR_NUMBER(br_trial_pair, log_ratio),
    BR_COUNT(br_trial_pair, turns),
    BR_NUMBER(br_trial_pair, old_ns_per_record),
    BR_NUMBER(br_trial_pair, new_ns_per_record),
    BR_NUMBER(br_trial_pair, old_spread),
    BR_NUMBER(br_trial_pair, new_spread),
    BR_COUNT(br_trial_pair, started_ns),
    BR_COUNT(br_trial_pair, ended_ns),
    BR_FIELDS_END,
};
static const struct br_shape br_trial_pair_shape = BR_SHAPE(br_trial_pair, pair_fields);

static const struct br_field look_fields[] = {
    BR_COUNT(br_trial_look, pairs),        BR_NUMBER(br_trial_look, ratio),
    BR_NUMBER(br_trial_look, low),         BR_NUMBER(br_trial_look, high),
    BR_NUMBER(br_trial_look, inner_low),   BR_NUMBER(br_trial_look, inner_high),
    BR_NUMBER(br_trial_look, alarm_level), BR_NUMBER(br_trial_look, same_level),
    BR_COUNT(br_trial_look, elapsed_ns),   BR_FIELDS_END,
};
static const struct br_shape br_trial_look_shape = BR_SHAPE(br_trial_look, look_fields);

static const struct br_field cell_fields[] = {
    BR_STRUCT(br_trial_cell, cell, br_cell),
    BR_STRUCT(br_trial_cell, work, br_work),
    BR_LIST(br_trial_cell, pairs, br_trial_pair),
    BR_LIST(br_trial_cell, looks, br_trial_look),
    BR_CHOICE(br_trial_cell, verdict, br_trial_verdict_names),
    BR_TEXT(br_trial_cell, reason),
    BR_COUNT(br_trial_cell, pairs_wanted),
    BR_COUNT(br_trial_cell, used_ns),
    BR_FIELDS_END,
};
const struct br_shape br_trial_cell_shape = BR_SHAPE(br_trial_cell, cell_fields);

static const struct br_field trial_fields[] = {
    BR_COUNT(br_trial, schema_version),
    BR_TEXT(br_trial, name),
    BR_TEXT(br_trial, created),
    BR_TEXT(br_trial, command),
    BR_FLAG(br_trial, complete),
    BR_COUNT(br_trial, duration_ns),
    BR_STRUCT(br_trial, old_side, br_trial_side),
    BR_STRUCT(br_trial, new_side, br_trial_side),
    BR_STRUCT(br_trial, config, br_config),
    BR_STRUCT(br_trial, environment, br_environment),
    BR_LIST(br_trial, inputs, br_input),
    BR_NUMBER(br_trial, effect_percent),
    BR_NUMBER(br_trial, alarm_level),
    BR_NUMBER(br_trial, same_level),
    BR_COUNT(br_trial, looks_most),
    BR_COUNT(br_trial, pairs_most),
    BR_LIST(br_trial, cells, br_trial_cell),
    BR_CHOICE(br_trial, verdict, br_trial_verdict_names),
    BR_FIELDS_END,
};
const struct br_shape br_trial_shape = BR_SHAPE(br_trial, trial_fields);

void br_trial_release(struct br_trial *trial)
{
    br_shape_release(&br_trial_shape, trial);
}
