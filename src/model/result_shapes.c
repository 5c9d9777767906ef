/* Results: the shapes of everything a pass measures. */
#include "model/fields.h"
#include "model/result.h"

const char *const br_state_names[] = {
    [BR_STATE_ABSENT] = "absent", [BR_STATE_COUNTED] = "counted",
    [BR_STATE_SCALED] = "scaled", [BR_STATE_UNSUPPORTED] = "unsupported",
    [BR_STATE_DENIED] = "denied", NULL};

static const struct br_field figure_fields[] = {
    BR_NUMBER(br_figure, value), BR_CHOICE(br_figure, state, br_state_names),
    BR_TEXT(br_figure, source), BR_TEXT(br_figure, reason), BR_FIELDS_END};
const struct br_shape br_figure_shape = BR_SHAPE(br_figure, figure_fields);

static const struct br_field reject_fields[] = {BR_TEXT(br_reject, reason),
                                                BR_COUNT(br_reject, records), BR_FIELDS_END};
static const struct br_shape br_reject_shape = BR_SHAPE(br_reject, reject_fields);

static const struct br_field work_fields[] = {
    BR_COUNT(br_work, records),
    BR_COUNT(br_work, accepted),
    BR_COUNT(br_work, rejected),
    BR_COUNT(br_work, bytes),
    BR_COUNT(br_work, rejected_bytes),
    BR_COUNT(br_work, output_bytes),
    BR_WORD(br_work, witness),
    BR_FLAG(br_work, digested),
    BR_WORD(br_work, digest),
    BR_LIST(br_work, rejects, br_reject),
    BR_FIELDS_END,
};
const struct br_shape br_work_shape = BR_SHAPE(br_work, work_fields);

static const struct br_field sample_fields[] = {
    BR_COUNT(br_sample, wall_ns),         BR_COUNT(br_sample, cpu_ns),
    BR_COUNT(br_sample, run_delay_ns),    BR_COUNT(br_sample, repetitions),
    BR_NUMBER(br_sample, core_clock_ghz), BR_FIELDS_END,
};
static const struct br_shape br_sample_shape = BR_SHAPE(br_sample, sample_fields);

static const struct br_field worker_row_fields[] = {
    BR_COUNT(br_worker_row, worker),          BR_SIGNED(br_worker_row, cpu),
    BR_FLAG(br_worker_row, producer),         BR_COUNT(br_worker_row, records),
    BR_COUNT(br_worker_row, wall_ns),         BR_COUNT(br_worker_row, starved_ns),
    BR_COUNT(br_worker_row, blocked_ns),      BR_COUNT(br_worker_row, frame_ns),
    BR_COUNT(br_worker_row, allocations),     BR_COUNT(br_worker_row, frees),
    BR_COUNT(br_worker_row, allocated_bytes), BR_COUNT(br_worker_row, freed_bytes),
    BR_COUNT(br_worker_row, live_peak_bytes), BR_FIELDS_END,
};
static const struct br_shape br_worker_row_shape = BR_SHAPE(br_worker_row, worker_row_fields);

static const struct br_field latency_fields[] = {
    BR_TEXT(br_latency, kind),
    BR_NUMBER(br_latency, ticks_per_ns),
    BR_COUNT(br_latency, bits),
    BR_COUNT(br_latency, records_per_stamp),
    BR_COUNT(br_latency, sum),
    BR_COUNT(br_latency, minimum),
    BR_COUNT(br_latency, maximum),
    BR_COUNT(br_latency, saturated),
    BR_COUNT(br_latency, apart),
    BR_COUNT(br_latency, unprocessed),
    BR_COUNTS(br_latency, indices),
    BR_COUNTS(br_latency, counts),
    BR_FIELDS_END,
};
static const struct br_shape br_latency_shape = BR_SHAPE(br_latency, latency_fields);

static const struct br_field size_class_row_fields[] = {
    BR_COUNT(br_size_class_row, bytes), BR_COUNT(br_size_class_row, requests), BR_FIELDS_END};
static const struct br_shape br_size_class_row_shape =
    BR_SHAPE(br_size_class_row, size_class_row_fields);

static const struct br_field heap_look_fields[] = {
    BR_COUNT(br_heap_look, live_bytes),     BR_COUNT(br_heap_look, active_bytes),
    BR_COUNT(br_heap_look, resident_bytes), BR_COUNT(br_heap_look, retained_bytes),
    BR_COUNT(br_heap_look, metadata_bytes), BR_FIELDS_END,
};
static const struct br_shape br_heap_look_shape = BR_SHAPE(br_heap_look, heap_look_fields);

static const struct br_field mutex_row_fields[] = {
    BR_TEXT(br_mutex_row, name),
    BR_COUNT(br_mutex_row, operations),
    BR_COUNT(br_mutex_row, waits),
    BR_COUNT(br_mutex_row, spins),
    BR_COUNT(br_mutex_row, owner_switches),
    BR_COUNT(br_mutex_row, wait_ns),
    BR_COUNT(br_mutex_row, wait_ns_max),
    BR_COUNT(br_mutex_row, threads_max),
    BR_FIELDS_END,
};
static const struct br_shape br_mutex_row_shape = BR_SHAPE(br_mutex_row, mutex_row_fields);

static const struct br_field allocation_fields[] = {
    BR_CHOICE(br_allocation, state, br_state_names),
    BR_TEXT(br_allocation, source),
    BR_TEXT(br_allocation, reason),
    BR_COUNT(br_allocation, records),
    BR_COUNT(br_allocation, allocations),
    BR_COUNT(br_allocation, frees),
    BR_COUNT(br_allocation, requested_bytes),
    BR_COUNT(br_allocation, allocated_bytes),
    BR_COUNT(br_allocation, freed_bytes),
    BR_COUNT(br_allocation, requests_by_jemalloc),
    BR_COUNT(br_allocation, live_peak_bytes),
    BR_SIGNED(br_allocation, left_behind_bytes),
    BR_STRUCT(br_allocation, at_start, br_heap_look),
    BR_STRUCT(br_allocation, at_end, br_heap_look),
    BR_STRUCT(br_allocation, after_drain, br_heap_look),
    BR_LIST(br_allocation, size_classes, br_size_class_row),
    BR_STRUCT(br_allocation, foreign_frees, br_figure),
    BR_STRUCT(br_allocation, foreign_freed_bytes, br_figure),
    BR_LIST(br_allocation, mutexes, br_mutex_row),
    BR_FIELDS_END,
};
static const struct br_shape br_allocation_shape = BR_SHAPE(br_allocation, allocation_fields);

static const struct br_field counter_row_fields[] = {
    BR_TEXT(br_counter_row, name), BR_STRUCT(br_counter_row, total, br_figure), BR_FIELDS_END};
static const struct br_shape br_counter_row_shape = BR_SHAPE(br_counter_row, counter_row_fields);

static const struct br_field counting_fields[] = {
    BR_COUNT(br_counting, records), BR_COUNT(br_counting, bytes),
    BR_LIST(br_counting, rows, br_counter_row), BR_FIELDS_END};
static const struct br_shape br_counting_shape = BR_SHAPE(br_counting, counting_fields);

static const struct br_field instruction_stage_fields[] = {
    BR_TEXT(br_instruction_stage, path), BR_COUNT(br_instruction_stage, instructions),
    BR_FIELDS_END};
static const struct br_shape br_instruction_stage_shape =
    BR_SHAPE(br_instruction_stage, instruction_stage_fields);

static const struct br_field instruction_counts_fields[] = {
    BR_CHOICE(br_instruction_counts, state, br_state_names),
    BR_TEXT(br_instruction_counts, source),
    BR_TEXT(br_instruction_counts, reason),
    BR_COUNT(br_instruction_counts, records),
    BR_FLAG(br_instruction_counts, shortened),
    BR_COUNT(br_instruction_counts, instructions),
    BR_COUNT(br_instruction_counts, waiting_instructions),
    BR_LIST(br_instruction_counts, stages, br_instruction_stage),
    BR_FIELDS_END,
};
static const struct br_shape br_instruction_counts_shape =
    BR_SHAPE(br_instruction_counts, instruction_counts_fields);

static const struct br_field slow_record_fields[] = {
    BR_COUNT(br_slow_record, offset),   BR_COUNT(br_slow_record, bytes),
    BR_COUNT(br_slow_record, record),   BR_COUNT(br_slow_record, fields),
    BR_NUMBER(br_slow_record, ns),      BR_FLAG(br_slow_record, rejected),
    BR_FLAG(br_slow_record, disturbed), BR_FIELDS_END,
};
static const struct br_shape br_slow_record_shape = BR_SHAPE(br_slow_record, slow_record_fields);

static const struct br_field stage_result_fields[] = {
    BR_TEXT(br_stage_result, path),
    BR_COUNT(br_stage_result, calls),
    BR_NUMBER(br_stage_result, wall_ns),
    BR_NUMBER(br_stage_result, self_wall_ns),
    BR_NUMBER(br_stage_result, wall_ns_max),
    BR_STRUCT(br_stage_result, cpu_ns, br_figure),
    BR_STRUCT(br_stage_result, allocated_bytes, br_figure),
    BR_STRUCT(br_stage_result, allocations, br_figure),
    BR_STRUCT(br_stage_result, net_growth_bytes, br_figure),
    BR_STRUCT(br_stage_result, high_water_bytes, br_figure),
    BR_STRUCT(br_stage_result, rss_growth_bytes, br_figure),
    BR_FIELDS_END,
};
static const struct br_shape br_stage_result_shape = BR_SHAPE(br_stage_result, stage_result_fields);

static const struct br_field usage_fields[] = {
    BR_COUNT(br_usage, user_ns),
    BR_COUNT(br_usage, system_ns),
    BR_COUNT(br_usage, minor_faults),
    BR_COUNT(br_usage, major_faults),
    BR_COUNT(br_usage, voluntary_switches),
    BR_COUNT(br_usage, involuntary_switches),
    BR_COUNT(br_usage, rss_peak_bytes),
    BR_FIELDS_END,
};
static const struct br_shape br_usage_shape = BR_SHAPE(br_usage, usage_fields);

static const struct br_field look_fields[] = {
    BR_COUNT(br_look, time_ns),      BR_COUNT(br_look, rss_bytes),
    BR_NUMBER(br_look, cpu_percent), BR_NUMBER(br_look, rate_records_per_s),
    BR_TEXT(br_look, stage),         BR_FIELDS_END,
};
static const struct br_shape br_look_shape = BR_SHAPE(br_look, look_fields);

static const struct br_field result_fields[] = {
    BR_STRUCT(br_result, cell, br_cell),
    BR_TEXT(br_result, pass),
    BR_COUNT(br_result, replicate),
    BR_COUNT(br_result, block),
    BR_COUNT(br_result, order),
    BR_FLAG(br_result, ok),
    BR_TEXT(br_result, failure),
    BR_TEXT(br_result, output_tail),
    BR_STRUCT(br_result, work, br_work),
    BR_COUNT(br_result, repetitions),
    BR_LIST(br_result, samples, br_sample),
    BR_COUNT(br_result, warm_up_ns),
    BR_COUNT(br_result, warm_up_repetitions),
    BR_FLAG(br_result, steady),
    BR_FLAG(br_result, cut),
    BR_COUNT(br_result, index_ns),
    BR_COUNT(br_result, index_bytes),
    BR_COUNT(br_result, harness_bytes),
    BR_COUNT(br_result, pinned),
    BR_LIST(br_result, workers, br_worker_row),
    BR_LIST(br_result, latencies, br_latency),
    BR_STRUCT(br_result, allocation, br_allocation),
    BR_STRUCT(br_result, counting, br_counting),
    BR_STRUCT(br_result, instructions, br_instruction_counts),
    BR_LIST(br_result, slowest, br_slow_record),
    BR_COUNT(br_result, record_fields_p50),
    BR_STRUCT(br_result, sampling, br_figure),
    BR_LIST(br_result, stacks, br_stacks),
    BR_LIST(br_result, stages, br_stage_result),
    BR_NUMBER(br_result, stage_pair_cost_ns),
    BR_STRUCT(br_result, usage, br_usage),
    BR_LIST(br_result, looks, br_look),
    BR_COUNT(br_result, started_ns),
    BR_COUNT(br_result, ended_ns),
    BR_FIELDS_END,
};
const struct br_shape br_result_shape = BR_SHAPE(br_result, result_fields);
