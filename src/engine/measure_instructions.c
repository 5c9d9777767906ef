/* The instructions pass: what is counted, repetition by repetition; see measure.h. */
#include <stdlib.h>
#include <string.h>

#include "engine/measure.h"
#include "measure/callgrind.h"
#include "modes/mode.h"

/* What counting needs from one repetition to the next. */
struct count {
    struct br_bench *bench;
    struct br_result *result;
    int descriptor;
    struct br_marks_cost cost;
    uint64_t longest_ns; /* of a repetition that was counted */
};

/* ---- one repetition ---- */

static int repeat_once(struct br_bench *bench, struct br_error *error)
{
    for (size_t i = 0; i < bench->run.lane_count; i++)
        br_lane_reset(&bench->run.lanes[i]);
    bench->mode->repeat(&bench->run);
    if (bench->one.records == 0)
        br_sum_lanes(&bench->run, &bench->one);
    return br_check_work(bench, 1, error);
}

static void set_marks(struct br_run *run, size_t lane)
{
    struct br_bench *bench = br_bench_of(run);
    br_marks_count(&bench->marks[lane], bench->counted, bench->counted_path);
}

static void tell_lanes(struct br_bench *bench, enum br_counted counted, const char *path)
{
    bench->counted = counted;
    bench->counted_path = path;
    bench->mode->on_lanes(&bench->run, set_marks);
}

/* One repetition with nothing but `counted` in it. */
static int count_repetition(struct count *count, enum br_counted counted, const char *path,
                            uint64_t *instructions, struct br_error *error)
{
    struct br_bench *bench = count->bench;
    uint64_t begin = br_clock_monotonic_ns();
    for (size_t i = 0; i < bench->run.lane_count; i++)
        br_lane_reset(&bench->run.lanes[i]);
    tell_lanes(bench, counted, path);
    br_callgrind_zero();
    bench->mode->repeat(&bench->run);
    int status = br_callgrind_total(count->descriptor, instructions, error);
    tell_lanes(bench, BR_COUNTED_NOTHING, NULL);
    uint64_t took = br_clock_monotonic_ns() - begin;
    count->longest_ns = took > count->longest_ns ? took : count->longest_ns;
    return status < 0 ? status : br_check_work(bench, 1, error);
}

/* ---- stages ---- */

static bool fits_budget(const struct count *count)
{
    uint64_t passed = br_clock_monotonic_ns() - count->bench->started_ns;
    return passed + count->longest_ns <= count->bench->job->budget_ns;
}

static uint64_t without_marks(const struct count *count, uint64_t instructions)
{
    double outer = 0;
    double inner = 0;
    for (size_t i = 0; i < count->bench->run.lane_count; i++) {
        outer += (double)count->bench->marks[i].outer_calls;
        inner += (double)count->bench->marks[i].inner_calls;
    }
    double marks = outer * count->cost.outer + inner * count->cost.inner;
    return (double)instructions > marks ? instructions - (uint64_t)(marks + 0.5) : 0;
}

static int count_stage(struct count *count, const char *path, struct br_error *error)
{
    uint64_t instructions = 0;
    int status = count_repetition(count, BR_COUNTED_STAGE, path, &instructions, error);
    if (status < 0)
        return status;
    struct br_instruction_stage *stage =
        br_list_append(&count->result->instructions.stages, sizeof *stage);
    stage->path = br_string_copy(path);
    stage->instructions = without_marks(count, instructions);
    return 0;
}

/* The outermost stages first, so that these are there when time is short. */
static int count_rows(struct count *count, const struct br_stage_row *rows, size_t row_count,
                      struct br_error *error)
{
    int status = 0;
    for (unsigned depth = 0; depth < BR_STAGE_DEPTH; depth++) {
        for (size_t i = 0; i < row_count && status == 0; i++) {
            if (br_stage_path_depth(rows[i].path) != depth)
                continue;
            count->result->cut = count->result->cut || !fits_budget(count);
            if (!count->result->cut)
                status = count_stage(count, rows[i].path, error);
        }
    }
    return status;
}

/* The marks that the workload makes are in a recorder that it gets when a worker begins. */
static int count_stages(struct count *count, struct br_error *error)
{
    struct br_bench *bench = count->bench;
    struct br_stage_row *rows = NULL;
    br_bench_end_workers(bench);
    bench->stages = br_stage_profiler_new(NULL);
    if (bench->stages == NULL)
        return br_error_set(error, BR_ERROR_MEMORY, "no memory for the stage profiler");
    br_bench_instrument(bench, BR_INSTRUMENT_STAGES);
    int status = br_bench_begin_workers(bench, error);
    if (status == 0)
        status = repeat_once(bench, error); /* warm-up, and which stages there are */
    size_t row_count = status == 0 ? br_stage_rows(bench->stages, &rows) : 0;
    if (row_count > 0)
        status = br_marks_measure_cost(count->descriptor, &count->cost, error);
    if (status == 0)
        status = count_rows(count, rows, row_count, error);
    free(rows);
    return status;
}

/* Nothing that was recorded on the way is a time worth keeping. */
static void drop_stages(struct br_bench *bench)
{
    br_bench_end_workers(bench);
    for (size_t i = 0; i < bench->run.lane_count; i++)
        bench->run.lanes[i].stages = NULL;
    br_stage_profiler_free(bench->stages);
    bench->stages = NULL;
    br_bench_instrument(bench, BR_INSTRUMENT_NONE);
}

/* ---- the pass ---- */

static int count_all(struct count *count, struct br_error *error)
{
    struct br_bench *bench = count->bench;
    struct br_instruction_counts *counts = &count->result->instructions;
    bool is_parallel = bench->run.lane_count > 1;
    int status = count_repetition(count, BR_COUNTED_WORK, NULL, &counts->instructions, error);
    if (status == 0 && is_parallel)
        status =
            count_repetition(count, BR_COUNTED_WAITING, NULL, &counts->waiting_instructions, error);
    /* One thread does the same in every process: the others only say whether that holds. */
    if (status == 0 && (is_parallel || bench->job->replicate == 0))
        status = count_stages(count, error);
    drop_stages(bench);
    return status;
}

static void say_missing(struct br_instruction_counts *counts)
{
    const char *reason = NULL;
    free(br_callgrind_find(&reason));
    counts->state = BR_STATE_UNSUPPORTED;
    counts->source = br_string_copy("callgrind");
    counts->reason = br_string_copy(reason != NULL ? reason : "valgrind did not run this process");
}

int br_count_instructions(struct br_bench *bench, struct br_result *result, struct br_error *error)
{
    const struct br_job *job = bench->job;
    struct br_instruction_counts *counts = &result->instructions;
    struct count count = {
        .bench = bench, .result = result, .descriptor = (int)job->counts_descriptor};
    uint64_t whole = job->cell.size == BR_SIZE_ALL ? job->input.records : job->cell.size;
    counts->shortened = bench->extent.records < whole;
    result->repetitions = 1;
    result->steady = true;
    atomic_store(&bench->channel->phase, BR_PHASE_WARM_UP);
    int status = repeat_once(bench, error);
    if (status < 0 || bench->marks == NULL || !br_callgrind_runs()) {
        say_missing(counts);
        return status;
    }
    result->warm_up_repetitions = 1;
    atomic_store(&bench->channel->phase, BR_PHASE_MEASURE);
    br_callgrind_instrument(true);
    status = count_all(&count, error);
    br_callgrind_instrument(false);
    counts->state = BR_STATE_COUNTED;
    counts->source = br_string_copy(job->counts_source);
    counts->records = bench->one.records;
    return status;
}
