/* Measures: from the results of a cell to values of processes. */
#include "summary/measures.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "model/shape.h"
#include "summary/parts.h"

const struct br_measure_facts br_measures_known[] = {
    {"time", "ns/record", "wall time of a record in the throughput pass", BR_FAMILY_TIME},
    {"cpu", "ns/record", "CPU time of a record, of all threads, in the throughput pass",
     BR_FAMILY_TIME},
    {"latency-p50", "ns", "median time of one record in its worker", BR_FAMILY_TIME},
    {"latency-p99", "ns", "99th percentile of the same", BR_FAMILY_TIME},
    {"latency-p99.9", "ns", "99.9th percentile of the same", BR_FAMILY_TIME},
    {"residence-p50", "ns", "median time of one record from framed to done", BR_FAMILY_TIME},
    {"residence-p99", "ns", "99th percentile of the same", BR_FAMILY_TIME},
    {"residence-p99.9", "ns", "99.9th percentile of the same", BR_FAMILY_TIME},
    {"instructions", "/record", "executed instructions, waiting left out", BR_FAMILY_COUNT},
    {"allocations", "/record", "allocations", BR_FAMILY_COUNT},
    {"allocated-bytes", "B/record", "bytes allocated", BR_FAMILY_COUNT},
    {"left-behind-bytes", "B/record", "bytes still allocated after the work: leaks",
     BR_FAMILY_COUNT},
    {"heap-peak", "B", "live bytes at most, above those at the start of the work", BR_FAMILY_COUNT},
    {"rss-peak", "B", "resident memory of the process at most, throughput pass", BR_FAMILY_MEMORY},
    {"rejected", "records", "records that were rejected", BR_FAMILY_COUNT},
    {"work-digest", "", "digest of the decoded content of all records", BR_FAMILY_COUNT},
    {"stage-time", "ns/record", "time inside a stage, nested stages included", BR_FAMILY_TIME},
    {"stage-self-time", "ns/record", "time inside a stage itself", BR_FAMILY_TIME},
    {.name = NULL},
};

const struct br_measure_facts *br_measure_find(const char *name)
{
    for (const struct br_measure_facts *facts = br_measures_known; facts->name != NULL; facts++)
        if (strcmp(facts->name, name) == 0)
            return facts;
    return NULL;
}

/* What the functions below fill. */
struct gathering {
    const struct br_profile *profile;
    const struct br_summary_cell *cell;
    struct br_summary_measures *measures;
};

static struct br_summary_measure *add(const struct gathering *gathering, const char *name,
                                      const char *stage)
{
    struct br_summary_measure *measure =
        br_list_append(gathering->measures, sizeof *gathering->measures->items);
    measure->facts = br_measure_find(name);
    measure->stage = stage;
    return measure;
}

static void add_value(struct br_summary_measure *measure, double value)
{
    if (!isfinite(value))
        return;
    measure->values = realloc(measure->values, (measure->count + 1) * sizeof *measure->values);
    if (measure->values == NULL)
        abort();
    measure->values[measure->count++] = value;
}

static void add_single(const struct gathering *gathering, const char *name, double value)
{
    if (isfinite(value))
        add_value(add(gathering, name, NULL), value);
}

/* ---- throughput: a value per process ---- */

static double process_time(const struct br_result *result)
{
    return br_part_ratio(1e9, br_part_process_rate(result));
}

/* Like the wall time of a process: the 25th percentile of its samples. */
static double process_cpu(const struct br_result *result)
{
    const struct br_samples *samples = &result->samples;
    double *times = br_part_allocate(samples->count, sizeof *times);
    size_t count = 0;
    for (size_t i = 0; i < samples->count; i++)
        if (samples->items[i].repetitions > 0)
            times[count++] =
                (double)samples->items[i].cpu_ns / (double)samples->items[i].repetitions;
    double value =
        br_part_ratio(br_stats_quantile(times, count, 0.25), (double)result->work.records);
    free(times);
    return value;
}

static double process_rss(const struct br_result *result)
{
    return result->usage.rss_peak_bytes > 0 ? (double)result->usage.rss_peak_bytes : NAN;
}

static void gather_processes(const struct gathering *gathering, const char *name,
                             double (*value)(const struct br_result *result))
{
    const struct br_result *result = NULL;
    struct br_summary_measure *measure = NULL;
    while ((result = br_part_find(gathering->profile, gathering->cell->cell, "throughput",
                                  result)) != NULL) {
        double own = value(result);
        if (!isfinite(own))
            continue;
        measure = measure != NULL ? measure : add(gathering, name, NULL);
        add_value(measure, own);
    }
}

/* ---- latency ---- */

static const char *missing_quantile(const struct br_summary_latency *latency, size_t quantile)
{
    if (latency->batched)
        return "several records share a time stamp";
    if (latency->tail[quantile] == BR_TAIL_FEW)
        return "fewer than ten records lie beyond it";
    if (latency->tail[quantile] == BR_TAIL_MACHINE)
        return "the machine's own interruptions are in it, not the workload alone";
    return NULL;
}

static void gather_latency(const struct gathering *gathering, const char *kind,
                           const char *const names[3])
{
    static const size_t quantiles[3] = {0, 2, 3};
    for (size_t i = 0; i < gathering->cell->latency_count; i++) {
        const struct br_summary_latency *latency = &gathering->cell->latencies[i];
        if (strcmp(latency->raw->kind, kind) != 0)
            continue;
        for (size_t j = 0; j < 3; j++) {
            struct br_summary_measure *measure = add(gathering, names[j], NULL);
            measure->missing = missing_quantile(latency, quantiles[j]);
            if (measure->missing == NULL)
                add_value(measure, latency->ns[quantiles[j]]);
        }
    }
}

/* ---- counts ---- */

static const char *why(const char *reason)
{
    return reason != NULL ? reason : "it was not counted";
}

static void gather_stage_instructions(const struct gathering *gathering,
                                      const struct br_instruction_counts *counts)
{
    for (size_t i = 0; i < counts->stages.count; i++) {
        const struct br_instruction_stage *stage = &counts->stages.items[i];
        struct br_summary_measure *measure = NULL;
        if (stage->path == NULL)
            continue;
        for (size_t j = 0; j < gathering->measures->count; j++) {
            struct br_summary_measure *other = &gathering->measures->items[j];
            if (other->stage != NULL && strcmp(other->facts->name, "instructions") == 0 &&
                strcmp(other->stage, stage->path) == 0)
                measure = other;
        }
        measure = measure != NULL ? measure : add(gathering, "instructions", stage->path);
        measure->source = counts->source;
        add_value(measure, br_part_ratio((double)stage->instructions, (double)counts->records));
    }
}

static void gather_instructions(const struct gathering *gathering)
{
    const struct br_profile *profile = gathering->profile;
    const struct br_cell *cell = gathering->cell->cell;
    const struct br_result *result = br_part_find(profile, cell, "instructions", NULL);
    if (result == NULL)
        return;
    struct br_summary_measure whole = {.facts = br_measure_find("instructions")};
    for (; result != NULL; result = br_part_find(profile, cell, "instructions", result)) {
        const struct br_instruction_counts *counts = &result->instructions;
        whole.source = whole.source != NULL ? whole.source : counts->source;
        if (counts->state == BR_STATE_COUNTED)
            add_value(&whole, br_part_ratio((double)counts->instructions, (double)counts->records));
        else
            whole.missing = why(counts->reason);
    }
    whole.missing = whole.count > 0 ? NULL : why(whole.missing);
    struct br_summary_measure *measure = add(gathering, "instructions", NULL);
    *measure = whole;
    while ((result = br_part_find(profile, cell, "instructions", result)) != NULL)
        if (result->instructions.state == BR_STATE_COUNTED)
            gather_stage_instructions(gathering, &result->instructions);
}

static void gather_allocations(const struct gathering *gathering)
{
    const struct br_summary_allocation *allocation = &gathering->cell->allocation;
    static const char *const names[] = {"allocations", "allocated-bytes", "left-behind-bytes",
                                        "heap-peak"};
    if (allocation->raw == NULL)
        return;
    if (allocation->state != BR_STATE_COUNTED) {
        for (size_t i = 0; i < sizeof names / sizeof names[0]; i++)
            add(gathering, names[i], NULL)->missing = why(allocation->raw->reason);
        return;
    }
    add_single(gathering, names[0], allocation->allocations_per_record);
    add_single(gathering, names[1], allocation->bytes_per_record);
    add_single(gathering, names[2], allocation->left_behind_per_record);
    add_single(gathering, names[3], (double)allocation->raw->live_peak_bytes);
}

/* ---- stages ---- */

static void gather_stages(const struct gathering *gathering, const char *name, bool self)
{
    const struct br_summary_stages *stages = &gathering->cell->stages;
    for (size_t i = 0; i < stages->count; i++) {
        const struct br_summary_stage *stage = &stages->items[i];
        double value = self ? stage->self_ns_per_record : stage->ns_per_record;
        if (isfinite(value))
            add_value(add(gathering, name, stage->raw->path), value);
    }
}

void br_summary_measures_make(const struct br_summary *summary, const struct br_summary_cell *cell,
                              struct br_summary_measures *measures)
{
    static const char *const service[] = {"latency-p50", "latency-p99", "latency-p99.9"};
    static const char *const residence[] = {"residence-p50", "residence-p99", "residence-p99.9"};
    const struct gathering gathering = {summary->profile, cell, measures};
    gather_processes(&gathering, "time", process_time);
    gather_processes(&gathering, "cpu", process_cpu);
    gather_latency(&gathering, "service", service);
    gather_latency(&gathering, "residence", residence);
    gather_instructions(&gathering);
    gather_allocations(&gathering);
    gather_processes(&gathering, "rss-peak", process_rss);
    if (cell->work != NULL)
        add_single(&gathering, "rejected", (double)cell->work->rejected);
    gather_stages(&gathering, "stage-time", false);
    gather_stages(&gathering, "stage-self-time", true);
}

void br_summary_measures_release(struct br_summary_measures *measures)
{
    for (size_t i = 0; i < measures->count; i++)
        free(measures->items[i].values);
    free(measures->items);
    *measures = (struct br_summary_measures){0};
}

const struct br_summary_measure *br_summary_measure_find(const struct br_summary_measures *measures,
                                                         const char *name, const char *stage)
{
    for (size_t i = 0; i < measures->count; i++) {
        const struct br_summary_measure *measure = &measures->items[i];
        bool same_stage = stage == NULL
                              ? measure->stage == NULL
                              : measure->stage != NULL && strcmp(measure->stage, stage) == 0;
        if (same_stage && strcmp(measure->facts->name, name) == 0)
            return measure;
    }
    return NULL;
}
