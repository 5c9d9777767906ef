/* A measurement inside the test program; see bench_fixture.h. */
#include "bench_fixture.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "engine/survey.h"
#include "modes/mode.h"

static const struct br_mode *const modes[] = {&br_mode_single, &br_mode_concurrent, NULL};

static void must(int status, const struct br_error *error)
{
    if (status < 0)
        fail_msg("%s", error->message);
}

static uint64_t or_default(uint64_t value, uint64_t otherwise)
{
    return value > 0 ? value : otherwise;
}

static void fill_job(struct br_job *job, const struct br_fixture_request *request)
{
    const char *mode = request->mode != NULL ? request->mode : "single";
    job->config.mode = br_string_copy(mode);
    job->config.workload = br_string_copy(request->workload->name);
    job->config.input = br_string_copy("test");
    job->config.strategy = br_string_copy(request->strategy);
    job->config.samples = 3;
    job->config.sample_ns = 100000;
    job->config.batch_records = or_default(request->batch_records, 64);
    job->config.ring_batches = or_default(request->ring_batches, 64);
    job->config.chunk_records = or_default(request->chunk_records, 64);
    *(uint64_t *)br_list_append(&job->config.sizes, sizeof(uint64_t)) = request->size;
    job->cell.mode = br_string_copy(mode);
    job->cell.workload = br_string_copy(request->workload->name);
    job->cell.input = br_string_copy("test");
    job->cell.strategy = br_string_copy(request->strategy);
    job->cell.size = request->size;
    job->cell.threads = or_default(request->threads, 1);
    job->pass = br_string_copy(request->pass != NULL ? request->pass : "verify");
    job->budget_ns = 1000000000;
    job->ticks_per_ns = 1;
    job->input.bytes = request->input_size;
}

static void copy_settings(struct br_settings *to, const struct br_settings *from)
{
    for (size_t i = 0; from != NULL && i < from->count; i++) {
        struct br_setting *setting = br_list_append(to, sizeof *setting);
        setting->name = br_string_copy(from->items[i].name);
        setting->value = br_string_copy(from->items[i].value);
    }
}

static int open_bench(struct br_fixture *fixture, const struct br_fixture_request *request,
                      struct br_error *error)
{
    struct br_input facts = {0};
    *fixture =
        (struct br_fixture){.workloads = {request->workload, NULL}, .registry = {.modes = modes}};
    fixture->registry.workloads = fixture->workloads;
    fill_job(&fixture->job, request);
    copy_settings(&fixture->job.config.settings, request->settings);
    fixture->input_descriptor = br_os_memory_file("test-input", error);
    must(fixture->input_descriptor, error);
    must(br_os_write_all(fixture->input_descriptor, request->input, request->input_size, error),
         error);
    fixture->job.input_descriptor = (uint64_t)fixture->input_descriptor;
    fixture->channel = br_channel_new(&fixture->channel_descriptor, error);
    must(fixture->channel != NULL ? 0 : -1, error);
    must(br_bench_open(&fixture->bench, &fixture->registry, &fixture->job, fixture->channel, error),
         error);
    int status = br_survey(&fixture->bench, &facts, error);
    if (status == 0)
        fixture->job.input = facts;
    else
        br_shape_release(&br_input_shape, &facts);
    return status;
}

void br_fixture_open(struct br_fixture *fixture, const struct br_fixture_request *request)
{
    struct br_error error = {0};
    must(open_bench(fixture, request, &error), &error);
}

void br_fixture_open_failing(const struct br_fixture_request *request, struct br_error *error)
{
    struct br_fixture fixture;
    *error = (struct br_error){0};
    int status = open_bench(&fixture, request, error);
    br_fixture_close(&fixture);
    if (status == 0)
        fail_msg("the survey found nothing wrong");
}

void br_fixture_prepare(struct br_fixture *fixture, const struct br_fixture_request *request)
{
    struct br_error error = {0};
    must(br_bench_prepare(&fixture->bench, &fixture->registry, request->instrument, &error),
         &error);
}

void br_fixture_start(struct br_fixture *fixture, const struct br_fixture_request *request)
{
    br_fixture_open(fixture, request);
    br_fixture_prepare(fixture, request);
}

void br_fixture_close(struct br_fixture *fixture)
{
    br_bench_end_workers(&fixture->bench);
    br_bench_close(&fixture->bench);
    br_shape_release(&br_answer_shape, &fixture->answer);
    br_shape_release(&br_job_shape, &fixture->job);
    br_channel_close(fixture->channel);
    close(fixture->channel_descriptor);
    close(fixture->input_descriptor);
}

uint64_t br_fixture_repeat(struct br_fixture *fixture, uint64_t repetitions, struct br_sums *sums)
{
    struct br_run *run = &fixture->bench.run;
    uint64_t digest = 0;
    for (uint64_t i = 0; i < repetitions; i++)
        fixture->bench.mode->repeat(run);
    br_sum_lanes(run, sums);
    for (size_t i = 0; i < run->lane_count; i++)
        digest += run->lanes[i].digest != NULL ? br_digest_sum(run->lanes[i].digest) : 0;
    return digest;
}
