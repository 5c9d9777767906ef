/* The raw counters behind a profile's figures; see truth.h. */
#include "summary/truth.h"

#include <inttypes.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include <xxhash.h>

#include "base/text.h"
#include "summary/parts.h"

/* ---- values ---- */

static void add_figure(struct br_truth_process *process, const char *name,
                       const struct br_figure *figure)
{
    if (figure->state == BR_STATE_ABSENT)
        return;
    struct br_truth_value *value = br_list_append(&process->values, sizeof *process->values.items);
    value->name = br_string_copy(name);
    br_figure_set(&value->figure, (enum br_state)figure->state, figure->value, figure->source,
                  figure->reason);
}

static void add_counted(struct br_truth_process *process, const char *name, double count,
                        const char *source)
{
    const struct br_figure figure = {
        .value = count, .state = BR_STATE_COUNTED, .source = (char *)source};
    add_figure(process, name, &figure);
}

/* All that one probe counted has one state, source and reason. */
static void add_allocation(struct br_truth_process *process, const struct br_allocation *allocation)
{
    const struct {
        const char *name;
        double value;
    } counts[] = {{"allocation records", (double)allocation->records},
                  {"allocations", (double)allocation->allocations},
                  {"frees", (double)allocation->frees},
                  {"requested bytes", (double)allocation->requested_bytes},
                  {"allocated bytes", (double)allocation->allocated_bytes},
                  {"freed bytes", (double)allocation->freed_bytes},
                  {"live bytes peak", (double)allocation->live_peak_bytes},
                  {"bytes left behind", (double)allocation->left_behind_bytes}};
    for (size_t i = 0; i < sizeof counts / sizeof counts[0]; i++) {
        const struct br_figure figure = {.value = counts[i].value,
                                         .state = allocation->state,
                                         .source = allocation->source,
                                         .reason = allocation->reason};
        add_figure(process, counts[i].name, &figure);
    }
    add_figure(process, "foreign frees", &allocation->foreign_frees);
    add_figure(process, "foreign freed bytes", &allocation->foreign_freed_bytes);
}

static void add_counters(struct br_truth_process *process, const struct br_counting *counting)
{
    for (size_t i = 0; i < counting->rows.count; i++) {
        const struct br_counter_row *row = &counting->rows.items[i];
        add_figure(process, row->name != NULL ? row->name : "counter", &row->total);
    }
    if (counting->rows.count > 0)
        add_counted(process, "counted records", (double)counting->records, "harness");
}

static void add_instructions(struct br_truth_process *process,
                             const struct br_instruction_counts *counts)
{
    struct br_figure figure = {
        .state = counts->state, .source = counts->source, .reason = counts->reason};
    figure.value = (double)counts->instructions;
    add_figure(process, "executed instructions", &figure);
    figure.value = (double)counts->waiting_instructions;
    add_figure(process, "waiting instructions", &figure);
    figure.value = (double)counts->records;
    add_figure(process, "instruction records", &figure);
}

static void add_latencies(struct br_truth_process *process, const struct br_latencies *latencies)
{
    for (size_t i = 0; i < latencies->count; i++) {
        const struct br_latency *latency = &latencies->items[i];
        const char *kind = latency->kind != NULL ? latency->kind : "unknown";
        double records = 0;
        for (size_t j = 0; j < latency->counts.count; j++)
            records += (double)latency->counts.items[j];
        char *count_name = br_string_format("%s latency records", kind);
        char *sum_name = br_string_format("%s latency sum ticks", kind);
        add_counted(process, count_name, records, "histogram");
        add_counted(process, sum_name, (double)latency->sum, "histogram");
        free(count_name);
        free(sum_name);
    }
}

/* What one sampled stack stands for, and what was lost of them. */
static void add_stacks(struct br_truth_process *process, const struct br_stacks_list *list)
{
    for (size_t i = 0; i < list->count; i++) {
        const struct br_stacks *stacks = &list->items[i];
        const char *kind = stacks->kind != NULL ? stacks->kind : "unknown";
        char *period_name = br_string_format("%s sampling interval %s", kind,
                                             stacks->unit != NULL ? stacks->unit : "");
        char *lost_name = br_string_format("%s samples lost", kind);
        add_counted(process, period_name, stacks->period, stacks->source);
        add_counted(process, lost_name, (double)stacks->lost, stacks->source);
        free(period_name);
        free(lost_name);
    }
}

static void add_values(struct br_truth_process *process, const struct br_result *result)
{
    add_allocation(process, &result->allocation);
    add_counters(process, &result->counting);
    add_instructions(process, &result->instructions);
    add_latencies(process, &result->latencies);
    add_figure(process, "stack samples", &result->sampling);
    add_stacks(process, &result->stacks);
    if (result->index_ns > 0)
        add_counted(process, "index ns", (double)result->index_ns, "CLOCK_MONOTONIC");
}

/* ---- one process ---- */

static void add_count(struct br_counts *counts, uint64_t count)
{
    *(uint64_t *)br_list_append(counts, sizeof count) = count;
}

static void add_samples(struct br_truth_process *process, const struct br_samples *samples)
{
    for (size_t i = 0; i < samples->count; i++) {
        const struct br_sample *sample = &samples->items[i];
        process->wall_ns += sample->wall_ns;
        process->cpu_ns += sample->cpu_ns;
        process->run_delay_ns += sample->run_delay_ns;
        add_count(&process->sample_wall_ns, sample->wall_ns);
        add_count(&process->sample_repetitions, sample->repetitions);
    }
    process->parallelism = br_part_ratio((double)process->cpu_ns, (double)process->wall_ns);
}

static void add_stages(struct br_truth_process *process, const struct br_stage_results *stages)
{
    for (size_t i = 0; i < stages->count; i++) {
        const struct br_stage_result *stage = &stages->items[i];
        *(struct br_truth_stage *)br_list_append(&process->stages, sizeof *process->stages.items) =
            (struct br_truth_stage){.path = br_string_copy(stage->path),
                                    .calls = stage->calls,
                                    .wall_ns = stage->wall_ns,
                                    .self_wall_ns = stage->self_wall_ns};
        bool is_nested = stage->path != NULL && strchr(stage->path, '.') != NULL;
        process->stages_wall_ns += is_nested ? 0 : stage->wall_ns;
    }
}

static int add_process(const struct br_result *result, struct br_truth *truth,
                       struct br_error *error)
{
    struct br_truth_process *process =
        br_list_append(&truth->processes, sizeof *truth->processes.items);
    int code = br_shape_copy(&br_cell_shape, &result->cell, &process->cell, error);
    process->pass = br_string_copy(result->pass);
    process->replicate = result->replicate;
    process->block = result->block;
    process->order = result->order;
    process->ok = result->ok;
    process->failure = br_string_copy(result->failure);
    process->started_ns = result->started_ns;
    process->ended_ns = result->ended_ns;
    process->records_per_repetition = result->work.records;
    process->repetitions = result->repetitions;
    process->records = result->repetitions * result->work.records;
    process->accepted = result->work.accepted;
    process->rejected = result->work.rejected;
    process->bytes = result->work.bytes;
    process->witness = result->work.witness;
    process->digest = result->work.digest;
    process->user_ns = result->usage.user_ns;
    process->system_ns = result->usage.system_ns;
    process->records_per_s = br_part_process_rate(result);
    add_samples(process, &result->samples);
    add_values(process, result);
    add_stages(process, &result->stages);
    return code;
}

/* ---- the run ---- */

static void add_source(struct br_truth *truth, const char *member, const char *source)
{
    *(struct br_truth_source *)br_list_append(&truth->sources, sizeof *truth->sources.items) =
        (struct br_truth_source){br_string_copy(member), br_string_copy(source)};
}

static void add_sources(const struct br_profile *profile, struct br_truth *truth)
{
    const char *ticks = profile->environment.tick_source;
    char *stages = br_string_format("%s, at the marks of a stage", ticks != NULL ? ticks : "ticks");
    add_source(truth, "wall_ns, sample_wall_ns", "CLOCK_MONOTONIC around whole repetitions");
    add_source(truth, "cpu_ns", "CLOCK_PROCESS_CPUTIME_ID around whole repetitions, all threads");
    add_source(truth, "run_delay_ns", "/proc/self/task/*/schedstat, all threads");
    add_source(truth, "user_ns, system_ns", "getrusage at the end of the process");
    add_source(truth, "started_ns, ended_ns", "CLOCK_MONOTONIC of the parent");
    add_source(truth, "records, accepted, rejected, bytes, witness, digest",
               "the harness's own count of one repetition");
    add_source(truth, "stages", stages);
    free(stages);
}

static void add_run(const struct br_profile *profile, struct br_truth *truth)
{
    truth->truth_version = BR_TRUTH_VERSION;
    truth->profile = br_string_copy(profile->name);
    truth->digest = br_truth_digest(profile);
    truth->created = br_string_copy(profile->created);
    truth->command = br_string_copy(profile->command);
    truth->wall_ns = profile->duration_ns;
    truth->interval_ns = profile->config.interval_ns;
    truth->sample_ns = profile->config.sample_ns;
    truth->samples = profile->config.samples;
    truth->replicates = profile->config.replicates;
    truth->blocks = profile->config.blocks;
    truth->ticks_per_ns = profile->environment.ticks_per_ns;
    add_sources(profile, truth);
}

static void add_totals(struct br_truth *truth)
{
    for (size_t i = 0; i < truth->processes.count; i++) {
        const struct br_truth_process *process = &truth->processes.items[i];
        truth->processes_wall_ns += process->ended_ns - process->started_ns;
        truth->cpu_ns += process->user_ns + process->system_ns;
    }
    truth->parallelism = br_part_ratio((double)truth->cpu_ns, (double)truth->wall_ns);
}

int br_truth_make(const struct br_profile *profile, struct br_truth *truth, struct br_error *error)
{
    int code = 0;
    add_run(profile, truth);
    if (truth->digest == NULL)
        code = br_error_set(error, BR_ERROR_MEMORY, "no memory for the truth of %s", profile->name);
    for (size_t i = 0; i < profile->results.count && code == 0; i++)
        code = add_process(&profile->results.items[i], truth, error);
    add_totals(truth);
    if (code < 0)
        br_shape_release(&br_truth_shape, truth);
    return code;
}

char *br_truth_digest(const struct br_profile *profile)
{
    struct br_profile measured = *profile; /* shares what it points to */
    measured.name = NULL;
    measured.promoted = (struct br_promotion){0};
    char *text = br_shape_print(&br_profile_shape, &measured, false);
    if (text == NULL)
        return NULL;
    XXH128_hash_t digest = XXH3_128bits(text, strlen(text));
    free(text);
    return br_string_format("xxh3-128:%016" PRIx64 "%016" PRIx64, (uint64_t)digest.high64,
                            (uint64_t)digest.low64);
}
