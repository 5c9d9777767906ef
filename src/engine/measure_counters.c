/* What the counters pass reads around its samples; see measure.h. */
#include <stdlib.h>
#include <string.h>

#include "engine/measure.h"
#include "measure/counters.h"
#include "modes/mode.h"

/* On the lane's own thread: a counter belongs to the thread that opened it. */
static void open_lane(struct br_run *run, size_t index)
{
    br_counters_open(&br_bench_of(run)->counters[index], br_counter_hardware,
                     br_counter_hardware_count, NULL);
}

void br_counting_open(struct br_bench *bench)
{
    bench->mode->on_lanes(&bench->run, open_lane);
}

void br_counting_start(struct br_bench *bench)
{
    for (size_t i = 0; i < bench->run.lane_count; i++)
        br_counters_start(&bench->counters[i]);
}

void br_counting_stop(struct br_bench *bench)
{
    for (size_t i = 0; i < bench->run.lane_count; i++)
        br_counters_stop(&bench->counters[i]);
}

static enum br_state model_state(enum br_counter_state state)
{
    static const enum br_state states[] = {
        [BR_COUNTER_COUNTED] = BR_STATE_COUNTED,
        [BR_COUNTER_SCALED] = BR_STATE_SCALED,
        [BR_COUNTER_UNSUPPORTED] = BR_STATE_UNSUPPORTED,
        [BR_COUNTER_DENIED] = BR_STATE_DENIED,
    };
    return states[state];
}

/* One lane's values onto the sums: a sum is only as good as its worst part. */
static void add_lane(struct br_counters *counters, struct br_counter_value *sums)
{
    struct br_counter_value values[BR_COUNTER_LIMIT] = {0};
    br_counters_read(counters, values);
    for (size_t i = 0; i < br_counter_hardware_count; i++) {
        sums[i].value += values[i].value;
        if (values[i].state > sums[i].state)
            sums[i].state = values[i].state;
    }
}

static void add_row(struct br_result *result, const char *name, enum br_state state, double value,
                    const char *source, const char *reason)
{
    struct br_counter_row *row = br_list_append(&result->counting.rows, sizeof *row);
    row->name = br_string_copy(name);
    br_figure_set(&row->total, state, value, source, reason);
}

static void add_hardware(struct br_bench *bench, struct br_result *result)
{
    struct br_counter_value sums[BR_COUNTER_LIMIT] = {0};
    const char *reason = bench->counters[0].reason;
    for (size_t i = 0; i < bench->run.lane_count; i++)
        add_lane(&bench->counters[i], sums);
    for (size_t i = 0; i < br_counter_hardware_count; i++) {
        enum br_state state = model_state(sums[i].state);
        bool good = state == BR_STATE_COUNTED || state == BR_STATE_SCALED;
        const char *why =
            state == BR_STATE_SCALED ? "the hardware was shared between counters" : reason;
        add_row(result, br_counter_hardware[i].name, state, good ? sums[i].value : 0, "pmu",
                state == BR_STATE_COUNTED ? NULL : why);
    }
}

/* The constant-rate counter's rate over the CPU time used, and the probe's estimate of core cycles
 * over the same time. Neither is a nominal frequency: both rates were measured in this run. */
static void add_clocks(const struct br_bench *bench, struct br_result *result)
{
    double cpu_ns = 0;
    double core_cycles = 0;
    for (size_t i = 0; i < result->samples.count; i++) {
        const struct br_sample *sample = &result->samples.items[i];
        cpu_ns += (double)sample->cpu_ns;
        core_cycles += (double)sample->cpu_ns * sample->core_clock_ghz;
    }
    add_row(result, "reference-cycles", BR_STATE_COUNTED, cpu_ns * bench->job->ticks_per_ns, "tsc",
            NULL);
    add_row(result, "core-cycles", BR_STATE_COUNTED, core_cycles, "probe", NULL);
}

void br_counting_finish(struct br_bench *bench, struct br_result *result)
{
    struct br_sums sums = {0};
    br_sum_lanes(&bench->run, &sums);
    result->counting.records = sums.records;
    result->counting.bytes = sums.bytes;
    add_hardware(bench, result);
    add_clocks(bench, result);
    for (size_t i = 0; i < bench->run.lane_count; i++)
        br_counters_close(&bench->counters[i]);
}
