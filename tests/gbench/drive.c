/* A run put together by hand; see drive.h. */
#include "drive.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/os.h"
#include "measure/allocation.h"
#include "measure/stage.h"
#include "modes/digest.h"

#define LANES 8

struct bench_drive {
    struct br_run run;
    struct br_lane lanes[LANES];
    struct br_cursor cursors[LANES];
    struct br_worker_context contexts[LANES];
    struct br_harness harness;
    const struct br_mode *mode;
    struct br_stage_profiler *profiler;
};

void bench_fail(const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    fputs("benchrun-bench: ", stderr);
    vfprintf(stderr, format, arguments);
    fputc('\n', stderr);
    va_end(arguments);
    exit(1);
}

/* ---- options: the defaults of the built-in workloads ---- */

/* The harness of the moment, in front of which the callbacks find their workload. */
struct harness {
    struct br_harness base;
    const struct br_workload *workload;
};

static const struct br_option *find_option(const struct br_harness *harness, const char *name)
{
    const struct br_option *option = ((const struct harness *)harness)->workload->options;
    for (; option != NULL && option->name != NULL; option++)
        if (strcmp(option->name, name) == 0)
            return option;
    bench_fail("no option %s", name);
}

static const char *option_text(const struct br_harness *harness, const char *name)
{
    return find_option(harness, name)->default_value;
}

/* Every default that is a number is zero, "no" or the first choice. */
static uint64_t option_number(const struct br_harness *harness, const char *name)
{
    const struct br_option *option = find_option(harness, name);
    const char *value = option->default_value;
    bool zero = value == NULL || strcmp(value, "no") == 0 || strcmp(value, "0%") == 0 ||
                (option->kind == BR_OPTION_CHOICE && strcmp(value, option->choices[0]) == 0);
    if (!zero)
        bench_fail("option %s has the default %s, which this program does not know", name, value);
    return 0;
}

static const struct br_harness *harness_of(const struct br_workload *workload)
{
    struct harness *harness = calloc(1, sizeof *harness);
    if (harness == NULL)
        bench_fail("no memory");
    harness->base = (struct br_harness){.struct_size = sizeof harness->base,
                                        .abi_version = BR_WORKLOAD_ABI_VERSION,
                                        .option_text = option_text,
                                        .option_number = option_number,
                                        .digest_add = br_digest_add};
    harness->workload = workload;
    return &harness->base;
}

/* ---- inputs ---- */

struct memory_sink {
    struct br_sink base;
    int descriptor;
    size_t size;
};

static int sink_write(struct br_sink *sink, const void *data, size_t size)
{
    struct memory_sink *memory = (struct memory_sink *)sink;
    memory->size += size;
    return br_os_write_all(memory->descriptor, data, size, NULL);
}

static uint64_t count_records(const struct br_workload *workload, const struct bench_input *input)
{
    char message[256];
    void *state = NULL;
    if (workload->open != NULL &&
        workload->open(harness_of(workload), &state, message, sizeof message) < 0)
        bench_fail("%s: %s", workload->name, message);
    struct br_span spans[BR_LANE_BATCH];
    uint64_t records = 0, offset = 0;
    size_t count;
    while ((count = workload->frame(state, input->data, input->size, &offset, spans,
                                    BR_LANE_BATCH)) > 0)
        records += count;
    if (workload->close != NULL)
        workload->close(state);
    return records;
}

struct bench_input bench_input_generate(const struct br_workload *workload, uint64_t records)
{
    struct br_error error;
    struct memory_sink sink = {.base = {sink_write},
                               .descriptor = br_os_memory_file("bench", &error)};
    struct br_map map = {0};
    if (sink.descriptor < 0 ||
        workload->generate(harness_of(workload), records, 1, &sink.base) < 0 ||
        br_os_map_descriptor(sink.descriptor, sink.size, true, &map, &error) < 0)
        bench_fail("%s input: %s", workload->name, error.message);
    (void)close(sink.descriptor);
    struct bench_input input = {.data = map.data, .size = map.size};
    input.records = count_records(workload, &input);
    return input;
}

struct bench_input bench_input_file(const struct br_workload *workload, const char *path)
{
    struct br_error error;
    struct br_map map = {0};
    if (br_os_map_file(path, true, &map, &error) < 0)
        bench_fail("%s", error.message);
    struct bench_input input = {.data = map.data, .size = map.size};
    input.records = count_records(workload, &input);
    return input;
}

void bench_input_release(struct bench_input *input)
{
    struct br_map map = {.data = input->data, .size = input->size};
    br_os_unmap(&map);
}

/* ---- the run ---- */

static void *get(size_t size)
{
    size = (size + BR_CACHE_LINES - 1) / BR_CACHE_LINES * BR_CACHE_LINES;
    void *memory = aligned_alloc(BR_CACHE_LINES, size);
    if (memory == NULL)
        bench_fail("no memory for %zu bytes", size);
    memset(memory, 0, size);
    return memory;
}

static void equip_lane(struct bench_drive *drive, size_t index)
{
    struct br_run *run = &drive->run;
    struct br_lane *lane = &drive->lanes[index];
    int cpus[LANES];
    size_t cpu_count = br_os_allowed_cpus(cpus, LANES);
    *lane = (struct br_lane){
        .run = run,
        .index = index,
        .cursor = &drive->cursors[index],
        .spans = get(BR_LANE_BATCH * sizeof *lane->spans),
        .cpu = run->lane_count > 1 && run->lane_count <= cpu_count ? cpus[index] : -1};
    lane->sums.rejected = get((run->reason_count + 1) * sizeof *lane->sums.rejected);
    if (run->instrument == BR_INSTRUMENT_DIGEST)
        lane->digest = br_digest_new();
    if (run->instrument == BR_INSTRUMENT_LATENCY) {
        lane->service = get(sizeof *lane->service);
        lane->disturbed = get(sizeof *lane->disturbed);
    }
    br_lane_choose_consumer(lane);
}

static void begin_worker(struct br_run *run, size_t index)
{
    struct bench_drive *drive = (struct bench_drive *)run;
    struct br_lane *lane = &drive->lanes[index];
    if (run->instrument == BR_INSTRUMENT_STAGES) {
        lane->stages = br_stage_attach(drive->profiler);
        lane->stage_frame = br_stage_declare(lane->stages, "frame");
        lane->stage_process = br_stage_declare(lane->stages, "process");
    }
    if (lane->disturbed != NULL)
        (void)br_preemption_open(&lane->preemption);
    drive->contexts[index] = (struct br_worker_context){.struct_size = sizeof drive->contexts[0],
                                                        .worker_index = (uint32_t)index,
                                                        .harness = run->harness,
                                                        .stages = lane->stages,
                                                        .digest = lane->digest,
                                                        .input = run->data,
                                                        .input_size = run->size};
    if (run->workload->worker_begin != NULL &&
        run->workload->worker_begin(run->state, &drive->contexts[index], &lane->worker) < 0)
        bench_fail("%s: no worker", run->workload->name);
}

static void end_worker(struct br_run *run, size_t index)
{
    if (run->workload->worker_end != NULL)
        run->workload->worker_end(run->lanes[index].worker);
    if (run->lanes[index].disturbed != NULL)
        br_preemption_close(&run->lanes[index].preemption);
}

static void fill_run(struct bench_drive *drive, const struct bench_request *request)
{
    const struct br_workload *workload = request->workload;
    int cpus[LANES];
    drive->mode = request->mode;
    drive->run =
        (struct br_run){.workload = workload,
                        .harness = harness_of(workload),
                        .data = request->input->data,
                        .size = request->input->size,
                        .record_bytes_mean = request->input->size / request->input->records,
                        .extent = {.records = request->input->records, .cycles = 1},
                        .strategy = request->strategy,
                        .threads = request->threads > 0 ? request->threads : 1,
                        .batch_records = 256,
                        .ring_batches = 16,
                        .chunk_records = 256,
                        .instrument = request->instrument,
                        .lanes = drive->lanes};
    while (workload->reasons != NULL && workload->reasons[drive->run.reason_count] != NULL)
        drive->run.reason_count++;
    drive->run.lane_count = request->mode->lanes(drive->run.threads, request->strategy);
    drive->run.crowded = drive->run.lane_count > br_os_allowed_cpus(cpus, LANES);
    if (drive->run.lane_count > LANES)
        bench_fail("%zu lanes are more than this program has", drive->run.lane_count);
}

struct bench_drive *bench_drive_open(const struct bench_request *request)
{
    struct br_error error;
    char message[256];
    struct bench_drive *drive = get(sizeof *drive);
    fill_run(drive, request);
    struct br_run *run = &drive->run;
    struct br_stage_allocator allocator = br_allocation_for_stages();
    drive->profiler = br_stage_profiler_new(&allocator);
    if (run->workload->open != NULL &&
        run->workload->open(run->harness, &run->state, message, sizeof message) < 0)
        bench_fail("%s: %s", run->workload->name, message);
    for (size_t i = 0; i < run->lane_count; i++)
        equip_lane(drive, i);
    if (drive->mode->open(run, &error) < 0)
        bench_fail("%s", error.message);
    drive->mode->on_lanes(run, begin_worker);
    bench_drive_reset(drive);
    return drive;
}

void bench_drive_repeat(struct bench_drive *drive)
{
    drive->mode->repeat(&drive->run);
}

struct br_sums bench_drive_sums(const struct bench_drive *drive)
{
    struct br_sums total = {0};
    for (size_t i = 0; i < drive->run.lane_count; i++) {
        const struct br_sums *sums = &drive->lanes[i].sums;
        total.records += sums->records;
        total.accepted += sums->accepted;
        total.bytes += sums->bytes;
        total.witness += sums->witness;
    }
    return total;
}

void bench_drive_reset(struct bench_drive *drive)
{
    for (size_t i = 0; i < drive->run.lane_count; i++)
        br_lane_reset(&drive->lanes[i]);
}

uint64_t bench_drive_stamps(const struct bench_drive *drive)
{
    return br_histogram_count(drive->lanes[0].service) +
           br_histogram_count(drive->lanes[0].disturbed);
}

void bench_drive_close(struct bench_drive *drive)
{
    struct br_run *run = &drive->run;
    drive->mode->on_lanes(run, end_worker);
    drive->mode->close(run);
    if (run->workload->close != NULL)
        run->workload->close(run->state);
    for (size_t i = 0; i < run->lane_count; i++) {
        free(drive->lanes[i].spans);
        free(drive->lanes[i].sums.rejected);
        free(drive->lanes[i].service);
        free(drive->lanes[i].disturbed);
        br_digest_free(drive->lanes[i].digest);
    }
    br_stage_profiler_free(drive->profiler);
    free((void *)(uintptr_t)run->harness);
    free(drive);
}
