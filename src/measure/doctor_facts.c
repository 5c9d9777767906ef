/* What the doctor learns from this process rather than from files. */
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include <jemalloc/jemalloc.h>

#include "measure/allocation.h"
#include "measure/counters.h"
#include "measure/doctor.h"
#include "measure/process.h"

static void copy(char *target, size_t size, const char *text)
{
    snprintf(target, size, "%s", text != NULL ? text : "");
}

static bool can_profile(void)
{
    bool built_in = false;
    size_t size = sizeof built_in;
    return mallctl("config.prof", &built_in, &size, NULL, 0) == 0 && built_in;
}

static void ask_allocator(struct br_doctor_facts *facts)
{
    const char *reason = NULL;
    bool in_effect = br_allocation_in_effect(&reason);
    facts->allocator_in_effect = in_effect ? BR_DOCTOR_YES : BR_DOCTOR_NO;
    copy(facts->allocator_reason, sizeof facts->allocator_reason, reason);
    if (in_effect)
        facts->allocator_profiling = can_profile() ? BR_DOCTOR_YES : BR_DOCTOR_NO;
}

static void ask_counters(struct br_doctor_facts *facts)
{
    struct br_counters counters;
    br_counters_open(&counters, br_counter_hardware, br_counter_hardware_count, NULL);
    bool counted = counters.group_state == BR_COUNTER_COUNTED;
    facts->hardware_counters = counted ? BR_DOCTOR_YES : BR_DOCTOR_NO;
    copy(facts->counters_reason, sizeof facts->counters_reason, counters.reason);
    br_counters_close(&counters);
}

void br_doctor_facts_read(struct br_doctor_facts *facts)
{
    facts->self = getpid();
    ask_allocator(facts);
    ask_counters(facts);
}

void br_doctor_facts_probe_clock(struct br_doctor_facts *facts, double ticks_per_ns)
{
    if (facts->core_clocks < BR_DOCTOR_CLOCKS)
        facts->core_clock_ghz[facts->core_clocks++] = br_process_core_clock_ghz(ticks_per_ns);
}
