/* The child: reads its job from the channel, does it, answers. */
#include <stdlib.h>
#include <string.h>

#include "engine/generate.h"
#include "engine/measure.h"
#include "engine/runner.h"
#include "engine/survey.h"

static int do_generate(const struct br_job *job, const struct br_registry *registry,
                       struct br_input *input, struct br_error *error)
{
    struct br_loaded loaded = {0};
    int status = br_registry_load(registry, job->config.workload, &loaded, error);
    if (status < 0)
        return status;
    status =
        br_generate(loaded.workload, &job->config.settings, job->input.generated_records,
                    job->input.generated_seed, (int)job->input_descriptor, &input->bytes, error);
    br_registry_unload(&loaded);
    return status;
}

static int do_on_input(const struct br_job *job, const struct br_registry *registry,
                       struct br_channel *channel, struct br_answer *answer, struct br_error *error)
{
    struct br_bench bench = {0};
    int status = br_bench_open(&bench, registry, job, channel, error);
    if (status == 0) {
        if (strcmp(job->pass, BR_JOB_SURVEY) == 0)
            status = br_survey(&bench, &answer->input, error);
        else
            status = br_measure(&bench, registry, answer, error);
    }
    br_bench_close(&bench);
    return status;
}

static int do_job(const struct br_job *job, const struct br_registry *registry,
                  struct br_channel *channel, struct br_answer *answer, struct br_error *error)
{
    if (strcmp(job->pass, BR_JOB_GENERATE) == 0)
        return do_generate(job, registry, &answer->input, error);
    return do_on_input(job, registry, channel, answer, error);
}

static int send_answer(struct br_channel *channel, const struct br_answer *answer,
                       struct br_error *error)
{
    char *text = br_shape_print(&br_answer_shape, answer, false);
    if (text == NULL)
        return br_error_set(error, BR_ERROR_MEMORY, "no memory for the answer");
    int status = br_channel_put_answer(channel, text, error);
    free(text);
    return status;
}

int br_child_main(int channel_descriptor, const struct br_registry *registry)
{
    struct br_error error = {0};
    struct br_job job = {0};
    struct br_answer answer = {0};
    struct br_channel *channel = br_channel_open(channel_descriptor, &error);
    if (channel == NULL)
        return br_error_exit_status(error.code);
    int status = br_shape_parse(&br_job_shape, channel->payload, channel->job_size, &job, &error);
    if (status == 0)
        status = do_job(&job, registry, channel, &answer, &error);
    if (status < 0) {
        answer.failed = true;
        free(answer.result.failure);
        answer.result.failure = br_string_copy(error.message);
    }
    answer.result.ok = status == 0;
    status = send_answer(channel, &answer, &error);
    br_shape_release(&br_answer_shape, &answer);
    br_shape_release(&br_job_shape, &job);
    br_channel_close(channel);
    return status < 0 ? 1 : 0;
}
