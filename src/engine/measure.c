/* One pass in one process, from prepared to answered; see measure.h. */
#include "engine/measure.h"

#include <string.h>

#include "measure/allocation.h"
#include "measure/process.h"

/* Below this a time stamp per record (10 to 20 ns) would be a good part of what it measures. */
#define STAMP_WORTH_NS 100.0

static bool is_pass(const struct br_bench *bench, const char *name)
{
    return strcmp(bench->job->pass, name) == 0;
}

static enum br_instrument instrument_of(const struct br_bench *bench)
{
    if (is_pass(bench, "verify"))
        return BR_INSTRUMENT_DIGEST;
    if (is_pass(bench, "latency"))
        return BR_INSTRUMENT_LATENCY;
    if (is_pass(bench, "stages") || is_pass(bench, "alloc"))
        return BR_INSTRUMENT_STAGES;
    return BR_INSTRUMENT_NONE;
}

static void choose_stamp(struct br_bench *bench, double record_ns)
{
    uint32_t stamp = bench->job->config.stamp;
    double worker_ns = record_ns * (double)bench->job->cell.threads;
    if (bench->run.instrument != BR_INSTRUMENT_LATENCY)
        return;
    if (stamp == BR_STAMP_BATCH || (stamp == BR_STAMP_AUTO && worker_ns < STAMP_WORTH_NS))
        br_bench_instrument(bench, BR_INSTRUMENT_LATENCY_BATCH);
}

static void read_usage(struct br_usage *usage)
{
    struct br_process_usage process = {0};
    br_process_usage(&process);
    usage->user_ns = process.user_ns;
    usage->system_ns = process.system_ns;
    usage->minor_faults = process.minor_faults;
    usage->major_faults = process.major_faults;
    usage->voluntary_switches = process.voluntary_switches;
    usage->involuntary_switches = process.involuntary_switches;
    usage->rss_peak_bytes = process.rss_peak_bytes;
}

static int warm_up_and_sample(struct br_bench *bench, struct br_result *result,
                              struct br_error *error)
{
    double record_ns = 0;
    if (!is_pass(bench, "verify"))
        record_ns = br_warm_up(bench, result);
    else
        result->steady = true;
    choose_stamp(bench, record_ns);
    return br_take_samples(bench, record_ns, result, error);
}

int br_measure(struct br_bench *bench, const struct br_registry *registry, struct br_answer *answer,
               struct br_error *error)
{
    struct br_result *result = &answer->result;
    br_cpu_open(bench, result);
    int status = br_bench_prepare(bench, registry, instrument_of(bench), error);
    if (status < 0)
        return status;
    if (is_pass(bench, "instructions"))
        status = br_count_instructions(bench, result, error);
    else
        status = warm_up_and_sample(bench, result, error);
    br_bench_end_workers(bench);
    br_alloc_drained(bench, result); /* before results are collected: they would be counted */
    br_heap_drained(bench);
    if (status == 0)
        status = br_collect(bench, answer, error);
    br_heap_collect(bench, answer);
    if (status == 0)
        br_cpu_collect(bench, result);
    read_usage(&result->usage);
    return status;
}
