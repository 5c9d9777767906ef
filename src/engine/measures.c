/* What can be measured on this machine, and why the rest cannot; see runner.h. */
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/os.h"
#include "engine/runner.h"
#include "measure/allocation.h"
#include "measure/callgrind.h"
#include "measure/counters.h"
#include "measure/process.h"

static void add(struct br_measures *measures, const char *name, const char *pass,
                enum br_state state, const char *source, const char *reason)
{
    struct br_measure_entry *entry = br_list_append(measures, sizeof *entry);
    entry->name = br_string_copy(name);
    entry->pass = br_string_copy(pass);
    br_figure_set(&entry->availability, state, state == BR_STATE_COUNTED ? 1 : 0, source, reason);
}

static void add_clock(struct br_measures *measures)
{
    struct br_clock_rate rate;
    const char *reason = NULL;
    br_clock_calibrate(5000000, &rate, &reason);
    add(measures, "records per second", "throughput", BR_STATE_COUNTED, "CLOCK_MONOTONIC", NULL);
    add(measures, "latency per record", "latency", BR_STATE_COUNTED,
        br_clock_source_name(rate.source), reason);
}

static void add_allocation(struct br_measures *measures)
{
    const char *reason = NULL;
    bool in_effect = br_allocation_in_effect(&reason);
    char *executable = br_os_executable();
    struct br_error error = {0};
    char *shim = executable != NULL ? br_allocation_shim_environment(executable, &error) : NULL;
    if (in_effect && shim == NULL)
        reason = error.message;
    add(measures, "allocations per record", "alloc",
        in_effect && shim != NULL ? BR_STATE_COUNTED : BR_STATE_UNSUPPORTED, "shim over jemalloc",
        in_effect && shim != NULL ? NULL : reason);
    free(shim);
    free(executable);
}

static void add_counters(struct br_measures *measures)
{
    struct br_counters counters;
    struct br_counter_value values[BR_COUNTER_LIMIT] = {0};
    br_counters_open(&counters, br_counter_hardware, br_counter_hardware_count, NULL);
    br_counters_start(&counters);
    br_counters_stop(&counters);
    br_counters_read(&counters, values);
    for (size_t i = 0; i < br_counter_hardware_count; i++) {
        enum br_state state = BR_STATE_COUNTED;
        if (values[i].state == BR_COUNTER_UNSUPPORTED)
            state = BR_STATE_UNSUPPORTED;
        if (values[i].state == BR_COUNTER_DENIED)
            state = BR_STATE_DENIED;
        add(measures, br_counter_hardware[i].name, "counters", state, "pmu",
            state == BR_STATE_COUNTED ? NULL : counters.reason);
    }
    br_counters_close(&counters);
    add(measures, "reference cycles", "counters", BR_STATE_COUNTED, "tsc", NULL);
    add(measures, "core cycles", "counters", BR_STATE_COUNTED, "probe", NULL);
}

static void add_process(struct br_measures *measures)
{
    uint64_t delay_ns = 0;
    bool told = br_process_run_delay(&delay_ns);
    add(measures, "time by stage", "stages", BR_STATE_COUNTED, "tick counter", NULL);
    add(measures, "run-queue delay", "throughput", told ? BR_STATE_COUNTED : BR_STATE_UNSUPPORTED,
        "/proc/self/task/*/schedstat", told ? NULL : "this kernel has no schedstat");
}

static void add_instructions(struct br_measures *measures)
{
    const char *reason = NULL;
    char *valgrind = br_callgrind_find(&reason);
    char *version = valgrind != NULL ? br_callgrind_version(valgrind) : NULL;
    add(measures, "instructions per record", "instructions",
        valgrind != NULL ? BR_STATE_COUNTED : BR_STATE_UNSUPPORTED,
        version != NULL ? version : "callgrind", reason);
    free(version);
    free(valgrind);
}

void br_measures_probe(struct br_measures *measures)
{
    *measures = (struct br_measures){0};
    add_clock(measures);
    add_allocation(measures);
    add_counters(measures);
    add_process(measures);
    add_instructions(measures);
}

void br_measures_release(struct br_measures *measures)
{
    for (size_t i = 0; i < measures->count; i++) {
        free(measures->items[i].name);
        free(measures->items[i].pass);
        br_shape_release(&br_figure_shape, &measures->items[i].availability);
    }
    free(measures->items);
    *measures = (struct br_measures){0};
}
