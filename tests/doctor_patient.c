/* A made-up machine for the doctor; see doctor_patient.h. */
#include "doctor_patient.h"

#include <stdio.h>
#include <string.h>

#include "base/os.h"
#include "unit/cmocka_all.h"

void patient_write(const struct patient *patient, const char *path, const char *text)
{
    char whole[SCRATCH_PATH + 256], folder[SCRATCH_PATH + 256];
    snprintf(whole, sizeof whole, "%s%s", patient->root, path);
    strcpy(folder, whole);
    *strrchr(folder, '/') = '\0';
    assert_int_equal(br_os_make_folders(folder, NULL), 0);
    assert_int_equal(scratch_write(whole, text, strlen(text)), 0);
}

void patient_remove(const struct patient *patient, const char *path)
{
    char whole[SCRATCH_PATH + 256];
    snprintf(whole, sizeof whole, "%s%s", patient->root, path);
    assert_int_equal(remove(whole), 0);
}

/* /proc/<pid>/stat, proc(5): fields 14 and 15 are user and system time, 22 the start. */
void patient_write_process(const struct patient *patient, int pid, const char *name, unsigned user,
                           unsigned system, unsigned started)
{
    char path[64], line[512];
    snprintf(path, sizeof path, "/proc/%d/stat", pid);
    snprintf(line, sizeof line, "%d (%s) S 1 1 1 0 -1 4194560 5 6 7 8 %u %u 9 9 20 0 3 0 %u 99 88",
             pid, name, user, system, started);
    patient_write(patient, path, line);
}

/* Two CPUs that have been up for `total` ticks each. */
void patient_write_cpu_time(const struct patient *patient, unsigned busy, unsigned idle,
                            unsigned steal)
{
    char text[256];
    snprintf(text, sizeof text,
             "cpu  %u 0 0 %u 0 0 0 %u 0 0\ncpu0 1 0 0 1 0 0 0 0 0 0\ncpu1 1 0 0 1 0 0 0 0 0 0\n"
             "intr 5 0\n",
             busy, idle, steal);
    patient_write(patient, "/proc/stat", text);
}

#define SELF 77

/* A quiet server: everything can be read and nothing is wrong. */
static const char *const healthy[][2] = {
    {PATIENT_CPU "/cpu0/cpufreq/scaling_governor", "performance\n"},
    {PATIENT_CPU "/cpu1/cpufreq/scaling_governor", "performance\n"},
    {PATIENT_CPU "/intel_pstate/no_turbo", "1\n"},
    {PATIENT_CPU "/cpu0/topology/thread_siblings_list", "0\n"},
    {PATIENT_CPU "/cpu1/topology/thread_siblings_list", "1\n"},
    {"/proc/self/status", "Name:\tx\nCpus_allowed:\t3\nCpus_allowed_list:\t0-1\n"},
    {"/proc/self/personality", "00000000\n"},
    {"/proc/self/cgroup", "0::/work\n"},
    {"/sys/fs/cgroup/cgroup.controllers", "cpuset cpu io memory\n"},
    {"/proc/cpuinfo", "processor\t: 0\nflags\t\t: fpu tsc constant_tsc\n"},
    {"/proc/loadavg", "0.20 0.10 0.05 1/120 4242\n"},
    {"/proc/pressure/memory", "some avg10=0.00 avg60=0.00 avg300=0.00 total=9\n"},
    {"/proc/meminfo", "MemTotal: 8000000 kB\nMemFree: 1 kB\nMemAvailable: 6000000 kB\n"
                      "SwapTotal: 2000000 kB\nSwapFree: 2000000 kB\n"},
    {"/proc/vmstat", "nr_free_pages 5\npswpin 10\npswpout 20\n"},
    {"/sys/kernel/mm/transparent_hugepage/enabled", "always [madvise] never\n"},
    {"/sys/devices/system/clocksource/clocksource0/current_clocksource", "tsc\n"},
    {"/sys/class/power_supply/AC/type", "Mains\n"},
    {"/proc/sys/kernel/randomize_va_space", "2\n"},
    {"/proc/sys/kernel/perf_event_paranoid", "2\n"},
};

static const struct br_doctor_facts well = {
    .self = SELF,
    .build_type = "Release",
    .sanitizer = "",
    .allocator_in_effect = BR_DOCTOR_YES,
    .allocator_profiling = BR_DOCTOR_YES,
    .hardware_counters = BR_DOCTOR_YES,
    .tick_source = "tsc",
    .core_clock_ghz = {3.00, 3.01, 3.00, 2.99, 3.00, 3.00},
    .core_clocks = 6,
    .floor = {.duration_ns = 250000000, .gaps_per_s = 250, .lost_share = 0.004},
};

/* The first look is taken: 300 ticks pass on two CPUs before the second, one of them our own. */
void patient_admit(struct patient *patient)
{
    *patient = (struct patient){.facts = well};
    assert_int_equal(scratch_make(patient->root), 0);
    for (size_t i = 0; i < sizeof healthy / sizeof healthy[0]; i++)
        patient_write(patient, healthy[i][0], healthy[i][1]);
    patient_write_cpu_time(patient, 1000, 9000, 50);
    patient_write_process(patient, SELF, "benchrun", 10, 0, 900);
    patient_write_process(patient, 8, "quiet", 40, 10, 20);
    br_doctor_look(patient->root, &patient->before);
    patient_write_cpu_time(patient, 1000 + PATIENT_TICKS, 9000 + PATIENT_TICKS, 50);
    patient_write_process(patient, SELF, "benchrun", 10 + PATIENT_TICKS, 0, 900);
}

void patient_examine(struct patient *patient)
{
    struct br_doctor_look after;
    br_doctor_findings_release(&patient->findings);
    br_doctor_look(patient->root, &after);
    br_doctor_examine(patient->root, &patient->facts, &patient->before, &after, &patient->findings);
    br_doctor_look_release(&after);
}

void patient_discharge(struct patient *patient)
{
    br_doctor_findings_release(&patient->findings);
    br_doctor_look_release(&patient->before);
    scratch_remove(patient->root);
}

/* Looks again and holds one finding to its state and to a part of its value. */
void patient_finds(struct patient *patient, const char *name, enum br_doctor_state state,
                   const char *part)
{
    patient_examine(patient);
    for (size_t i = 0; i < patient->findings.count; i++) {
        const struct br_doctor_finding *finding = &patient->findings.items[i];
        if (strcmp(finding->name, name) != 0)
            continue;
        if (finding->state != state || strstr(finding->value, part) == NULL)
            fail_msg("%s: state %d with '%s', expected %d with '%s'", name, (int)finding->state,
                     finding->value, (int)state, part);
        return;
    }
    fail_msg("there is no finding named %s", name);
}

void patient_hold(const struct patient_expectation *expectations, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        struct patient patient;
        patient_admit(&patient);
        if (expectations[i].text != NULL)
            patient_write(&patient, expectations[i].path, expectations[i].text);
        else
            patient_remove(&patient, expectations[i].path);
        patient_finds(&patient, expectations[i].name, expectations[i].state, expectations[i].part);
        patient_discharge(&patient);
    }
}

void patient_overwrite(const struct patient *patient, const char *text)
{
    for (size_t i = 0; i < sizeof healthy / sizeof healthy[0]; i++)
        patient_write(patient, healthy[i][0], text);
    patient_write(patient, "/proc/stat", text);
    patient_write(patient, "/proc/8/stat", text);
}
