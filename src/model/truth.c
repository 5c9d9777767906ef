/* The truth file: its shape and its identities. */
#include "model/truth.h"

#include <inttypes.h>
#include <math.h>
#include <string.h>

#include "model/fields.h"

static const struct br_field truth_stage_fields[] = {
    BR_TEXT(br_truth_stage, path), BR_COUNT(br_truth_stage, calls),
    BR_NUMBER(br_truth_stage, wall_ns), BR_NUMBER(br_truth_stage, self_wall_ns), BR_FIELDS_END};
static const struct br_shape br_truth_stage_shape = BR_SHAPE(br_truth_stage, truth_stage_fields);

static const struct br_field truth_value_fields[] = {
    BR_TEXT(br_truth_value, name), BR_STRUCT(br_truth_value, figure, br_figure), BR_FIELDS_END};
static const struct br_shape br_truth_value_shape = BR_SHAPE(br_truth_value, truth_value_fields);

static const struct br_field truth_process_fields[] = {
    BR_STRUCT(br_truth_process, cell, br_cell),
    BR_TEXT(br_truth_process, pass),
    BR_COUNT(br_truth_process, replicate),
    BR_COUNT(br_truth_process, block),
    BR_COUNT(br_truth_process, order),
    BR_FLAG(br_truth_process, ok),
    BR_TEXT(br_truth_process, failure),
    BR_COUNT(br_truth_process, started_ns),
    BR_COUNT(br_truth_process, ended_ns),
    BR_COUNT(br_truth_process, records_per_repetition),
    BR_COUNT(br_truth_process, repetitions),
    BR_COUNT(br_truth_process, records),
    BR_COUNT(br_truth_process, accepted),
    BR_COUNT(br_truth_process, rejected),
    BR_COUNT(br_truth_process, bytes),
    BR_WORD(br_truth_process, witness),
    BR_WORD(br_truth_process, digest),
    BR_COUNT(br_truth_process, wall_ns),
    BR_COUNT(br_truth_process, cpu_ns),
    BR_COUNT(br_truth_process, run_delay_ns),
    BR_NUMBER(br_truth_process, parallelism),
    BR_NUMBER(br_truth_process, records_per_s),
    BR_COUNTS(br_truth_process, sample_wall_ns),
    BR_COUNTS(br_truth_process, sample_repetitions),
    BR_COUNT(br_truth_process, user_ns),
    BR_COUNT(br_truth_process, system_ns),
    BR_LIST(br_truth_process, values, br_truth_value),
    BR_LIST(br_truth_process, stages, br_truth_stage),
    BR_NUMBER(br_truth_process, stages_wall_ns),
    BR_FIELDS_END,
};
static const struct br_shape br_truth_process_shape =
    BR_SHAPE(br_truth_process, truth_process_fields);

static const struct br_field truth_source_fields[] = {
    BR_TEXT(br_truth_source, member), BR_TEXT(br_truth_source, source), BR_FIELDS_END};
static const struct br_shape br_truth_source_shape = BR_SHAPE(br_truth_source, truth_source_fields);

static const struct br_field truth_fields[] = {
    BR_COUNT(br_truth, truth_version),
    BR_TEXT(br_truth, profile),
    BR_TEXT(br_truth, digest),
    BR_TEXT(br_truth, created),
    BR_TEXT(br_truth, command),
    BR_COUNT(br_truth, wall_ns),
    BR_COUNT(br_truth, processes_wall_ns),
    BR_COUNT(br_truth, cpu_ns),
    BR_NUMBER(br_truth, parallelism),
    BR_COUNT(br_truth, interval_ns),
    BR_COUNT(br_truth, sample_ns),
    BR_COUNT(br_truth, samples),
    BR_COUNT(br_truth, replicates),
    BR_COUNT(br_truth, blocks),
    BR_NUMBER(br_truth, ticks_per_ns),
    BR_LIST(br_truth, sources, br_truth_source),
    BR_LIST(br_truth, processes, br_truth_process),
    BR_FIELDS_END,
};
const struct br_shape br_truth_shape = BR_SHAPE(br_truth, truth_fields);

/* ---- identities ---- */

static int check_counts(const char *what, uint64_t left, uint64_t right, struct br_error *error)
{
    if (left == right)
        return 0;
    return br_error_set(error, BR_ERROR_FORMAT, "%s: %" PRIu64 " is not %" PRIu64, what, left,
                        right);
}

static int check_numbers(const char *what, double left, double right, double tolerance,
                         struct br_error *error)
{
    bool is_same =
        (isnan(left) && isnan(right)) || fabs(left - right) <= tolerance + 1e-9 * fabs(right);
    if (is_same)
        return 0;
    return br_error_set(error, BR_ERROR_FORMAT, "%s: %.17g is not %.17g", what, left, right);
}

static uint64_t sum_of(const struct br_counts *counts)
{
    uint64_t sum = 0;
    for (size_t i = 0; i < counts->count; i++)
        sum += counts->items[i];
    return sum;
}

static double ratio(uint64_t value, uint64_t divisor)
{
    return divisor > 0 ? (double)value / (double)divisor : NAN;
}

static int check_stages(const struct br_truth_process *process, struct br_error *error)
{
    double outermost_ns = 0;
    double self_ns = 0;
    double tolerance = (double)process->stages.count;
    for (size_t i = 0; i < process->stages.count; i++) {
        const struct br_truth_stage *stage = &process->stages.items[i];
        bool is_nested = stage->path != NULL && strchr(stage->path, '.') != NULL;
        outermost_ns += is_nested ? 0 : stage->wall_ns;
        self_ns += stage->self_wall_ns;
    }
    int code = check_numbers("stages_wall_ns and the outermost stages", process->stages_wall_ns,
                             outermost_ns, tolerance, error);
    return code < 0 ? code
                    : check_numbers("stages_wall_ns and what stages have for themselves",
                                    process->stages_wall_ns, self_ns, tolerance, error);
}

/* Where instructions are counted no clock runs: there are repetitions without samples. */
static int check_samples(const struct br_truth_process *process, struct br_error *error)
{
    int code = check_counts("wall_ns and its samples", process->wall_ns,
                            sum_of(&process->sample_wall_ns), error);
    if (code == 0)
        code =
            check_counts("how many samples have a wall_ns and how many repetitions",
                         process->sample_wall_ns.count, process->sample_repetitions.count, error);
    if (code == 0 && process->sample_repetitions.count > 0)
        code = check_counts("repetitions and their samples", process->repetitions,
                            sum_of(&process->sample_repetitions), error);
    return code;
}

static int check_process(const struct br_truth_process *process, struct br_error *error)
{
    int code = check_counts("records and repetitions", process->records,
                            process->repetitions * process->records_per_repetition, error);
    if (code == 0)
        code = check_samples(process, error);
    if (code == 0)
        code = check_numbers("parallelism", process->parallelism,
                             ratio(process->cpu_ns, process->wall_ns), 0, error);
    return code == 0 ? check_stages(process, error) : code;
}

static int check_run(const struct br_truth *truth, struct br_error *error)
{
    uint64_t processes_wall_ns = 0;
    uint64_t cpu_ns = 0;
    for (size_t i = 0; i < truth->processes.count; i++) {
        const struct br_truth_process *process = &truth->processes.items[i];
        processes_wall_ns += process->ended_ns - process->started_ns;
        cpu_ns += process->user_ns + process->system_ns;
        if (process->ended_ns > truth->wall_ns)
            return br_error_set(error, BR_ERROR_FORMAT,
                                "processes[%zu] ended at %" PRIu64 " ns, after the run's %" PRIu64
                                " ns",
                                i, process->ended_ns, truth->wall_ns);
    }
    int code =
        check_counts("processes_wall_ns", truth->processes_wall_ns, processes_wall_ns, error);
    if (code == 0)
        code = check_counts("cpu_ns", truth->cpu_ns, cpu_ns, error);
    return code == 0 ? check_numbers("parallelism", truth->parallelism,
                                     ratio(truth->cpu_ns, truth->wall_ns), 0, error)
                     : code;
}

int br_truth_check(const struct br_truth *truth, struct br_error *error)
{
    for (size_t i = 0; i < truth->processes.count; i++) {
        const struct br_truth_process *process = &truth->processes.items[i];
        if (process->ok && check_process(process, error) < 0)
            return br_error_prefix(error, "processes[%zu]", i);
    }
    return check_run(truth, error);
}
