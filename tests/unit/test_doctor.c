/* The doctor: the list of findings; noise and clocks, each both ways and unknown. */
#include "unit/cmocka_all.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "doctor_patient.h"

/* ---- the whole list ---- */

static const char *const names[] = {
    "steal",
    "load average",
    "busy processes",
    "interruptions",
    "governor",
    "turbo",
    "core clock",
    "clock source",
    "tick counter",
    "SMT siblings",
    "virtualisation",
    "battery",
    "ASLR",
    "CPU quota",
    "memory pressure",
    "available memory",
    "swap",
    "transparent huge pages",
    "build type",
    "sanitizer",
    "jemalloc",
    "jemalloc profiling",
    "hardware counters",
    "perf_event_paranoid",
};
enum { NAMES = sizeof names / sizeof names[0] };

static void a_healthy_machine_is_ok_in_everything(void **state)
{
    (void)state;
    struct patient patient;
    patient_admit(&patient);
    patient_examine(&patient);
    assert_int_equal(patient.findings.count, NAMES);
    for (size_t i = 0; i < NAMES; i++) {
        const struct br_doctor_finding *finding = &patient.findings.items[i];
        assert_string_equal(finding->name, names[i]);
        if (finding->state != BR_DOCTOR_OK)
            fail_msg("%s: %s", finding->name, finding->value);
        assert_true(finding->value[0] != '\0');
        assert_int_equal(finding->effect[strlen(finding->effect) - 1], '.');
        assert_int_equal(finding->remedy[strlen(finding->remedy) - 1], '.');
    }
    patient_discharge(&patient);
}

static void what_cannot_be_read_is_unknown(void **state)
{
    (void)state;
    struct patient patient = {0};
    assert_int_equal(scratch_make(patient.root), 0);
    br_doctor_look(patient.root, &patient.before);
    patient_examine(&patient);
    assert_int_equal(patient.findings.count, NAMES);
    for (size_t i = 0; i < NAMES; i++)
        if (patient.findings.items[i].state != BR_DOCTOR_UNKNOWN)
            fail_msg("%s is not unknown but '%s'", names[i], patient.findings.items[i].value);
    patient_discharge(&patient);
}

/* Every file emptied or filled with nonsense: nothing may turn out ok that was not read. */
static void damaged_files_are_not_ok(void **state)
{
    (void)state;
    static const char *const nonsense[] = {"", "\n", "max", ":::::", "(", ")", "-", "some avg10="};
    for (size_t i = 0; i < sizeof nonsense / sizeof nonsense[0]; i++) {
        struct patient patient;
        patient_admit(&patient);
        patient_overwrite(&patient, nonsense[i]);
        patient_finds(&patient, "steal", BR_DOCTOR_UNKNOWN, "");
        patient_finds(&patient, "busy processes", BR_DOCTOR_UNKNOWN, "");
        patient_finds(&patient, "swap", BR_DOCTOR_UNKNOWN, "");
        patient_finds(&patient, "available memory", BR_DOCTOR_UNKNOWN, "");
        patient_finds(&patient, "SMT siblings", BR_DOCTOR_UNKNOWN, "");
        patient_finds(&patient, "turbo", BR_DOCTOR_UNKNOWN, "");
        patient_finds(&patient, "ASLR", BR_DOCTOR_UNKNOWN, "");
        patient_finds(&patient, "transparent huge pages", BR_DOCTOR_UNKNOWN, "");
        patient_discharge(&patient);
    }
}

/* ---- noise ---- */

static void steal_is_measured_between_the_looks(void **state)
{
    (void)state;
    struct patient patient;
    patient_admit(&patient);
    patient_finds(&patient, "steal", BR_DOCTOR_OK, "0.0 %");
    patient_write_cpu_time(&patient, 1000 + PATIENT_TICKS, 9000 + PATIENT_TICKS - 12,
                           62); /* 12 of 600 */
    patient_finds(&patient, "steal", BR_DOCTOR_WARNING, "2.0 %");
    patient_write_cpu_time(&patient, 1000 + PATIENT_TICKS, 9000 + PATIENT_TICKS - 60, 110);
    patient_finds(&patient, "steal", BR_DOCTOR_SEVERE, "10.0 %");
    patient_discharge(&patient);
}

/* A guest that never saw steal may be one whose hypervisor does not report it. */
static void steal_that_is_never_reported_is_unknown(void **state)
{
    (void)state;
    struct patient patient;
    patient_admit(&patient);
    patient_write_cpu_time(&patient, 1000 + PATIENT_TICKS, 9000 + PATIENT_TICKS, 0);
    patient_finds(&patient, "steal", BR_DOCTOR_OK, "0.0 %");
    patient_write(&patient, "/proc/cpuinfo", "flags\t\t: fpu hypervisor\n");
    patient_finds(&patient, "steal", BR_DOCTOR_UNKNOWN, "since boot");
    patient_discharge(&patient);
}

static void load_is_held_against_the_cpus(void **state)
{
    (void)state;
    PATIENT_HOLD({"/proc/loadavg", "0.99 0 0 1/1 1\n", "load average", BR_DOCTOR_OK, "0.99"},
                 {"/proc/loadavg", "1.50 0 0 1/1 1\n", "load average", BR_DOCTOR_WARNING, "2 CPUs"},
                 {"/proc/loadavg", "3.20 0 0 1/1 1\n", "load average", BR_DOCTOR_SEVERE, "3.20"},
                 {"/proc/loadavg", "idle\n", "load average", BR_DOCTOR_UNKNOWN, "/proc/loadavg"},
                 {"/proc/loadavg", NULL, "load average", BR_DOCTOR_UNKNOWN, "/proc/loadavg"}, );
}

/* 300 ticks pass; others take 240 of a CPU, of which three processes are named, ours never. */
static void busy_processes_are_named(void **state)
{
    (void)state;
    struct patient patient;
    patient_admit(&patient);
    patient_finds(&patient, "busy processes", BR_DOCTOR_OK, "others took 0 % of a CPU, no process");
    patient_write_cpu_time(&patient, 1000 + PATIENT_TICKS + 240, 9000 + PATIENT_TICKS - 240, 50);
    patient_write_process(&patient, 8, "quiet", 100, 10, 20); /* 60 more than before */
    patient_write_process(&patient, 9, "evil)\033[31m (x", 90, 30, 950);
    patient_write_process(&patient, 10, "third", 45, 0, 960);
    patient_write_process(&patient, 11, "fourth", 15, 0, 961);
    patient_finds(
        &patient, "busy processes", BR_DOCTOR_SEVERE,
        "others took 80 % of a CPU: evil)\\x1b[31m (x (pid 9) 40 %, quiet (pid 8) 20 %, third "
        "(pid 10) 15 %");
    assert_null(strstr(patient.findings.items[2].value, "fourth"));
    patient_discharge(&patient);
}

/* The same pid with another start is another process: all its time is new. */
static void a_pid_given_again_is_another_process(void **state)
{
    (void)state;
    struct patient patient;
    patient_admit(&patient);
    patient_write_cpu_time(&patient, 1000 + PATIENT_TICKS + 60, 9000 + PATIENT_TICKS - 60, 50);
    patient_write_process(&patient, 8, "again", 60, 0, 999);
    patient_finds(&patient, "busy processes", BR_DOCTOR_WARNING,
                  "20 % of a CPU: again (pid 8) 20 %");
    patient_discharge(&patient);
}

/* What ended in between, or lives outside the container, still counts. */
static void busy_time_without_a_process_is_seen(void **state)
{
    (void)state;
    struct patient patient;
    patient_admit(&patient);
    patient_write_cpu_time(&patient, 1000 + PATIENT_TICKS + 300, 9000 + PATIENT_TICKS - 300, 50);
    patient_finds(&patient, "busy processes", BR_DOCTOR_SEVERE, "100 % of a CPU, no process");
    patient_discharge(&patient);
}

static void waiting_for_a_disk_is_not_busy(void **state)
{
    (void)state;
    struct patient patient;
    patient_admit(&patient);
    patient_write(&patient, "/proc/stat", "cpu  1300 0 0 9000 300 0 0 50 0 0\ncpu0 1\ncpu1 1\n");
    patient_finds(&patient, "busy processes", BR_DOCTOR_OK, "others took 0 % of a CPU");
    patient_discharge(&patient);
}

/* The share of a CPU that is severe on 2 CPUs is not on 8. */
static void many_cpus_can_bear_a_busy_process(void **state)
{
    (void)state;
    struct patient patient;
    patient_admit(&patient);
    patient_write(
        &patient, "/proc/stat",
        "cpu  1600 0 0 11050 0 0 0 50 0 0\ncpu0 1\ncpu1 1\ncpu2 1\ncpu3 1\ncpu4 1\ncpu5 1\n"
        "cpu6 1\ncpu7 1\n"); /* 2650 ticks: 331 of each CPU */
    patient_finds(&patient, "busy processes", BR_DOCTOR_WARNING, "others took 91 % of a CPU");
    patient_discharge(&patient);
}

static void interruptions_are_graded(void **state)
{
    (void)state;
    struct patient patient;
    patient_admit(&patient);
    patient.facts.floor.lost_share = 0.05;
    patient_finds(&patient, "interruptions", BR_DOCTOR_WARNING, "250 per s take 5.0 % of the time");
    patient.facts.floor.lost_share = 0.5;
    patient_finds(&patient, "interruptions", BR_DOCTOR_SEVERE, "50.0 %");
    patient.facts.floor.duration_ns = 0;
    patient_finds(&patient, "interruptions", BR_DOCTOR_UNKNOWN, "");
    patient_discharge(&patient);
}

/* ---- clocks ---- */

#define GOVERNOR PATIENT_CPU "/cpu0/cpufreq/scaling_governor"
#define SECOND_GOVERNOR PATIENT_CPU "/cpu1/cpufreq/scaling_governor"

static void governors_that_move_the_clock_are_found(void **state)
{
    (void)state;
    PATIENT_HOLD({GOVERNOR, "powersave\n", "governor", BR_DOCTOR_WARNING, "powersave"},
                 {SECOND_GOVERNOR, "schedutil\n", "governor", BR_DOCTOR_WARNING, "schedutil"},
                 {GOVERNOR, "userspace\n", "governor", BR_DOCTOR_OK, "userspace"}, );
    struct patient patient;
    patient_admit(&patient);
    patient_remove(&patient, GOVERNOR);
    patient_remove(&patient, SECOND_GOVERNOR);
    patient_finds(&patient, "governor", BR_DOCTOR_UNKNOWN, "scaling_governor");
    patient_discharge(&patient);
}

static void turbo_is_told_by_either_file(void **state)
{
    (void)state;
    PATIENT_HOLD(
        {PATIENT_CPU "/intel_pstate/no_turbo", "0\n", "turbo", BR_DOCTOR_WARNING, "on"},
        {PATIENT_CPU "/intel_pstate/no_turbo", NULL, "turbo", BR_DOCTOR_UNKNOWN, "boost"}, );
    struct patient patient;
    patient_admit(&patient);
    patient_remove(&patient, PATIENT_CPU "/intel_pstate/no_turbo");
    patient_write(&patient, PATIENT_CPU "/cpufreq/boost", "1\n");
    patient_finds(&patient, "turbo", BR_DOCTOR_WARNING, "on");
    patient_write(&patient, PATIENT_CPU "/cpufreq/boost", "0\n");
    patient_finds(&patient, "turbo", BR_DOCTOR_OK, "off");
    patient_discharge(&patient);
}

static void a_core_clock_that_moves_is_found(void **state)
{
    (void)state;
    struct patient patient;
    patient_admit(&patient);
    for (size_t i = 0; i < 12; i++)
        patient.facts.core_clock_ghz[i] = i < 6 ? 3.0 : 3.15;
    patient.facts.core_clocks = 12;
    patient_finds(&patient, "core clock", BR_DOCTOR_WARNING, "moved by 5.0 % over 12 probes");
    patient.facts.core_clock_ghz[0] = patient.facts.core_clock_ghz[1] = 2.4;
    patient_finds(&patient, "core clock", BR_DOCTOR_SEVERE, "3.15 GHz, moved by 31.2 %");
    patient.facts.core_clocks = 4;
    patient_finds(&patient, "core clock", BR_DOCTOR_UNKNOWN, "could not be probed");
    patient.facts.core_clocks = 12;
    patient.facts.core_clock_ghz[5] = 0;
    patient_finds(&patient, "core clock", BR_DOCTOR_UNKNOWN, "could not be probed");
    patient_discharge(&patient);
}

/* One probe in ten may have been interrupted. */
static void a_single_odd_probe_is_no_move(void **state)
{
    (void)state;
    struct patient patient;
    patient_admit(&patient);
    for (size_t i = 0; i < 20; i++)
        patient.facts.core_clock_ghz[i] = i == 7 ? 1.2 : 3.0;
    patient.facts.core_clocks = 20;
    patient_finds(&patient, "core clock", BR_DOCTOR_OK, "moved by 0.0 %");
    patient_discharge(&patient);
}

#define CLOCK_SOURCE "/sys/devices/system/clocksource/clocksource0/current_clocksource"

static void clock_sources_are_graded(void **state)
{
    (void)state;
    PATIENT_HOLD(
        {CLOCK_SOURCE, "arch_sys_counter\n", "clock source", BR_DOCTOR_OK, "arch_sys_counter"},
        {CLOCK_SOURCE, "kvm-clock\n", "clock source", BR_DOCTOR_WARNING, "kvm-clock"},
        {CLOCK_SOURCE, "hpet\n", "clock source", BR_DOCTOR_SEVERE, "hpet"},
        {CLOCK_SOURCE, NULL, "clock source", BR_DOCTOR_UNKNOWN, "current_clocksource"}, );
}

static void a_doubtful_tick_counter_is_severe(void **state)
{
    (void)state;
    struct patient patient;
    patient_admit(&patient);
    patient.facts.tick_warning = "the TSC stops in deep sleep";
    patient_finds(&patient, "tick counter", BR_DOCTOR_SEVERE, "the TSC stops in deep sleep");
    patient_discharge(&patient);
}

/* ---- this machine ---- */

static void this_process_is_asked(void **state)
{
    (void)state;
    struct br_doctor_facts facts = {0};
    br_doctor_facts_read(&facts);
    assert_int_equal(facts.self, getpid());
    assert_int_not_equal(facts.allocator_in_effect, BR_DOCTOR_NOT_ASKED);
    assert_int_not_equal(facts.hardware_counters, BR_DOCTOR_NOT_ASKED);
    assert_true(facts.hardware_counters == BR_DOCTOR_YES || facts.counters_reason[0] != '\0');
    for (size_t i = 0; i < BR_DOCTOR_CLOCKS + 2; i++)
        br_doctor_facts_probe_clock(&facts, 1);
    assert_int_equal(facts.core_clocks, BR_DOCTOR_CLOCKS);
}

static void this_machine_is_looked_at(void **state)
{
    (void)state;
    struct br_doctor_look look;
    bool found = false;
    br_doctor_look("", &look);
    for (size_t i = 0; i < look.process_count; i++)
        found = found || look.processes[i].pid == getpid();
    assert_true(found);
    assert_true(look.cpu_known);
    assert_int_equal(look.cpus, sysconf(_SC_NPROCESSORS_ONLN));
    assert_true(look.busy_ticks <= look.total_ticks);
    br_doctor_look_release(&look);
    assert_null(look.processes);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_healthy_machine_is_ok_in_everything),
        cmocka_unit_test(what_cannot_be_read_is_unknown),
        cmocka_unit_test(damaged_files_are_not_ok),
        cmocka_unit_test(steal_is_measured_between_the_looks),
        cmocka_unit_test(steal_that_is_never_reported_is_unknown),
        cmocka_unit_test(load_is_held_against_the_cpus),
        cmocka_unit_test(busy_processes_are_named),
        cmocka_unit_test(a_pid_given_again_is_another_process),
        cmocka_unit_test(busy_time_without_a_process_is_seen),
        cmocka_unit_test(waiting_for_a_disk_is_not_busy),
        cmocka_unit_test(many_cpus_can_bear_a_busy_process),
        cmocka_unit_test(interruptions_are_graded),
        cmocka_unit_test(governors_that_move_the_clock_are_found),
        cmocka_unit_test(turbo_is_told_by_either_file),
        cmocka_unit_test(a_core_clock_that_moves_is_found),
        cmocka_unit_test(a_single_odd_probe_is_no_move),
        cmocka_unit_test(clock_sources_are_graded),
        cmocka_unit_test(a_doubtful_tick_counter_is_severe),
        cmocka_unit_test(this_process_is_asked),
        cmocka_unit_test(this_machine_is_looked_at),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
