/* The doctor: processors, quotas, memory and the program itself, both ways and unknown. */
#include "unit/cmocka_all.h"

#include <string.h>

#include "doctor_patient.h"

/* ---- processors ---- */

#define SIBLINGS PATIENT_CPU "/cpu0/topology/thread_siblings_list"

static void shared_cores_are_found(void **state)
{
    (void)state;
    PATIENT_HOLD({SIBLINGS, "0-1\n", "SMT siblings", BR_DOCTOR_WARNING, "1 of 2 usable CPUs"},
                 {SIBLINGS, "0,4\n", "SMT siblings", BR_DOCTOR_WARNING, "such as 0,4"},
                 {SIBLINGS, NULL, "SMT siblings", BR_DOCTOR_UNKNOWN, "does not tell"},
                 {"/proc/self/status", NULL, "SMT siblings", BR_DOCTOR_UNKNOWN, "does not tell"}, );
}

/* CPUs that this process may not use do not matter. */
static void only_usable_cpus_count(void **state)
{
    (void)state;
    struct patient patient;
    patient_admit(&patient);
    patient_write(&patient, SIBLINGS, "0,4\n");
    patient_write(&patient, "/proc/self/status", "Name:\tx\nCpus_allowed_list:\t1\n");
    patient_finds(&patient, "SMT siblings", BR_DOCTOR_OK, "none among 1 usable CPU");
    patient_discharge(&patient);
}

static void a_virtual_machine_is_found(void **state)
{
    (void)state;
    PATIENT_HOLD({"/proc/cpuinfo", "flags\t\t: fpu hypervisor\n", "virtualisation",
                  BR_DOCTOR_WARNING, "hypervisor"},
                 {"/sys/hypervisor/type", "xen\n", "virtualisation", BR_DOCTOR_WARNING, "xen"},
                 {"/proc/cpuinfo", NULL, "virtualisation", BR_DOCTOR_UNKNOWN, "/proc/cpuinfo"}, );
}

#define SUPPLY "/sys/class/power_supply/"

static void a_battery_that_is_emptied_is_found(void **state)
{
    (void)state;
    struct patient patient;
    patient_admit(&patient);
    patient_finds(&patient, "battery", BR_DOCTOR_OK, "none");
    patient_write(&patient, SUPPLY "BAT0/type", "Battery\n");
    patient_finds(&patient, "battery", BR_DOCTOR_UNKNOWN, "Unknown");
    patient_write(&patient, SUPPLY "BAT0/status", "Full\n");
    patient_finds(&patient, "battery", BR_DOCTOR_OK, "Full");
    patient_write(&patient, SUPPLY "hid-mouse/type", "Battery\n");
    patient_write(&patient, SUPPLY "hid-mouse/scope", "Device\n");
    patient_write(&patient, SUPPLY "hid-mouse/status", "Discharging\n");
    patient_finds(&patient, "battery", BR_DOCTOR_OK, "Full");
    patient_write(&patient, SUPPLY "CMB1/type", "Battery\n");
    patient_write(&patient, SUPPLY "CMB1/status", "Discharging\n");
    patient_finds(&patient, "battery", BR_DOCTOR_WARNING, "Discharging");
    patient_discharge(&patient);
}

static void a_fixed_memory_layout_is_found(void **state)
{
    (void)state;
    PATIENT_HOLD(
        {"/proc/sys/kernel/randomize_va_space", "0\n", "ASLR", BR_DOCTOR_WARNING, "is 0"},
        {"/proc/sys/kernel/randomize_va_space", "1\n", "ASLR", BR_DOCTOR_WARNING, "is 1"},
        {"/proc/self/personality", "00040000\n", "ASLR", BR_DOCTOR_WARNING, "this process"},
        {"/proc/sys/kernel/randomize_va_space", NULL, "ASLR", BR_DOCTOR_UNKNOWN, "cannot"}, );
}

/* ---- quota ---- */

#define GROUPS "/sys/fs/cgroup"

static void quotas_of_version_2_are_found(void **state)
{
    (void)state;
    PATIENT_HOLD(
        {GROUPS "/work/cpu.max", "max 100000\n", "CPU quota", BR_DOCTOR_OK, "none"},
        {GROUPS "/work/cpu.max", "150000 100000\n", "CPU quota", BR_DOCTOR_SEVERE,
         "1.50 CPUs, with 2 usable"},
        {GROUPS "/work/cpu.max", "200000 100000\n", "CPU quota", BR_DOCTOR_OK, "2.00 CPUs"},
        {GROUPS "/cpu.max", "50000 100000\n", "CPU quota", BR_DOCTOR_SEVERE, "0.50 CPUs"},
        {GROUPS "/cgroup.controllers", NULL, "CPU quota", BR_DOCTOR_UNKNOWN, "control groups"},
        {"/proc/self/cgroup", NULL, "CPU quota", BR_DOCTOR_UNKNOWN, "control groups"}, );
}

/* The tightest on the way up holds. */
static void an_outer_quota_counts(void **state)
{
    (void)state;
    struct patient patient;
    patient_admit(&patient);
    patient_write(&patient, "/proc/self/cgroup", "0::/pod/box\n");
    patient_write(&patient, GROUPS "/pod/box/cpu.max", "180000 100000\n");
    patient_write(&patient, GROUPS "/pod/cpu.max", "120000 100000\n");
    patient_finds(&patient, "CPU quota", BR_DOCTOR_SEVERE, "1.20 CPUs");
    patient_write(&patient, GROUPS "/pod/cpu.max", "190000 100000\n");
    patient_finds(&patient, "CPU quota", BR_DOCTOR_SEVERE, "1.80 CPUs");
    patient_discharge(&patient);
}

/* Inside a container the path is the host's, and only the root of the mount exists. */
static void quotas_of_version_1_are_found(void **state)
{
    (void)state;
    static const char *const folders[] = {GROUPS "/cpu,cpuacct/docker/abc", GROUPS "/cpu,cpuacct",
                                          GROUPS "/cpu"};
    for (size_t i = 0; i < sizeof folders / sizeof folders[0]; i++) {
        struct patient patient;
        char quota[128], period[128];
        patient_admit(&patient);
        patient_remove(&patient, GROUPS "/cgroup.controllers");
        patient_write(&patient, "/proc/self/cgroup",
                      "5:cpuset:/docker/abc\n4:cpu,cpuacct:/docker/abc\n0::/system\n");
        patient_finds(&patient, "CPU quota", BR_DOCTOR_UNKNOWN, "control groups");
        snprintf(quota, sizeof quota, "%s/cpu.cfs_quota_us", folders[i]);
        snprintf(period, sizeof period, "%s/cpu.cfs_period_us", folders[i]);
        patient_write(&patient, period, "100000\n");
        patient_write(&patient, quota, "-1\n");
        patient_finds(&patient, "CPU quota", BR_DOCTOR_OK, "none");
        patient_write(&patient, quota, "80000\n");
        patient_finds(&patient, "CPU quota", BR_DOCTOR_SEVERE, "0.80 CPUs");
        patient_discharge(&patient);
    }
}

/* ---- memory ---- */

#define PRESSURE "/proc/pressure/memory"

static void memory_pressure_is_graded(void **state)
{
    (void)state;
    PATIENT_HOLD(
        {PRESSURE, "some avg10=1.25 avg60=0.00\n", "memory pressure", BR_DOCTOR_WARNING, "1.2 %"},
        {PRESSURE, "some avg10=12.00 avg60=0\n", "memory pressure", BR_DOCTOR_SEVERE, "12.0 %"},
        {PRESSURE, NULL, "memory pressure", BR_DOCTOR_UNKNOWN, PRESSURE}, );
}

static void little_memory_is_found(void **state)
{
    (void)state;
    PATIENT_HOLD({"/proc/meminfo", "MemTotal: 8000 kB\nMemAvailable: 600 kB\n", "available memory",
                  BR_DOCTOR_WARNING, "600 KiB of 7.81 MiB"},
                 {"/proc/meminfo", "MemTotal: 8000 kB\nMemAvailable: 100 kB\n", "available memory",
                  BR_DOCTOR_SEVERE, "100 KiB"},
                 {"/proc/meminfo", "MemTotal: 8000 kB\n", "available memory", BR_DOCTOR_UNKNOWN,
                  "/proc/meminfo"}, );
}

static void swap_in_use_is_told_from_swap_in_motion(void **state)
{
    (void)state;
    static const char used[] = "MemTotal: 8000000 kB\nSwapTotal: 2000000 kB\nSwapFree: 976000 kB\n";
    struct patient patient;
    patient_admit(&patient);
    patient_finds(&patient, "swap", BR_DOCTOR_OK, "0 B in use, 0 pages");
    patient_write(&patient, "/proc/meminfo", used);
    patient_finds(&patient, "swap", BR_DOCTOR_WARNING, "1000 MiB in use");
    patient_write(&patient, "/proc/vmstat", "pswpin 13\npswpout 24\n");
    patient_finds(&patient, "swap", BR_DOCTOR_SEVERE, "7 pages moved");
    patient_remove(&patient, "/proc/vmstat");
    patient_finds(&patient, "swap", BR_DOCTOR_UNKNOWN, "/proc/vmstat");
    patient_write(&patient, "/proc/meminfo", "MemTotal: 8 kB\nSwapTotal: 0 kB\nSwapFree: 0 kB\n");
    patient_finds(&patient, "swap", BR_DOCTOR_OK, "there is none");
    patient_discharge(&patient);
}

#define HUGE_PAGES "/sys/kernel/mm/transparent_hugepage/enabled"

static void huge_pages_that_are_always_on_are_found(void **state)
{
    (void)state;
    PATIENT_HOLD(
        {HUGE_PAGES, "[always] madvise never\n", "transparent huge pages", BR_DOCTOR_WARNING,
         "always"},
        {HUGE_PAGES, "always madvise [never]\n", "transparent huge pages", BR_DOCTOR_OK, "never"},
        {HUGE_PAGES, NULL, "transparent huge pages", BR_DOCTOR_UNKNOWN, HUGE_PAGES}, );
}

/* ---- the program itself ---- */

static void builds_that_slow_down_are_severe(void **state)
{
    (void)state;
    struct patient patient;
    patient_admit(&patient);
    patient.facts.build_type = "Debug";
    patient.facts.sanitizer = "address,undefined";
    patient_finds(&patient, "build type", BR_DOCTOR_SEVERE, "Debug");
    patient_finds(&patient, "sanitizer", BR_DOCTOR_SEVERE, "address,undefined");
    patient.facts.build_type = "";
    patient_finds(&patient, "build type", BR_DOCTOR_UNKNOWN, "");
    patient.facts.build_type = "RelWithDebInfo";
    patient_finds(&patient, "build type", BR_DOCTOR_OK, "RelWithDebInfo");
    patient_discharge(&patient);
}

static void another_allocator_is_found(void **state)
{
    (void)state;
    struct patient patient;
    patient_admit(&patient);
    patient.facts.allocator_in_effect = BR_DOCTOR_NO;
    strcpy(patient.facts.allocator_reason, "another malloc stands in front");
    patient_finds(&patient, "jemalloc", BR_DOCTOR_SEVERE,
                  "not in effect: another malloc stands in front");
    patient.facts.allocator_profiling = BR_DOCTOR_NO;
    patient_finds(&patient, "jemalloc profiling", BR_DOCTOR_WARNING, "not built in");
    patient_discharge(&patient);
}

static void counters_that_are_missing_are_found(void **state)
{
    (void)state;
    struct patient patient;
    patient_admit(&patient);
    patient.facts.hardware_counters = BR_DOCTOR_NO;
    strcpy(patient.facts.counters_reason, "no hardware counters on this machine");
    patient_finds(&patient, "hardware counters", BR_DOCTOR_WARNING, "no hardware counters");
    patient_discharge(&patient);
    PATIENT_HOLD(
        {"/proc/sys/kernel/perf_event_paranoid", "3\n", "perf_event_paranoid", BR_DOCTOR_WARNING,
         "3"},
        {"/proc/sys/kernel/perf_event_paranoid", "-1\n", "perf_event_paranoid", BR_DOCTOR_OK, "-1"},
        {"/proc/sys/kernel/perf_event_paranoid", NULL, "perf_event_paranoid", BR_DOCTOR_UNKNOWN,
         "cannot be read"}, );
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(shared_cores_are_found),
        cmocka_unit_test(only_usable_cpus_count),
        cmocka_unit_test(a_virtual_machine_is_found),
        cmocka_unit_test(a_battery_that_is_emptied_is_found),
        cmocka_unit_test(a_fixed_memory_layout_is_found),
        cmocka_unit_test(quotas_of_version_2_are_found),
        cmocka_unit_test(an_outer_quota_counts),
        cmocka_unit_test(quotas_of_version_1_are_found),
        cmocka_unit_test(memory_pressure_is_graded),
        cmocka_unit_test(little_memory_is_found),
        cmocka_unit_test(swap_in_use_is_told_from_swap_in_motion),
        cmocka_unit_test(huge_pages_that_are_always_on_are_found),
        cmocka_unit_test(builds_that_slow_down_are_severe),
        cmocka_unit_test(another_allocator_is_found),
        cmocka_unit_test(counters_that_are_missing_are_found),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
