/* What the lanes recorded, put into a result. */
#include <stdlib.h>
#include <string.h>

#include "engine/measure.h"
#include "measure/allocation.h"

void br_sum_lanes(const struct br_run *run, struct br_sums *sums)
{
    for (size_t i = 0; i < run->lane_count; i++) {
        const struct br_sums *lane = &run->lanes[i].sums;
        sums->records += lane->records;
        sums->accepted += lane->accepted;
        sums->bytes += lane->bytes;
        sums->rejected_bytes += lane->rejected_bytes;
        sums->output_bytes += lane->output_bytes;
        sums->witness += lane->witness;
        for (size_t r = 0; sums->rejected != NULL && r < run->reason_count; r++)
            sums->rejected[r] += lane->rejected[r];
    }
}

static void collect_rejects(const struct br_run *run, const struct br_sums *sums,
                            struct br_rejects *rejects)
{
    for (size_t r = 0; r < run->reason_count; r++) {
        if (sums->rejected[r] == 0)
            continue;
        struct br_reject *reject = br_list_append(rejects, sizeof *reject);
        reject->reason = br_string_copy(run->workload->reasons[r]);
        reject->records = sums->rejected[r];
    }
}

static void collect_work(struct br_bench *bench, struct br_work *work)
{
    const struct br_sums *one = &bench->one;
    work->records = one->records;
    work->accepted = one->accepted;
    work->rejected = one->records - one->accepted;
    work->bytes = one->bytes;
    work->rejected_bytes = one->rejected_bytes;
    work->output_bytes = one->output_bytes;
    work->witness = one->witness;
    collect_rejects(&bench->run, one, &work->rejects);
    work->digested = bench->run.instrument == BR_INSTRUMENT_DIGEST;
    for (size_t i = 0; work->digested && i < bench->run.lane_count; i++)
        work->digest += br_digest_sum(bench->run.lanes[i].digest);
}

static uint64_t in_ns(const struct br_bench *bench, uint64_t ticks)
{
    return (uint64_t)((double)ticks / bench->job->ticks_per_ns);
}

static void collect_workers(struct br_bench *bench, struct br_result *result)
{
    for (size_t i = 0; i < bench->run.lane_count; i++) {
        const struct br_lane *lane = &bench->run.lanes[i];
        /* The alloc pass has made the rows already: they hold its counts. */
        struct br_worker_row *row = i < result->workers.count
                                        ? &result->workers.items[i]
                                        : br_list_append(&result->workers, sizeof *row);
        row->worker = i;
        row->cpu = lane->cpu;
        row->producer = lane->producer;
        row->records = lane->sums.records;
        row->wall_ns = in_ns(bench, lane->wall_ticks);
        row->starved_ns = in_ns(bench, lane->starved_ticks);
        row->blocked_ns = in_ns(bench, lane->blocked_ticks);
        row->frame_ns = in_ns(bench, lane->frame_ticks);
        result->pinned += lane->cpu >= 0 ? 1 : 0;
    }
}

static void append_count(struct br_counts *counts, uint64_t value)
{
    *(uint64_t *)br_list_append(counts, sizeof value) = value;
}

/* What is taken at once shares a stamp in the batched latency pass. */
static uint64_t records_per_stamp(const struct br_run *run)
{
    const char *strategy = run->strategy != NULL ? run->strategy : "";
    if (run->instrument != BR_INSTRUMENT_LATENCY_BATCH)
        return 1;
    if (strcmp(strategy, "queue") == 0)
        return run->batch_records;
    if (strcmp(strategy, "dynamic") == 0 && run->workload->split == NULL)
        return run->chunk_records;
    return BR_LANE_BATCH;
}

static struct br_latency *add_latency(struct br_bench *bench, const char *kind,
                                      const struct br_histogram *histogram,
                                      struct br_result *result)
{
    struct br_latency *latency = br_list_append(&result->latencies, sizeof *latency);
    latency->kind = br_string_copy(kind);
    latency->ticks_per_ns = bench->job->ticks_per_ns;
    latency->bits = BR_HISTOGRAM_BITS;
    latency->records_per_stamp = records_per_stamp(&bench->run);
    latency->sum = histogram->sum;
    latency->minimum = br_histogram_count(histogram) > 0 ? histogram->minimum : 0;
    latency->maximum = histogram->maximum;
    latency->saturated = histogram->saturated;
    for (size_t i = 0; i < bench->run.lane_count; i++)
        latency->unprocessed += bench->run.lanes[i].unprocessed;
    for (size_t i = 0; i < BR_HISTOGRAM_BUCKETS; i++) {
        if (histogram->counts[i] > 0) {
            append_count(&latency->indices, i);
            append_count(&latency->counts, histogram->counts[i]);
        }
    }
    return latency;
}

static const struct br_histogram *service_of(const struct br_lane *lane)
{
    return lane->service;
}

static const struct br_histogram *disturbed_of(const struct br_lane *lane)
{
    return lane->disturbed;
}

static const struct br_histogram *residence_of(const struct br_lane *lane)
{
    return lane->residence;
}

/* One kind of histogram, merged over the lanes; returns its count. `merged` is working space. */
static uint64_t merge_lanes(const struct br_run *run,
                            const struct br_histogram *(*kind_of)(const struct br_lane *lane),
                            struct br_histogram *merged)
{
    br_histogram_reset(merged);
    for (size_t i = 0; i < run->lane_count; i++)
        br_histogram_merge(merged, kind_of(&run->lanes[i]));
    return br_histogram_count(merged);
}

/* Undisturbed and disturbed records: the two add up to all that were processed. Where no lane could
 * be watched there is no second histogram. */
static void collect_service(struct br_bench *bench, struct br_histogram *merged,
                            struct br_result *result)
{
    const struct br_run *run = &bench->run;
    uint64_t disturbed = merge_lanes(run, disturbed_of, merged);
    uint64_t undisturbed = merge_lanes(run, service_of, merged);
    add_latency(bench, "service", merged, result)->apart = disturbed;
    if (!bench->watches_preemption)
        return;
    merge_lanes(run, disturbed_of, merged);
    add_latency(bench, "disturbed", merged, result)->apart = undisturbed;
}

static int collect_latencies(struct br_bench *bench, struct br_result *result,
                             struct br_error *error)
{
    const struct br_run *run = &bench->run;
    if (run->lanes[0].service == NULL)
        return 0;
    struct br_histogram *merged = malloc(sizeof *merged);
    if (merged == NULL)
        return br_error_set(error, BR_ERROR_MEMORY, "no memory to merge the histograms");
    collect_service(bench, merged, result);
    if (run->lanes[0].residence != NULL) {
        merge_lanes(run, residence_of, merged);
        add_latency(bench, "residence", merged, result);
    }
    free(merged);
    return 0;
}

/* ---- stages ---- */

/* Read on all calls, on some (then scaled to all), or never because the calls are too short. */
static void set_partial(struct br_figure *figure, double value, uint64_t read, uint64_t calls,
                        const char *source)
{
    if (read == 0)
        br_figure_set(figure, BR_STATE_UNSUPPORTED, 0, source,
                      "its calls are too short for a system call at each mark");
    else if (read == calls)
        br_figure_set(figure, BR_STATE_COUNTED, value, source, NULL);
    else
        br_figure_set(figure, BR_STATE_SCALED, value * (double)calls / (double)read, source,
                      "only its longer calls were read");
}

static void set_allocations(struct br_stage_result *stage, const struct br_stage_row *row,
                            bool in_effect, const char *why_not)
{
    bool exact = br_allocation_shim_loaded();
    enum br_state bytes = in_effect ? BR_STATE_COUNTED : BR_STATE_UNSUPPORTED;
    enum br_state objects = exact ? BR_STATE_COUNTED : BR_STATE_UNSUPPORTED;
    const char *source = exact ? "shim" : "jemalloc";
    const char *objects_reason = exact ? NULL : "objects and peaks are counted by the alloc pass";
    br_figure_set(&stage->allocated_bytes, bytes, (double)row->allocated_bytes, source, why_not);
    br_figure_set(&stage->net_growth_bytes, bytes,
                  (double)row->allocated_bytes - (double)row->freed_bytes, source, why_not);
    br_figure_set(&stage->allocations, objects, (double)row->allocations, source, objects_reason);
    br_figure_set(&stage->high_water_bytes, objects, (double)row->high_water_bytes, source,
                  objects_reason);
}

static void collect_stages(struct br_bench *bench, struct br_answer *answer)
{
    struct br_stage_row *rows = NULL;
    struct br_result *result = &answer->result;
    const char *why_not = NULL;
    bool in_effect = br_allocation_in_effect(&why_not);
    double ticks_per_ns = bench->job->ticks_per_ns;
    if (bench->stages == NULL)
        return;
    size_t count = br_stage_rows(bench->stages, &rows);
    for (size_t i = 0; i < count; i++) {
        struct br_stage_result *stage = br_list_append(&result->stages, sizeof *stage);
        stage->path = br_string_copy(rows[i].path);
        stage->calls = rows[i].calls;
        stage->wall_ns = (double)rows[i].wall_ticks / ticks_per_ns;
        stage->self_wall_ns = (double)rows[i].self_wall_ticks / ticks_per_ns;
        stage->wall_ns_max = (double)rows[i].wall_ticks_max / ticks_per_ns;
        set_partial(&stage->cpu_ns, (double)rows[i].cpu_ns, rows[i].cpu_calls, rows[i].calls,
                    "thread CPU clock");
        set_partial(&stage->rss_growth_bytes, (double)rows[i].rss_growth_bytes, rows[i].rss_calls,
                    rows[i].calls, "/proc/self/statm");
        set_allocations(stage, &rows[i], in_effect, in_effect ? NULL : why_not);
    }
    free(rows);
    result->stage_pair_cost_ns = br_stage_pair_cost_ticks(bench->stages) / ticks_per_ns;
}

/* The parent saw only row numbers of the first worker. */
static void collect_stage_paths(struct br_bench *bench, struct br_answer *answer)
{
    const struct br_stages *stages = bench->run.lanes[0].stages;
    for (uint32_t row = 0; stages != NULL && row < BR_STAGE_ROW_LIMIT; row++) {
        char path[192];
        br_stage_row_path(stages, row, path, sizeof path);
        if (row > 0 && path[0] == '\0')
            break;
        *(char **)br_list_append(&answer->stage_paths, sizeof(char *)) = br_string_copy(path);
    }
}

int br_collect(struct br_bench *bench, struct br_answer *answer, struct br_error *error)
{
    struct br_result *result = &answer->result;
    collect_work(bench, &result->work);
    collect_workers(bench, result);
    collect_stages(bench, answer);
    collect_stage_paths(bench, answer);
    result->index_ns = in_ns(bench, bench->run.index_ticks);
    result->index_bytes = bench->run.index_bytes;
    result->harness_bytes = bench->harness_bytes + bench->run.mode_bytes;
    int status = br_collect_slowest(bench, result, error);
    return status < 0 ? status : collect_latencies(bench, result, error);
}
