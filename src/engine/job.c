/* The shapes of jobs and answers; see job.h. */
#include "engine/job.h"

#include "model/fields.h"

static const struct br_field job_fields[] = {
    BR_STRUCT(br_job, config, br_config),
    BR_STRUCT(br_job, cell, br_cell),
    BR_TEXT(br_job, pass),
    BR_COUNT(br_job, replicate),
    BR_COUNT(br_job, budget_ns),
    BR_COUNT(br_job, input_descriptor),
    BR_STRUCT(br_job, input, br_input),
    BR_FLAG(br_job, populate),
    BR_NUMBER(br_job, ticks_per_ns),
    BR_COUNTS(br_job, offsets),
    BR_FIELDS_END,
};
const struct br_shape br_job_shape = BR_SHAPE(br_job, job_fields);

static const struct br_field answer_fields[] = {
    BR_FLAG(br_answer, failed),
    BR_STRUCT(br_answer, result, br_result),
    BR_STRUCT(br_answer, input, br_input),
    BR_TEXTS(br_answer, stage_paths),
    BR_STRUCT(br_answer, workload, br_workload_facts),
    BR_COUNTS(br_answer, indices),
    BR_FIELDS_END,
};
const struct br_shape br_answer_shape = BR_SHAPE(br_answer, answer_fields);
