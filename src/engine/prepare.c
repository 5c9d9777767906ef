/* Getting a child ready, and undoing it; see prepare.h. */
#include "engine/prepare.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "engine/measure.h"
#include "engine/profile_cpu.h"
#include "modes/mode.h"

int br_bench_open(struct br_bench *bench, const struct br_registry *registry,
                  const struct br_job *job, struct br_channel *channel, struct br_error *error)
{
    bench->job = job;
    bench->channel = channel;
    bench->started_ns = br_clock_monotonic_ns();
    /* First: a plug-in may close every descriptor when it is loaded. */
    int status = br_os_map_descriptor((int)job->input_descriptor, (size_t)job->input.bytes,
                                      job->populate, &bench->map, error);
    if (status < 0)
        return status;
    if (job->turn_descriptor > 0) {
        bench->turnstile = br_turnstile_open((int)job->turn_descriptor);
        if (bench->turnstile == NULL)
            return br_error_set(error, BR_ERROR_MEMORY,
                                "no memory to take turns with the other side");
    }
    atomic_store(&channel->phase, BR_PHASE_LOAD);
    status = br_registry_load(registry, job->config.workload, &bench->loaded, error);
    if (status < 0)
        return status;
    const struct br_workload *workload = bench->loaded.workload;
    br_harness_init(&bench->harness, workload, &job->config.settings);
    atomic_store(&channel->phase, BR_PHASE_OPEN);
    char message[256] = "";
    if (workload->open != NULL &&
        workload->open(&bench->harness.harness, &bench->state, message, sizeof message) < 0)
        return br_error_set(error, BR_ERROR_FAILED, "workload %s cannot be opened: %s",
                            workload->name, message[0] != '\0' ? message : "it gave no reason");
    bench->opened = true;
    return 0;
}

int br_extent_make(const struct br_input *input, uint64_t size, struct br_extent *extent,
                   struct br_error *error)
{
    if (input->records == 0)
        return br_error_set(error, BR_ERROR_FAILED, "the survey of the input found no record");
    uint64_t records = size == BR_SIZE_ALL ? input->records : size;
    *extent = (struct br_extent){
        .records = records,
        .cycles = records / input->records,
    };
    if (records % input->records == 0)
        return 0;
    for (size_t i = 0; i < input->cut_sizes.count; i++) {
        if (input->cut_sizes.items[i] == size) {
            extent->cut_offset = input->cut_offsets.items[i];
            return 0;
        }
    }
    return br_error_set(error, BR_ERROR_FAILED, "the survey of the input lacks size %" PRIu64,
                        size);
}

static bool counts_instructions(const struct br_job *job)
{
    return job->pass != NULL && strcmp(job->pass, "instructions") == 0;
}

uint64_t br_job_records(const struct br_job *job)
{
    uint64_t records = job->cell.size == BR_SIZE_ALL ? job->input.records : job->cell.size;
    uint64_t most = job->config.instruction_records;
    return counts_instructions(job) && most > 0 && most < records ? most : records;
}

/* ---- lanes ---- */

static void *lane_memory(struct br_bench *bench, size_t size)
{
    size_t rounded = (size + BR_CACHE_LINES - 1) / BR_CACHE_LINES * BR_CACHE_LINES;
    void *memory = aligned_alloc(BR_CACHE_LINES, rounded);
    if (memory != NULL)
        memset(memory, 0, rounded);
    bench->harness_bytes += rounded;
    return memory;
}

static int make_lane(struct br_bench *bench, size_t index, const int *cpus, struct br_error *error)
{
    struct br_run *run = &bench->run;
    struct br_lane *lane = &run->lanes[index];
    bool queue = run->strategy != NULL && strcmp(run->strategy, "queue") == 0;
    lane->run = run;
    lane->index = index;
    lane->cpu = cpus != NULL ? cpus[index] : -1;
    lane->cursor = &bench->channel->cursors[index];
    lane->marks = bench->marks != NULL ? &bench->marks[index] : NULL;
    lane->spans = lane_memory(bench, BR_LANE_BATCH * sizeof *lane->spans);
    lane->sums.rejected = lane_memory(bench, (run->reason_count + 1) * sizeof(uint64_t));
    bool complete = lane->spans != NULL && lane->sums.rejected != NULL;
    if (run->instrument == BR_INSTRUMENT_DIGEST) {
        lane->digest = br_digest_new();
        complete = complete && lane->digest != NULL;
    }
    if (run->instrument == BR_INSTRUMENT_LATENCY) {
        lane->service = lane_memory(bench, sizeof *lane->service);
        lane->disturbed = lane_memory(bench, sizeof *lane->disturbed);
        lane->slowest = lane_memory(bench, sizeof *lane->slowest);
        lane->slowest_disturbed = lane_memory(bench, sizeof *lane->slowest_disturbed);
        lane->residence = queue ? lane_memory(bench, sizeof *lane->residence) : NULL;
        complete = complete && lane->service != NULL && lane->disturbed != NULL &&
                   lane->slowest != NULL && lane->slowest_disturbed != NULL &&
                   (!queue || lane->residence != NULL);
    }
    if (!complete)
        return br_error_set(error, BR_ERROR_MEMORY, "no memory for the recorders of worker %zu",
                            index);
    br_lane_choose_consumer(lane);
    br_lane_reset(lane);
    return 0;
}

size_t br_bench_reasons(const struct br_workload *workload)
{
    size_t count = 0;
    while (workload->reasons != NULL && workload->reasons[count] != NULL)
        count++;
    return count;
}

static void fill_run(struct br_bench *bench, enum br_instrument instrument)
{
    const struct br_job *job = bench->job;
    uint64_t mean = (uint64_t)(job->input.record_bytes_mean + 0.5);
    bench->run = (struct br_run){
        .workload = bench->loaded.workload,
        .state = bench->state,
        .harness = &bench->harness.harness,
        .reason_count = br_bench_reasons(bench->loaded.workload),
        .data = bench->map.data,
        .size = bench->map.size,
        .record_bytes_mean = mean > 0 ? mean : 1,
        .extent = bench->extent,
        .strategy = job->cell.strategy,
        .threads = job->cell.threads,
        .batch_records = job->config.batch_records,
        .ring_batches = job->config.ring_batches,
        .chunk_records = job->config.chunk_records,
        .instrument = instrument,
    };
    bench->run.lane_count = bench->mode->lanes(job->cell.threads, job->cell.strategy);
}

static bool is_emulated(const struct br_job *job)
{
    return counts_instructions(job) && job->counts_descriptor >= 0;
}

static int make_lanes(struct br_bench *bench, struct br_error *error)
{
    struct br_run *run = &bench->run;
    int cpus[BR_CHANNEL_LANES];
    size_t cpu_count = br_os_allowed_cpus(cpus, BR_CHANNEL_LANES);
    if (run->lane_count > BR_CHANNEL_LANES)
        return br_error_set(error, BR_ERROR_USAGE, "%zu threads are more than %u: use fewer",
                            run->lane_count, BR_CHANNEL_LANES);
    /* Under callgrind one thread works at a time: who waits must not keep it from working. */
    run->crowded = run->lane_count > cpu_count || is_emulated(bench->job);
    run->lanes = lane_memory(bench, run->lane_count * sizeof *run->lanes);
    bench->contexts = calloc(run->lane_count, sizeof *bench->contexts);
    bench->counters = calloc(run->lane_count, sizeof *bench->counters);
    bench->alloc_marks = calloc(run->lane_count, sizeof *bench->alloc_marks);
    bench->one.rejected = calloc(run->reason_count + 1, sizeof *bench->one.rejected);
    if (is_emulated(bench->job))
        bench->marks = calloc(run->lane_count, sizeof *bench->marks);
    if (run->lanes == NULL || bench->contexts == NULL || bench->counters == NULL ||
        bench->alloc_marks == NULL || bench->one.rejected == NULL ||
        (is_emulated(bench->job) && bench->marks == NULL))
        return br_error_set(error, BR_ERROR_MEMORY, "no memory for %zu workers", run->lane_count);
    int status = 0;
    for (size_t i = 0; i < run->lane_count && status == 0; i++)
        status = make_lane(bench, i, run->crowded ? NULL : cpus, error);
    atomic_store(&bench->channel->lane_count, (uint32_t)run->lane_count);
    return status;
}

/* ---- workers ---- */

static void attach_stages(struct br_bench *bench, struct br_lane *lane)
{
    struct br_stages *recorder = br_stage_attach(bench->stages);
    if (recorder != NULL)
        br_stage_publish(recorder, &lane->cursor->stage);
    lane->stages = lane->marks != NULL ? br_marks_attach(lane->marks, recorder) : recorder;
    lane->stage_frame = br_stage_declare(lane->stages, "frame");
    lane->stage_process = br_stage_declare(lane->stages, "process");
    lane->stage_wait = br_stage_declare(lane->stages, "wait");
    lane->stage_push = br_stage_declare(lane->stages, "push");
    lane->stage_pop = br_stage_declare(lane->stages, "pop");
    lane->stage_index = br_stage_declare(lane->stages, "index");
}

static void watch_preemption(struct br_bench *bench, struct br_lane *lane)
{
    if (br_preemption_open(&lane->preemption))
        atomic_store(&bench->watches_preemption, true);
}

/* On the lane's own thread, so that what it allocates is that thread's. */
static void begin_worker(struct br_run *run, size_t index)
{
    struct br_bench *bench = br_bench_of(run);
    struct br_lane *lane = &run->lanes[index];
    if (bench->stages != NULL)
        attach_stages(bench, lane);
    if (lane->disturbed != NULL)
        watch_preemption(bench, lane);
    bench->contexts[index] = (struct br_worker_context){
        .struct_size = sizeof(struct br_worker_context),
        .worker_index = (uint32_t)index,
        .harness = run->harness,
        .stages = lane->stages,
        .digest = lane->digest,
        .input = run->data,
        .input_size = run->size,
    };
    if (lane->producer)
        return;
    lane->begun =
        run->workload->worker_begin == NULL ||
        run->workload->worker_begin(run->state, &bench->contexts[index], &lane->worker) >= 0;
    if (!lane->begun)
        atomic_store(&bench->begin_failure, 1);
}

static void end_worker(struct br_run *run, size_t index)
{
    struct br_lane *lane = &run->lanes[index];
    if (lane->begun && run->workload->worker_end != NULL)
        run->workload->worker_end(lane->worker);
    br_preemption_close(&lane->preemption);
    lane->begun = false;
    lane->worker = NULL;
}

int br_bench_begin_workers(struct br_bench *bench, struct br_error *error)
{
    bench->mode->on_lanes(&bench->run, begin_worker);
    if (atomic_load(&bench->begin_failure) == 0)
        return 0;
    br_bench_end_workers(bench); /* those of the others that did begin */
    return br_error_set(error, BR_ERROR_FAILED, "workload %s: worker_begin failed",
                        bench->run.workload->name);
}

int br_bench_prepare(struct br_bench *bench, const struct br_registry *registry,
                     enum br_instrument instrument, struct br_error *error)
{
    const struct br_job *job = bench->job;
    bench->mode = br_registry_mode(registry, job->cell.mode);
    if (bench->mode == NULL)
        return br_error_set(error, BR_ERROR_USAGE, "there is no mode '%s'", job->cell.mode);
    int status = br_extent_make(&job->input, br_job_records(job), &bench->extent, error);
    if (status < 0)
        return status;
    fill_run(bench, instrument);
    status = make_lanes(bench, error);
    if (status < 0)
        return status;
    if (instrument == BR_INSTRUMENT_STAGES) {
        struct br_stage_allocator allocator = br_allocation_for_stages();
        bench->stages = br_stage_profiler_new(&allocator);
        if (bench->stages == NULL)
            return br_error_set(error, BR_ERROR_MEMORY, "no memory for the stage profiler");
    }
    status = bench->mode->open(&bench->run, error);
    if (status < 0)
        return status;
    bench->mode_opened = true;
    return br_bench_begin_workers(bench, error);
}

void br_bench_instrument(struct br_bench *bench, enum br_instrument instrument)
{
    bench->run.instrument = instrument;
    for (size_t i = 0; i < bench->run.lane_count; i++)
        br_lane_choose_consumer(&bench->run.lanes[i]);
}

void br_bench_end_workers(struct br_bench *bench)
{
    if (bench->mode_opened)
        bench->mode->on_lanes(&bench->run, end_worker);
}

void br_bench_close_workload(struct br_bench *bench)
{
    if (bench->opened && bench->loaded.workload->close != NULL)
        bench->loaded.workload->close(bench->state);
    bench->opened = false;
}

void br_bench_close(struct br_bench *bench)
{
    struct br_run *run = &bench->run;
    if (bench->mode_opened)
        bench->mode->close(run);
    for (size_t i = 0; run->lanes != NULL && i < run->lane_count; i++) {
        free(run->lanes[i].spans);
        free(run->lanes[i].sums.rejected);
        free(run->lanes[i].service);
        free(run->lanes[i].disturbed);
        free(run->lanes[i].slowest);
        free(run->lanes[i].slowest_disturbed);
        free(run->lanes[i].residence);
        br_digest_free(run->lanes[i].digest);
    }
    free(run->lanes);
    free(bench->one.rejected);
    free(bench->contexts);
    free(bench->counters);
    free(bench->alloc_marks);
    free(bench->marks);
    br_stage_profiler_free(bench->stages);
    br_heap_pass_free(bench->heap);
    br_cpu_profile_close(bench->cpu);
    br_bench_close_workload(bench);
    if (bench->map.data != NULL)
        br_os_unmap(&bench->map);
    /* A plug-in stays loaded until the process ends: threads it left running would lose their code
     * under their feet. */
}
