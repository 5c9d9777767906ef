/* The shapes of jobs and answers, and what no shape can carry; see job.h. */
#include "engine/job.h"

#include <stdlib.h>
#include <string.h>

#include "model/fields.h"

static const struct br_field job_fields[] = {
    BR_STRUCT(br_job, config, br_config),
    BR_STRUCT(br_job, cell, br_cell),
    BR_TEXT(br_job, pass),
    BR_COUNT(br_job, replicate),
    BR_COUNT(br_job, budget_ns),
    BR_COUNT(br_job, warm_up_ns),
    BR_COUNT(br_job, input_descriptor),
    BR_COUNT(br_job, turn_descriptor),
    BR_COUNT(br_job, turn_side),
    BR_SIGNED(br_job, counts_descriptor),
    BR_TEXT(br_job, counts_source),
    BR_STRUCT(br_job, input, br_input),
    BR_FLAG(br_job, populate),
    BR_NUMBER(br_job, ticks_per_ns),
    BR_COUNTS(br_job, offsets),
    BR_FIELDS_END,
};
const struct br_shape br_job_shape = BR_SHAPE(br_job, job_fields);

static const struct br_field heap_text_fields[] = {BR_TEXT(br_heap_text, kind),
                                                   BR_TEXT(br_heap_text, text), BR_FIELDS_END};
static const struct br_shape br_heap_text_shape = BR_SHAPE(br_heap_text, heap_text_fields);

static const struct br_field answer_fields[] = {
    BR_FLAG(br_answer, failed),
    BR_STRUCT(br_answer, result, br_result),
    BR_STRUCT(br_answer, input, br_input),
    BR_TEXTS(br_answer, stage_paths),
    BR_STRUCT(br_answer, workload, br_workload_facts),
    BR_COUNTS(br_answer, indices),
    BR_STRUCT(br_answer, record, br_record_facts),
    BR_LIST(br_answer, heap_dumps, br_heap_text),
    BR_FIELDS_END,
};
const struct br_shape br_answer_shape = BR_SHAPE(br_answer, answer_fields);

static void append_exact(const char *value, struct br_text *text)
{
    br_text_append_bytes(text, value, strlen(value) + 1);
}

void br_job_append_exact(const struct br_job *job, struct br_text *text)
{
    append_exact(job->config.workload, text);
    for (size_t i = 0; i < job->config.settings.count; i++)
        append_exact(job->config.settings.items[i].value, text);
}

/* Takes the next text off [*at, end). */
static bool take_exact(const char **at, const char *end, char **value)
{
    size_t size = strnlen(*at, (size_t)(end - *at));
    if (*at + size == end)
        return false;
    free(*value);
    *value = br_string_copy(*at);
    *at += size + 1;
    return true;
}

int br_job_restore_exact(struct br_job *job, const char *data, size_t size, struct br_error *error)
{
    const char *at = data;
    bool complete = take_exact(&at, data + size, &job->config.workload);
    for (size_t i = 0; i < job->config.settings.count && complete; i++)
        complete = take_exact(&at, data + size, &job->config.settings.items[i].value);
    if (complete && at == data + size)
        return 0;
    return br_error_set(error, BR_ERROR_FORMAT, "the job and its options do not belong together");
}
