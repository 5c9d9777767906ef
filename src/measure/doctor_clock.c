/* Findings about clocks: how fast the core runs and whether it stays so, and how time is told. */
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "measure/doctor_private.h"

#define CPU_FOLDER "/sys/devices/system/cpu"

/* ---- governor ---- */

static const struct br_doctor_topic governor_topic = {
    .name = "governor",
    .effect = "It moves the core clock with the load, so the same code runs faster or slower from "
              "one sample to the next.",
    .remedy = "As root: cpupower frequency-set -g performance. In a virtual machine only the host "
              "can."};

static bool is_steady_governor(const char *governor)
{
    return strcmp(governor, "performance") == 0 || strcmp(governor, "userspace") == 0;
}

/* The governor of the first CPU that has one, and whether any moves the clock. */
static void check_governor(struct br_doctor *doctor)
{
    char *shown = NULL;
    bool steady = true;
    for (unsigned cpu = 0; cpu < BR_DOCTOR_CPUS; cpu++) {
        char *governor =
            br_doctor_line(doctor->root, CPU_FOLDER "/cpu%u/cpufreq/scaling_governor", cpu);
        if (governor == NULL && cpu > 0)
            break;
        bool moves = governor != NULL && !is_steady_governor(governor);
        if (shown == NULL || (steady && moves)) {
            free(shown);
            shown = br_string_copy(governor);
        }
        steady = steady && !moves;
        free(governor);
    }
    if (shown == NULL)
        br_doctor_add(doctor, &governor_topic, BR_DOCTOR_UNKNOWN,
                      "the kernel offers no scaling_governor here");
    else
        br_doctor_add(doctor, &governor_topic, steady ? BR_DOCTOR_OK : BR_DOCTOR_WARNING, "%s",
                      shown);
    free(shown);
}

/* ---- turbo ---- */

static const struct br_doctor_topic turbo_topic = {
    .name = "turbo",
    .effect = "It raises the core clock by as much as heat and the other cores leave room for, so "
              "rates drift, and several threads run at a lower clock than one.",
    .remedy = "For comparisons switch it off as root: echo 1 > " CPU_FOLDER
              "/intel_pstate/no_turbo, or echo 0 > " CPU_FOLDER "/cpufreq/boost."};

static void check_turbo(struct br_doctor *doctor)
{
    long long off, on;
    if (br_doctor_number(doctor->root, CPU_FOLDER "/intel_pstate/no_turbo", &off))
        on = !off;
    else if (!br_doctor_number(doctor->root, CPU_FOLDER "/cpufreq/boost", &on)) {
        br_doctor_add(doctor, &turbo_topic, BR_DOCTOR_UNKNOWN,
                      "the kernel offers neither intel_pstate/no_turbo nor cpufreq/boost here");
        return;
    }
    br_doctor_add(doctor, &turbo_topic, on ? BR_DOCTOR_WARNING : BR_DOCTOR_OK, on ? "on" : "off");
}

/* ---- the core clock by its effect ---- */

static const struct br_doctor_topic core_clock_topic = {
    .name = "core clock",
    .effect = "Time per record follows it: where the clock moves every rate moves as much, "
              "whatever the code does.",
    .remedy = "Fix the clock (governor performance, turbo off); where you cannot, measure more "
              "--replicates and compare runs made in turn."};

enum { FEWEST_PROBES = 5 };

static int compare_numbers(const void *left, const void *right)
{
    double a = *(const double *)left, b = *(const double *)right;
    return (a > b) - (a < b);
}

/* The lowest and the highest tenth are left out: a probe may have been interrupted. */
static void check_core_clock(struct br_doctor *doctor)
{
    double ghz[BR_DOCTOR_CLOCKS];
    size_t count = doctor->facts->core_clocks;
    memcpy(ghz, doctor->facts->core_clock_ghz, count * sizeof ghz[0]);
    qsort(ghz, count, sizeof ghz[0], compare_numbers);
    if (count < FEWEST_PROBES || ghz[0] <= 0) {
        br_doctor_add(doctor, &core_clock_topic, BR_DOCTOR_UNKNOWN,
                      "it could not be probed on this kind of CPU");
        return;
    }
    double low = ghz[count / 10], high = ghz[count - 1 - count / 10];
    double spread = high / low - 1;
    br_doctor_add(doctor, &core_clock_topic, br_doctor_grade(spread, 0.02, 0.10),
                  "%.2f GHz, moved by %.1f %% over %zu probes", ghz[count / 2], spread * 100,
                  count);
}

/* ---- how time is told ---- */

static const struct br_doctor_topic clock_source_topic = {
    .name = "clock source",
    .effect = "With another source than the CPU's own counter a look at the clock is slower, up to "
              "an access to a device, which adds to every sample and stage.",
    .remedy = "Boot with tsc=reliable where the counter is constant; in a virtual machine ask the "
              "host to pass the invariant TSC on."};

static enum br_doctor_state grade_source(const char *source)
{
    static const char *const good[] = {"tsc", "arch_sys_counter", "riscv_clocksource", "timebase"};
    static const char *const bad[] = {"hpet", "acpi_pm", "jiffies", "refined-jiffies", "pit"};
    for (size_t i = 0; i < sizeof good / sizeof good[0]; i++)
        if (strcmp(source, good[i]) == 0)
            return BR_DOCTOR_OK;
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++)
        if (strcmp(source, bad[i]) == 0)
            return BR_DOCTOR_SEVERE;
    return BR_DOCTOR_WARNING;
}

static void check_clock_source(struct br_doctor *doctor)
{
    char *source = br_doctor_line(
        doctor->root, "/sys/devices/system/clocksource/clocksource0/current_clocksource");
    if (source == NULL)
        br_doctor_add(doctor, &clock_source_topic, BR_DOCTOR_UNKNOWN,
                      "current_clocksource cannot be read in /sys");
    else
        br_doctor_add(doctor, &clock_source_topic, grade_source(source), "%s", source);
    free(source);
}

static const struct br_doctor_topic ticks_topic = {
    .name = "tick counter",
    .effect = "Latencies, stages and reference cycles are read from it: where it is not constant "
              "they are wrong.",
    .remedy = "Measure on a CPU with an invariant counter, or in a virtual machine that passes it "
              "on."};

static void check_ticks(struct br_doctor *doctor)
{
    const struct br_doctor_facts *facts = doctor->facts;
    if (facts->tick_warning != NULL)
        br_doctor_add(doctor, &ticks_topic, BR_DOCTOR_SEVERE, "%s", facts->tick_warning);
    else if (facts->tick_source == NULL)
        br_doctor_add(doctor, &ticks_topic, BR_DOCTOR_UNKNOWN, "it was not calibrated");
    else
        br_doctor_add(doctor, &ticks_topic, BR_DOCTOR_OK, "%s", facts->tick_source);
}

void br_doctor_check_clock(struct br_doctor *doctor)
{
    check_governor(doctor);
    check_turbo(doctor);
    check_core_clock(doctor);
    check_clock_source(doctor);
    check_ticks(doctor);
}
