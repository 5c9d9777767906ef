/* The child: reads its job from the channel, does it, answers. */
#include <locale.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/os.h"
#include "engine/describe.h"
#include "engine/generate.h"
#include "engine/measure.h"
#include "engine/record.h"
#include "engine/runner.h"
#include "engine/survey.h"
#include "measure/allocation.h"

/* Plug-ins stay loaded until the process ends: threads they left running would lose their code. */

static int do_describe(const struct br_job *job, const struct br_registry *registry,
                       struct br_channel *channel, struct br_answer *answer, struct br_error *error)
{
    struct br_loaded loaded = {0};
    atomic_store(&channel->phase, BR_PHASE_LOAD);
    int status = br_registry_load(registry, job->config.workload, &loaded, error);
    if (status < 0)
        return status;
    status = br_facts_collect(loaded.workload, &answer->workload, error);
    return status < 0 ? br_error_prefix(error, "plug-in %s", job->config.workload) : 0;
}

static int do_generate(const struct br_job *job, const struct br_registry *registry,
                       struct br_channel *channel, struct br_input *input, struct br_error *error)
{
    struct br_loaded loaded = {0};
    atomic_store(&channel->phase, BR_PHASE_LOAD);
    int status = br_registry_load(registry, job->config.workload, &loaded, error);
    if (status < 0)
        return status;
    atomic_store(&channel->phase, BR_PHASE_GENERATE);
    return br_generate(loaded.workload, &job->config.settings, job->input.generated_records,
                       job->input.generated_seed, (int)job->input_descriptor, &input->bytes, error);
}

static int do_on_input(const struct br_job *job, const struct br_registry *registry,
                       struct br_channel *channel, struct br_answer *answer, struct br_error *error)
{
    struct br_bench bench = {0};
    int status = br_bench_open(&bench, registry, job, channel, error);
    if (status == 0) {
        if (strcmp(job->pass, BR_JOB_SURVEY) == 0)
            status = br_survey(&bench, &answer->input, error);
        else if (strcmp(job->pass, BR_JOB_LOCATE) == 0)
            status = br_locate(&bench, &job->offsets, &answer->indices, error);
        else if (strcmp(job->pass, BR_JOB_RECORD) == 0)
            status = br_record_find(&bench, registry, &answer->record, error);
        else
            status = br_measure(&bench, registry, answer, error);
    }
    br_bench_close(&bench);
    return status;
}

static int do_job(const struct br_job *job, const struct br_registry *registry,
                  struct br_channel *channel, struct br_answer *answer, struct br_error *error)
{
    if (strcmp(job->pass, BR_JOB_DESCRIBE) == 0)
        return do_describe(job, registry, channel, answer, error);
    if (strcmp(job->pass, BR_JOB_GENERATE) == 0)
        return do_generate(job, registry, channel, &answer->input, error);
    return do_on_input(job, registry, channel, answer, error);
}

/* JSON has points where the code under test may have chosen a locale with commas. */
static char *print_answer(const struct br_answer *answer)
{
    locale_t plain = newlocale(LC_ALL_MASK, "C", (locale_t)0);
    if (plain == (locale_t)0)
        return NULL;
    locale_t before = uselocale(plain);
    char *text = br_shape_print(&br_answer_shape, answer, false);
    uselocale(before);
    freelocale(plain);
    return text;
}

static int send_answer(struct br_channel *channel, const struct br_answer *answer,
                       struct br_error *error)
{
    char *text = print_answer(answer);
    if (text == NULL)
        return br_error_set(error, BR_ERROR_MEMORY, "no memory for the answer");
    int status = br_channel_put_answer(channel, text, error);
    atomic_store(&channel->phase, BR_PHASE_END);
    free(text);
    return status;
}

static int limit_memory(const struct br_job *job, struct br_channel *channel,
                        struct br_error *error)
{
    br_os_volunteer_for_memory_kill();
    if (job->config.memory_limit_bytes == 0)
        return 0;
    br_allocation_watch_refusals(&channel->refused_bytes);
    return br_os_limit_data(job->config.memory_limit_bytes, error);
}

int br_child_main(int channel_descriptor, const struct br_registry *registry)
{
    const pid_t self = getpid();
    struct br_error error = {0};
    struct br_job job = {0};
    struct br_answer answer = {0};
    struct br_channel *channel = br_channel_open(channel_descriptor, &error);
    if (channel == NULL)
        return br_error_exit_status(error.code);
    close(channel_descriptor); /* the code under test has no business with it */
    int status = br_shape_parse(&br_job_shape, channel->payload, channel->job_size, &job, &error);
    if (status == 0)
        status = br_job_restore_exact(&job, channel->payload + channel->job_size,
                                      channel->exact_size, &error);
    if (status == 0)
        status = limit_memory(&job, channel, &error);
    if (status == 0)
        status = do_job(&job, registry, channel, &answer, &error);
    br_os_lift_data_limit(); /* so that the answer can be told */
    if (getpid() != self)
        _exit(1); /* the code under test forked, and both sides came back: this one is not asked */
    if (status < 0) {
        answer.failed = true;
        free(answer.result.failure);
        answer.result.failure = br_string_copy(error.message);
    }
    answer.result.ok = status == 0;
    status = send_answer(channel, &answer, &error);
    br_shape_release(&br_answer_shape, &answer);
    br_shape_release(&br_job_shape, &job);
    return status < 0 ? 1 : 0;
}
