/* Stages: each one's share and cost per record, what no stage covers, and the view from outside. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "measure/stage.h"
#include "summary/parts.h"

const char *br_part_stage_name(const char *path)
{
    const char *dot = strrchr(path, '.');
    return dot != NULL ? dot + 1 : path;
}

static double figure_per_record(const struct br_figure *figure, double records)
{
    bool measured = figure->state == BR_STATE_COUNTED || figure->state == BR_STATE_SCALED;
    return measured ? br_part_ratio(figure->value, records) : NAN;
}

static double sample_wall_ns(const struct br_result *result)
{
    double sum = 0;
    for (size_t i = 0; i < result->samples.count; i++)
        sum += (double)result->samples.items[i].wall_ns;
    return sum;
}

/* All threads' time inside repetitions; the samples' wall time where the lanes did not say. */
static double thread_time(const struct br_result *result, double *waiting_ns)
{
    double sum = 0;
    *waiting_ns = 0;
    for (size_t i = 0; i < result->workers.count; i++) {
        const struct br_worker_row *row = &result->workers.items[i];
        sum += (double)row->wall_ns;
        *waiting_ns += (double)row->starved_ns + (double)row->blocked_ns;
    }
    return sum > 0 ? sum : sample_wall_ns(result);
}

static struct br_summary_stage make_stage(const struct br_stage_result *raw, double thread_ns,
                                          double records)
{
    struct br_summary_stage stage = {
        .raw = raw,
        .name = br_part_stage_name(raw->path),
        .depth = br_stage_path_depth(raw->path),
        .share = br_part_ratio(raw->wall_ns, thread_ns),
        .ns_per_record = br_part_ratio(raw->wall_ns, records),
        .self_ns_per_record = br_part_ratio(raw->self_wall_ns, records),
        .allocated_bytes_per_record = figure_per_record(&raw->allocated_bytes, records),
        .allocations_per_record = figure_per_record(&raw->allocations, records),
    };
    return stage;
}

/* The concurrent mode's own stages in which a thread does nothing but wait: their time is in the
 * workers' starved and blocked as well. */
bool br_part_is_wait(const struct br_summary_stage *stage)
{
    return stage->depth == 0 &&
           (strcmp(stage->name, "wait") == 0 || strcmp(stage->name, "pop") == 0);
}

void br_part_stages(const struct br_profile *profile, struct br_summary_cell *cell)
{
    struct br_summary_stages *stages = &cell->stages;
    const struct br_result *result = br_part_find(profile, cell->cell, "stages", NULL);
    if (result == NULL || result->stages.count == 0)
        return;

    double records = (double)result->work.records * (double)result->repetitions;
    double waiting_ns, covered_ns = 0, marks_ns = 0;
    stages->thread_ns = thread_time(result, &waiting_ns);
    stages->ns_per_record = br_part_ratio(stages->thread_ns, records);
    stages->items = br_part_allocate(result->stages.count, sizeof *stages->items);
    for (size_t i = 0; i < result->stages.count; i++) {
        const struct br_stage_result *raw = &result->stages.items[i];
        if (raw->path == NULL)
            continue;
        struct br_summary_stage *stage = &stages->items[stages->count++];
        *stage = make_stage(raw, stages->thread_ns, records);
        if (stage->depth > 0)
            continue;
        covered_ns += raw->wall_ns;
        waiting_ns -= br_part_is_wait(stage) ? raw->wall_ns : 0;
        marks_ns += (double)raw->calls * result->stage_pair_cost_ns;
    }
    waiting_ns = fmax(0, waiting_ns);
    double uncovered_ns = fmax(0, stages->thread_ns - covered_ns - waiting_ns);
    marks_ns = fmin(marks_ns, uncovered_ns);
    stages->waiting_share = br_part_ratio(waiting_ns, stages->thread_ns);
    stages->marks_share = br_part_ratio(marks_ns, stages->thread_ns);
    stages->residual_share = br_part_ratio(uncovered_ns - marks_ns, stages->thread_ns);
}

/* ---- the parent's looks ---- */

static bool same_stage(const char *left, const char *right)
{
    return left == right || (left != NULL && right != NULL && strcmp(left, right) == 0);
}

static struct br_summary_series_row *series_row(struct br_summary_series *series, const char *stage)
{
    for (size_t i = 0; i < series->row_count; i++)
        if (same_stage(series->rows[i].stage, stage))
            return &series->rows[i];
    series->rows[series->row_count].stage = stage;
    return &series->rows[series->row_count++];
}

/* cpu_percent_mean holds the sum until br_part_series divides it. */
static void add_look(struct br_summary_series *series, const struct br_look *look)
{
    struct br_summary_series_row *row = series_row(series, look->stage);
    row->looks++;
    row->cpu_percent_mean += look->cpu_percent;
    if (look->rss_bytes > row->rss_bytes_peak)
        row->rss_bytes_peak = look->rss_bytes;
    series->cpu_percent_mean += look->cpu_percent;
    if (look->rss_bytes > series->rss_bytes_peak)
        series->rss_bytes_peak = look->rss_bytes;
}

/* The stages pass, whose looks know the stage; else throughput. */
static const struct br_result *looked_at(const struct br_profile *profile,
                                         const struct br_cell *cell)
{
    static const char *const passes[] = {"stages", "throughput"};
    for (size_t i = 0; i < sizeof passes / sizeof passes[0]; i++) {
        const struct br_result *result = br_part_find(profile, cell, passes[i], NULL);
        if (result != NULL && result->looks.count > 0)
            return result;
    }
    return NULL;
}

void br_part_series(const struct br_profile *profile, struct br_summary_cell *cell)
{
    struct br_summary_series *series = &cell->series;
    const struct br_result *result = looked_at(profile, cell->cell);
    if (result == NULL)
        return;

    const struct br_looks *looks = &result->looks;
    series->pass = result->pass;
    series->looks = looks->count;
    series->interval_ns = (double)profile->config.interval_ns;
    series->rss_bytes_first = looks->items[0].rss_bytes;
    series->rss_bytes_last = looks->items[looks->count - 1].rss_bytes;
    series->rows = br_part_allocate(looks->count, sizeof *series->rows);
    for (size_t i = 0; i < looks->count; i++)
        add_look(series, &looks->items[i]);
    series->cpu_percent_mean /= (double)series->looks;
    for (size_t i = 0; i < series->row_count; i++)
        series->rows[i].cpu_percent_mean /= (double)series->rows[i].looks;
}
