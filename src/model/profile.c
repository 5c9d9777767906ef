/* Profiles: the shapes of profile, environment and input. */
#include "model/profile.h"

#include "model/fields.h"

static const struct br_field library_fields[] = {BR_TEXT(br_library, name),
                                                 BR_TEXT(br_library, version), BR_FIELDS_END};
static const struct br_shape br_library_shape = BR_SHAPE(br_library, library_fields);

const char *const br_finding_state_names[] = {"unknown", "ok", "warning", "severe", NULL};

static const struct br_field finding_fields[] = {
    BR_TEXT(br_finding, name),
    BR_TEXT(br_finding, value),
    BR_CHOICE(br_finding, state, br_finding_state_names),
    BR_TEXT(br_finding, effect),
    BR_TEXT(br_finding, remedy),
    BR_FIELDS_END,
};
const struct br_shape br_finding_shape = BR_SHAPE(br_finding, finding_fields);

static const struct br_field environment_fields[] = {
    BR_TEXT(br_environment, hostname),
    BR_TEXT(br_environment, cpu_model),
    BR_TEXT(br_environment, caches),
    BR_TEXT(br_environment, governor),
    BR_TEXT(br_environment, kernel),
    BR_TEXT(br_environment, os),
    BR_TEXT(br_environment, virtualisation),
    BR_COUNT(br_environment, cpus_online),
    BR_COUNT(br_environment, cpus_allowed),
    BR_COUNT(br_environment, memory_bytes),
    BR_TEXT(br_environment, compiler),
    BR_TEXT(br_environment, compiler_flags),
    BR_TEXT(br_environment, build_type),
    BR_TEXT(br_environment, sanitizer),
    BR_TEXT(br_environment, benchrun_version),
    BR_TEXT(br_environment, benchrun_commit),
    BR_FLAG(br_environment, benchrun_dirty),
    BR_TEXT(br_environment, commit),
    BR_FLAG(br_environment, dirty),
    BR_TEXT(br_environment, executable_digest),
    BR_TEXT(br_environment, workload_digest),
    BR_LIST(br_environment, libraries, br_library),
    BR_TEXT(br_environment, jemalloc_version),
    BR_TEXT(br_environment, jemalloc_settings),
    BR_STRUCT(br_environment, jemalloc_in_effect, br_figure),
    BR_TEXT(br_environment, clock_source),
    BR_TEXT(br_environment, tick_source),
    BR_NUMBER(br_environment, ticks_per_ns),
    BR_NUMBER(br_environment, tick_rate_spread),
    BR_TEXT(br_environment, tick_warning),
    BR_NUMBER(br_environment, floor_gaps_per_s),
    BR_NUMBER(br_environment, floor_gap_ns_p50),
    BR_NUMBER(br_environment, floor_gap_ns_p99),
    BR_NUMBER(br_environment, floor_gap_ns_max),
    BR_NUMBER(br_environment, floor_lost_share),
    BR_NUMBER(br_environment, load_average),
    BR_LIST(br_environment, findings, br_finding),
    BR_FIELDS_END,
};
const struct br_shape br_environment_shape = BR_SHAPE(br_environment, environment_fields);

static const struct br_field input_fields[] = {
    BR_STRUCT(br_input, variant, br_variant),
    BR_TEXT(br_input, name),
    BR_TEXT(br_input, format),
    BR_COUNT(br_input, bytes),
    BR_COUNT(br_input, records),
    BR_COUNT(br_input, padding_bytes),
    BR_WORD(br_input, digest),
    BR_COUNT(br_input, framing_rejects),
    BR_NUMBER(br_input, record_bytes_mean),
    BR_COUNT(br_input, record_bytes_p50),
    BR_COUNT(br_input, record_bytes_p99),
    BR_COUNT(br_input, record_bytes_max),
    BR_COUNT(br_input, generated_records),
    BR_WORD(br_input, generated_seed),
    BR_FLAG(br_input, unpacked),
    BR_FLAG(br_input, splittable),
    BR_TEXT(br_input, failure),
    BR_COUNTS(br_input, cut_sizes),
    BR_COUNTS(br_input, cut_offsets),
    BR_FIELDS_END,
};
const struct br_shape br_input_shape = BR_SHAPE(br_input, input_fields);

static const struct br_field freeze_fields[] = {
    BR_FLAG(br_freeze, frozen),
    BR_FLAG(br_freeze, accepted),
    BR_NUMBER(br_freeze, difference_percent),
    BR_NUMBER(br_freeze, limit_percent),
    BR_TEXT(br_freeze, cell),
    BR_FIELDS_END,
};
static const struct br_shape br_freeze_shape = BR_SHAPE(br_freeze, freeze_fields);

static const struct br_field promotion_fields[] = {
    BR_TEXT(br_promotion, id),
    BR_TEXT(br_promotion, from),
    BR_TEXT(br_promotion, at),
    BR_TEXT(br_promotion, reason),
    BR_TEXT(br_promotion, by),
    BR_TEXT(br_promotion, commit),
    BR_FIELDS_END,
};
const struct br_shape br_promotion_shape = BR_SHAPE(br_promotion, promotion_fields);

static const struct br_field profile_fields[] = {
    BR_COUNT(br_profile, schema_version),
    BR_TEXT(br_profile, name),
    BR_TEXT(br_profile, created),
    BR_TEXT(br_profile, command),
    BR_TEXT(br_profile, workload_summary),
    BR_FLAG(br_profile, complete),
    BR_FLAG(br_profile, interrupted),
    BR_COUNT(br_profile, duration_ns),
    BR_STRUCT(br_profile, config, br_config),
    BR_STRUCT(br_profile, environment, br_environment),
    BR_LIST(br_profile, inputs, br_input),
    BR_STRUCT(br_profile, freeze, br_freeze),
    BR_STRUCT(br_profile, promoted, br_promotion),
    BR_LIST(br_profile, results, br_result),
    BR_FIELDS_END,
};
const struct br_shape br_profile_shape = BR_SHAPE(br_profile, profile_fields);

void br_profile_release(struct br_profile *profile)
{
    br_shape_release(&br_profile_shape, profile);
}

const struct br_input *br_inputs_find(const struct br_inputs *inputs,
                                      const struct br_variant *variant)
{
    for (size_t i = 0; i < inputs->count; i++) {
        if (br_variant_equal(&inputs->items[i].variant, variant))
            return &inputs->items[i];
    }
    return NULL;
}

const char *br_profile_workload(const struct br_profile *profile)
{
    const struct br_results *results = &profile->results;
    bool named = results->count > 0 && results->items[0].cell.workload != NULL;
    return named ? results->items[0].cell.workload : profile->config.workload;
}

size_t br_profile_count_failed(const struct br_profile *profile)
{
    size_t failed = 0;
    for (size_t i = 0; i < profile->results.count; i++)
        failed += profile->results.items[i].ok ? 0 : 1;
    return failed;
}

const struct br_input *br_profile_input(const struct br_profile *profile,
                                        const struct br_cell *cell)
{
    return br_inputs_find(&profile->inputs, &cell->variant);
}
