/* Warm-up and samples; see measure.h. */
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "engine/measure.h"
#include "engine/survey.h"
#include "measure/process.h"
#include "modes/mode.h"
#include "stats/steady.h"

#define WARM_UP_LONGEST_NS 1000000000u
#define WINDOW_NS 10000000.0 /* of a warm-up value */
#define WINDOW_LIMIT 128u
#define STEADY_WINDOW 10u
#define STEADY_TOLERANCE 0.01
#define FIRST_RECORDS 64u
#define CPU_SAMPLES 4u /* times as many: what the cpu pass says gets better with its length */

/* A shorter piece of the same input, for warm-up: about `records` of them. */
static struct br_extent short_extent(const struct br_bench *bench, uint64_t records)
{
    const struct br_run *run = &bench->run;
    const struct br_extent *whole = &bench->extent;
    if (records >= whole->records)
        return *whole;
    struct br_extent extent = {.records = records, .cycles = records / bench->job->input.records};
    if (extent.cycles > 0 || run->workload->split == NULL)
        return extent;
    uint64_t bytes = records * run->record_bytes_mean;
    if (bytes > run->size)
        bytes = run->size;
    extent.cut_offset = run->workload->split(run->state, run->data, run->size, bytes);
    return extent;
}

/* Nanoseconds per record of one repetition of about `records` records. */
static double time_short(struct br_bench *bench, uint64_t records)
{
    struct br_run *run = &bench->run;
    struct br_sums before = {0};
    struct br_sums after = {0};
    run->extent = short_extent(bench, records);
    br_sum_lanes(run, &before);
    uint64_t begin = br_clock_monotonic_ns();
    bench->mode->repeat(run);
    uint64_t end = br_clock_monotonic_ns();
    br_sum_lanes(run, &after);
    run->extent = bench->extent;
    uint64_t done = after.records - before.records;
    return (double)(end - begin) / (double)(done > 0 ? done : 1);
}

static uint64_t warm_up_limit(const struct br_bench *bench)
{
    uint64_t quarter = bench->job->budget_ns / 4;
    if (bench->job->warm_up_ns > 0)
        return bench->job->warm_up_ns;
    return quarter < WARM_UP_LONGEST_NS ? quarter : WARM_UP_LONGEST_NS;
}

double br_warm_up(struct br_bench *bench, struct br_result *result)
{
    double values[WINDOW_LIMIT];
    size_t count = 0;
    uint64_t begin = br_clock_monotonic_ns();
    uint64_t limit = warm_up_limit(bench);
    atomic_store(&bench->channel->phase, BR_PHASE_WARM_UP);
    double record_ns = time_short(bench, FIRST_RECORDS);
    double records = FIRST_RECORDS;
    while (count < WINDOW_LIMIT && br_clock_monotonic_ns() - begin < limit) {
        double wanted = WINDOW_NS / (record_ns > 0.1 ? record_ns : 0.1);
        records = wanted < records * 8 ? wanted : records * 8;
        record_ns = time_short(bench, records > FIRST_RECORDS ? (uint64_t)records : FIRST_RECORDS);
        values[count++] = record_ns;
        result->warm_up_repetitions++;
        if (br_stats_is_steady(values, count, STEADY_WINDOW, STEADY_TOLERANCE)) {
            result->steady = true;
            break;
        }
    }
    result->warm_up_ns = br_clock_monotonic_ns() - begin;
    return record_ns;
}

/* ---- samples ---- */

static bool is_pass(const struct br_bench *bench, const char *name)
{
    return strcmp(bench->job->pass, name) == 0;
}

static void nothing(struct br_run *run, size_t lane)
{
    (void)run;
    (void)lane;
}

/* Reading the run delay opens files, which allocates: not in the alloc pass. */
static uint64_t run_delay(const struct br_bench *bench)
{
    uint64_t delay_ns = 0;
    if (is_pass(bench, "alloc") || !br_process_run_delay(&delay_ns))
        return 0;
    return delay_ns;
}

static void take_sample(struct br_bench *bench, uint64_t repetitions, struct br_sample *sample)
{
    struct br_run *run = &bench->run;
    bool counting = is_pass(bench, "counters");
    uint64_t delay = run_delay(bench);
    bench->mode->on_lanes(run, nothing); /* wakes those asleep, so that the clock need not wait */
    if (counting)
        br_counting_start(bench);
    br_heap_sample_start(bench);
    br_cpu_sample_start(bench);
    uint64_t cpu = br_clock_process_cpu_ns();
    uint64_t begin = br_clock_monotonic_ns();
    for (uint64_t i = 0; i < repetitions; i++)
        bench->mode->repeat(run);
    uint64_t end = br_clock_monotonic_ns();
    sample->cpu_ns = br_clock_process_cpu_ns() - cpu;
    br_cpu_sample_stop(bench);
    br_heap_sample_stop(bench);
    if (counting)
        br_counting_stop(bench);
    sample->wall_ns = end - begin;
    sample->repetitions = repetitions;
    sample->run_delay_ns = run_delay(bench) - delay;
    sample->core_clock_ghz = br_process_core_clock_ghz(bench->job->ticks_per_ns);
}

static uint64_t repetitions_per_sample(const struct br_bench *bench, double record_ns)
{
    double repetition_ns = record_ns * (double)bench->extent.records;
    double repetitions = (double)bench->job->config.sample_ns / repetition_ns;
    return repetitions > 1 ? (uint64_t)(repetitions + 1) : 1;
}

static uint64_t elapsed_ns(const struct br_bench *bench)
{
    return br_clock_monotonic_ns() - bench->started_ns;
}

static void reset_stages(struct br_run *run, size_t lane)
{
    if (run->lanes[lane].stages != NULL)
        br_stage_reset(run->lanes[lane].stages);
}

static void reset_lanes(struct br_bench *bench)
{
    for (size_t i = 0; i < bench->run.lane_count; i++)
        br_lane_reset(&bench->run.lanes[i]);
    bench->run.index_ticks = 0;
    bench->mode->on_lanes(&bench->run, reset_stages);
}

/* `total` is `times` times `one`, modulo 2^64 as the sums are. */
static bool repeats(const struct br_sums *total, const struct br_sums *one, uint64_t times,
                    size_t reason_count)
{
    bool same = total->records == one->records * times && total->bytes == one->bytes * times &&
                total->accepted == one->accepted * times &&
                total->rejected_bytes == one->rejected_bytes * times &&
                total->output_bytes == one->output_bytes * times &&
                total->witness == one->witness * times;
    for (size_t r = 0; r < reason_count; r++)
        same = same && total->rejected[r] == one->rejected[r] * times;
    return same;
}

static int check_repeats(struct br_bench *bench, uint64_t times, struct br_error *error)
{
    const struct br_sums *one = &bench->one;
    size_t reasons = bench->run.reason_count;
    struct br_sums total = {.rejected = calloc(reasons + 1, sizeof(uint64_t))};
    if (total.rejected == NULL)
        return br_error_set(error, BR_ERROR_MEMORY, "no memory to check the work");
    br_sum_lanes(&bench->run, &total);
    bool same = repeats(&total, one, times, reasons);
    free(total.rejected);
    if (same)
        return 0;
    return br_error_set(error, BR_ERROR_WORK,
                        "the workload is not deterministic: %" PRIu64
                        " repetitions over the same input did not do %" PRIu64
                        " times the work of one (%" PRIu64 " records accepted in all, %" PRIu64
                        " in one; witness 0x%016" PRIx64 " in all, 0x%016" PRIx64 " in one)",
                        times, times, total.accepted, one->accepted, total.witness, one->witness);
}

/* Parts found by split() that overlap or leave gaps show in the number of records. */
static int check_records(const struct br_bench *bench, struct br_error *error)
{
    if (bench->one.records == bench->extent.records)
        return 0;
    return br_error_set(error, BR_ERROR_WORK,
                        "one repetition worked on %" PRIu64 " records instead of %" PRIu64
                        ": split() of workload %s does not agree with its frame()",
                        bench->one.records, bench->extent.records, bench->run.workload->name);
}

static int nonsense(const struct br_bench *bench, struct br_lane *lane, struct br_error *error)
{
    static const char *const meanings[] = {
        [BR_NONSENSE_REASON] =
            "process() returned a reason that is not in the workload's table, for",
        [BR_NONSENSE_OUTPUT] = "process() says it wrote fewer than no bytes, or 2^48 and more, at "
                               "or soon after",
        [BR_NONSENSE_TALLY] = "process_batch() returned a tally that does not add up (accepted and "
                              "rejected must be its records, rejected_bytes theirs), for the batch "
                              "that begins with",
    };
    struct br_counts offsets = {.items = &lane->nonsense_offset, .count = 1};
    struct br_counts indices = {0};
    int status = br_locate(bench, &offsets, &indices, error);
    if (status == 0)
        status = br_error_set(error, BR_ERROR_WORK,
                              "%s record %" PRIu64 " (counted from 0), at offset %" PRIu64
                              " of the input",
                              meanings[lane->nonsense], indices.items[0], lane->nonsense_offset);
    free(indices.items);
    return status;
}

static int check_nonsense(const struct br_bench *bench, struct br_error *error)
{
    const struct br_run *run = &bench->run;
    for (size_t i = 0; i < run->lane_count; i++) {
        if (run->lanes[i].nonsense != BR_NONSENSE_NONE)
            return nonsense(bench, &run->lanes[i], error);
    }
    return 0;
}

int br_check_work(struct br_bench *bench, uint64_t repetitions, struct br_error *error)
{
    int status = check_nonsense(bench, error);
    if (status == 0)
        status = check_records(bench, error);
    return status < 0 ? status : check_repeats(bench, repetitions, error);
}

static void begin_pass(struct br_bench *bench, struct br_result *result)
{
    reset_lanes(bench);
    if (is_pass(bench, "alloc"))
        br_alloc_start(bench, result);
    if (is_pass(bench, "counters"))
        br_counting_open(bench);
    if (is_pass(bench, "heap"))
        br_heap_start(bench);
    br_cpu_begin(bench);
    atomic_store(&bench->channel->phase, BR_PHASE_MEASURE);
}

static void end_pass(struct br_bench *bench, struct br_result *result)
{
    atomic_store(&bench->channel->phase, BR_PHASE_CLOSE);
    if (is_pass(bench, "alloc"))
        br_alloc_stop(bench, result);
    if (is_pass(bench, "counters"))
        br_counting_finish(bench, result);
    br_heap_stop(bench);
}

/* What one repetition does: a separate one where repetitions are short, else the first sample. */
static void reference_repetition(struct br_bench *bench, uint64_t repetitions)
{
    if (repetitions == 1)
        return;
    reset_lanes(bench);
    bench->mode->repeat(&bench->run);
    br_sum_lanes(&bench->run, &bench->one);
}

static void begin_turn(struct br_bench *bench)
{
    if (bench->turnstile != NULL)
        br_turnstile_enter(bench->turnstile, (uint32_t)bench->job->turn_side,
                           bench->job->config.timeout_ns);
}

static void end_turn(struct br_bench *bench)
{
    if (bench->turnstile != NULL)
        br_turnstile_leave(bench->turnstile, (uint32_t)bench->job->turn_side);
}

/* Takes up to `wanted` samples, as many as the budget allows and at least one. */
static void sample_until(struct br_bench *bench, size_t wanted, uint64_t repetitions,
                         struct br_result *result)
{
    while (result->samples.count < wanted && !result->cut) {
        struct br_sample *sample = &result->samples.items[result->samples.count];
        begin_turn(bench);
        take_sample(bench, repetitions, sample);
        end_turn(bench);
        result->repetitions += repetitions;
        result->samples.count++;
        if (repetitions == 1 && result->samples.count == 1)
            br_sum_lanes(&bench->run, &bench->one);
        result->cut = result->samples.count < wanted &&
                      elapsed_ns(bench) + sample->wall_ns > bench->job->budget_ns;
    }
}

int br_take_samples(struct br_bench *bench, double record_ns, struct br_result *result,
                    struct br_error *error)
{
    bool once = is_pass(bench, "verify");
    uint64_t repetitions = once ? 1 : repetitions_per_sample(bench, record_ns);
    size_t wanted = once ? 1 : (size_t)bench->job->config.samples;
    if (is_pass(bench, "cpu"))
        wanted *= CPU_SAMPLES;
    result->samples.items = calloc(wanted, sizeof *result->samples.items);
    if (result->samples.items == NULL)
        return br_error_set(error, BR_ERROR_MEMORY, "no memory for %zu samples", wanted);
    reference_repetition(bench, repetitions);
    begin_pass(bench, result);
    if (bench->turnstile != NULL)
        br_turnstile_ready(bench->turnstile, (uint32_t)bench->job->turn_side,
                           bench->job->config.timeout_ns);
    sample_until(bench, wanted, repetitions, result);
    if (bench->turnstile != NULL)
        br_turnstile_quit(bench->turnstile, (uint32_t)bench->job->turn_side);
    end_pass(bench, result);
    return br_check_work(bench, result->repetitions, error);
}
