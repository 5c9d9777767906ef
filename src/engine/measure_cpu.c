/* What the cpu pass does around its samples; see measure.h. */
#include <string.h>

#include "engine/measure.h"
#include "engine/profile_cpu.h"
#include "modes/mode.h"

static bool is_cpu_pass(const struct br_bench *bench)
{
    return strcmp(bench->job->pass, "cpu") == 0;
}

static enum br_sampler_kind kind_of(const struct br_bench *bench)
{
    static const enum br_sampler_kind kinds[] = {
        [BR_CPU_SOURCE_AUTO] = BR_SAMPLER_ANY,
        [BR_CPU_SOURCE_PERF] = BR_SAMPLER_PERF,
        [BR_CPU_SOURCE_TIMER] = BR_SAMPLER_TIMER,
    };
    return kinds[bench->job->config.cpu_source];
}

void br_cpu_open(struct br_bench *bench, struct br_result *result)
{
    struct br_error error = {0};
    if (!is_cpu_pass(bench))
        return;
    bench->cpu = br_cpu_profile_open(kind_of(bench), bench->job->config.cpu_rate_hz, &error);
    if (bench->cpu == NULL)
        br_figure_set(&result->sampling,
                      error.code == BR_ERROR_DENIED ? BR_STATE_DENIED : BR_STATE_UNSUPPORTED, 0,
                      NULL, error.message);
}

static void join(struct br_run *run, size_t lane)
{
    br_cpu_profile_join(br_bench_of(run)->cpu, lane);
}

void br_cpu_begin(struct br_bench *bench)
{
    if (bench->cpu != NULL)
        bench->mode->on_lanes(&bench->run, join);
}

void br_cpu_sample_start(struct br_bench *bench)
{
    if (bench->cpu != NULL)
        br_cpu_profile_start(bench->cpu);
}

void br_cpu_sample_stop(struct br_bench *bench)
{
    if (bench->cpu == NULL)
        return;
    br_cpu_profile_stop(bench->cpu);
    br_cpu_profile_settle(bench->cpu);
}

void br_cpu_collect(struct br_bench *bench, struct br_result *result)
{
    struct br_stacks stacks = {0};
    struct br_error error = {0};
    uint64_t cpu_ns = 0;
    double wall_ns = 0;
    if (bench->cpu == NULL)
        return;
    for (size_t i = 0; i < result->samples.count; i++) {
        cpu_ns += result->samples.items[i].cpu_ns;
        wall_ns += (double)result->samples.items[i].wall_ns;
    }
    if (br_cpu_profile_finish(bench->cpu, cpu_ns, &stacks, &error) == 0) {
        stacks.records = result->repetitions * bench->one.records;
        stacks.duration_ns = wall_ns;
        br_figure_set(&result->sampling, BR_STATE_COUNTED,
                      (double)br_cpu_profile_samples(bench->cpu), stacks.source, NULL);
        *(struct br_stacks *)br_list_append(&result->stacks, sizeof stacks) = stacks;
    } else {
        br_figure_set(&result->sampling, BR_STATE_UNSUPPORTED, 0, NULL, error.message);
    }
    br_cpu_profile_close(bench->cpu);
    bench->cpu = NULL;
}
