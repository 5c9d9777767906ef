/* The configuration's shape. */
#include "model/config.h"

#include "model/fields.h"

const char *const br_stamp_names[] = {
    [BR_STAMP_AUTO] = "auto", [BR_STAMP_RECORD] = "record", [BR_STAMP_BATCH] = "batch", NULL};
const char *const br_cpu_source_names[] = {[BR_CPU_SOURCE_AUTO] = "auto",
                                           [BR_CPU_SOURCE_PERF] = "perf",
                                           [BR_CPU_SOURCE_TIMER] = "timer",
                                           NULL};

static const struct br_field setting_fields[] = {BR_TEXT(br_setting, name),
                                                 BR_TEXT(br_setting, value), BR_FIELDS_END};
const struct br_shape br_setting_shape = BR_SHAPE(br_setting, setting_fields);

static const struct br_field config_fields[] = {
    BR_TEXT(br_config, mode),
    BR_TEXT(br_config, workload),
    BR_TEXT(br_config, input),
    BR_COUNTS(br_config, sizes),
    BR_COUNTS(br_config, threads),
    BR_COUNTS(br_config, record_bytes),
    BR_COUNTS(br_config, malformed),
    BR_TEXT(br_config, strategy),
    BR_TEXTS(br_config, passes),
    BR_TEXTS(br_config, profile),
    BR_LIST(br_config, settings, br_setting),
    BR_COUNT(br_config, blocks),
    BR_COUNT(br_config, samples),
    BR_COUNT(br_config, replicates),
    BR_COUNT(br_config, sample_ns),
    BR_COUNT(br_config, time_budget_ns),
    BR_COUNT(br_config, timeout_ns),
    BR_COUNT(br_config, memory_limit_bytes),
    BR_COUNT(br_config, interval_ns),
    BR_WORD(br_config, seed),
    BR_COUNT(br_config, batch_records),
    BR_COUNT(br_config, ring_batches),
    BR_COUNT(br_config, chunk_records),
    BR_CHOICE(br_config, stamp, br_stamp_names),
    BR_COUNT(br_config, heap_sample_bytes),
    BR_COUNT(br_config, instruction_records),
    BR_COUNT(br_config, cpu_rate_hz),
    BR_CHOICE(br_config, cpu_source, br_cpu_source_names),
    BR_FIELDS_END,
};
const struct br_shape br_config_shape = BR_SHAPE(br_config, config_fields);
