/* The machine, read from made-up /proc and /sys trees and from the real ones. */
#include "unit/cmocka_all.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/os.h"
#include "measure/machine.h"
#include "unit/scratch_folder.h"

/* One file of a made-up tree. */
struct entry {
    const char *path;
    const char *text;
};

static void write_tree(const char *root, const struct entry *entries, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        char path[SCRATCH_PATH + 256], folder[SCRATCH_PATH + 256];
        snprintf(path, sizeof path, "%s%s", root, entries[i].path);
        strcpy(folder, path);
        *strrchr(folder, '/') = '\0';
        assert_int_equal(br_os_make_folders(folder, NULL), 0);
        assert_int_equal(scratch_write(path, entries[i].text, strlen(entries[i].text)), 0);
    }
}

static void read_tree(const struct entry *entries, size_t count, struct br_machine *machine)
{
    char root[SCRATCH_PATH];
    assert_int_equal(scratch_make(root), 0);
    write_tree(root, entries, count);
    br_machine_read_at(root, machine);
    scratch_remove(root);
}

#define CPU "/sys/devices/system/cpu"
#define CACHE CPU "/cpu0/cache/index"

static const struct entry server[] = {
    {"/proc/cpuinfo", "processor\t: 0\nmodel\t\t: 207\nmodel name\t: Example CPU @ 2.30GHz\n"
                      "flags\t\t: fpu tsc nonstop_tsc constant_tsc hypervisor\n\n"
                      "processor\t: 1\nmodel name\t: Another CPU\n"},
    {"/proc/self/status", "Name:\tx\nCpus_allowed:\tff\nCpus_allowed_list:\t0-3,8,10-11\n"},
    {"/proc/meminfo", "MemTotal:        8145396 kB\nMemFree:  1 kB\n"},
    {"/proc/sys/kernel/hostname", "bench-7\n"},
    {"/proc/sys/kernel/ostype", "Linux\n"},
    {"/proc/sys/kernel/osrelease", "6.1.0-9-amd64\n"},
    {"/etc/os-release",
     "NAME=\"Debian\"\nPRETTY_NAME=\"Debian GNU/Linux 12 (bookworm)\"\nID=debian\n"},
    {"/sys/devices/system/clocksource/clocksource0/current_clocksource", "tsc\n"},
    {CPU "/online", "0-15\n"},
    {CPU "/cpu0/cpufreq/scaling_governor", "powersave\n"},
    {CACHE "0/level", "1\n"},
    {CACHE "0/type", "Data\n"},
    {CACHE "0/size", "48K\n"},
    {CACHE "1/level", "1\n"},
    {CACHE "1/type", "Instruction\n"},
    {CACHE "1/size", "32K\n"},
    {CACHE "2/level", "2\n"},
    {CACHE "2/type", "Unified\n"},
    {CACHE "2/size", "2048K\n"},
    {CACHE "3/level", "3\n"},
    {CACHE "3/type", "Unified\n"},
    {CACHE "3/size", "36M\n"},
};

static void a_full_tree_is_read(void **state)
{
    (void)state;
    struct br_machine machine;
    read_tree(server, sizeof server / sizeof server[0], &machine);
    assert_string_equal(machine.hostname, "bench-7");
    assert_string_equal(machine.cpu_model, "Example CPU @ 2.30GHz");
    assert_int_equal(machine.cpus_online, 16);
    assert_int_equal(machine.cpus_allowed, 7);
    assert_string_equal(machine.caches, "L1d 48 KiB, L1i 32 KiB, L2 2 MiB, L3 36 MiB");
    assert_string_equal(machine.governor, "powersave");
    assert_int_equal(machine.memory_bytes, UINT64_C(8145396) * 1024);
    assert_memory_equal(machine.kernel, "Linux 6.1.0-9-amd64 ", 20);
    assert_string_equal(machine.os, "Debian GNU/Linux 12 (bookworm)");
    assert_string_equal(machine.clock_source, "tsc");
    assert_string_equal(machine.virtualisation, "unknown hypervisor");
    assert_string_equal(machine.tsc_flags, "constant_tsc nonstop_tsc");
    br_machine_release(&machine);
    assert_null(machine.hostname);
}

static void an_empty_tree_tells_nothing(void **state)
{
    (void)state;
    struct br_machine machine;
    read_tree(NULL, 0, &machine);
    static const struct br_machine nothing = {0};
    assert_memory_equal(&machine, &nothing, sizeof machine);
    br_machine_release(&machine);
}

static void an_arm_tree_is_read(void **state)
{
    (void)state;
    static const struct entry arm[] = {
        {"/proc/cpuinfo", "processor\t: 0\nCPU implementer\t: 0x41\nCPU part\t: 0xd0c\n"},
        {"/etc/os-release", "PRETTY_NAME=Alpine\n"},
        {"/sys/hypervisor/type", "xen\n"},
        {CPU "/online", "0\n"},
    };
    struct br_machine machine;
    read_tree(arm, sizeof arm / sizeof arm[0], &machine);
    assert_string_equal(machine.cpu_model, "CPU implementer 0x41, part 0xd0c");
    assert_string_equal(machine.os, "Alpine");
    assert_string_equal(machine.virtualisation, "xen");
    assert_int_equal(machine.cpus_online, 1);
    assert_null(machine.tsc_flags);
    br_machine_release(&machine);
}

static void a_physical_machine_is_told_from_a_virtual_one(void **state)
{
    (void)state;
    static const struct entry physical[] = {
        {"/proc/cpuinfo", "flags\t\t: fpu hypervisor_not tsc\n"}};
    struct br_machine machine;
    read_tree(physical, 1, &machine);
    assert_string_equal(machine.virtualisation, "none");
    assert_string_equal(machine.tsc_flags, "");
    br_machine_release(&machine);
}

static void damaged_files_do_no_harm(void **state)
{
    (void)state;
    static const struct entry damaged[] = {
        {"/proc/cpuinfo", "model name"},  {"/proc/self/status", "Cpus_allowed_list:\t7-3\n"},
        {"/proc/meminfo", "MemTotal:\n"}, {"/etc/os-release", "PRETTY_NAME=\"\n"},
        {CPU "/online", "many\n"},        {CACHE "0/level", "1\n"},
    };
    struct br_machine machine;
    read_tree(damaged, sizeof damaged / sizeof damaged[0], &machine);
    assert_null(machine.cpu_model);
    assert_null(machine.caches);
    assert_int_equal(machine.cpus_allowed, 0);
    assert_int_equal(machine.cpus_online, 0);
    assert_int_equal(machine.memory_bytes, 0);
    assert_string_equal(machine.os, "\"");
    br_machine_release(&machine);
}

static void this_machine_is_read(void **state)
{
    (void)state;
    struct br_machine machine;
    br_machine_read(&machine);
    char hostname[256];
    assert_int_equal(gethostname(hostname, sizeof hostname), 0);
    assert_string_equal(machine.hostname, hostname);
    assert_int_equal(machine.cpus_online, sysconf(_SC_NPROCESSORS_ONLN));
    assert_int_equal(machine.cpus_allowed, br_os_allowed_cpus(NULL, 0));
    assert_int_equal(machine.memory_bytes, br_os_memory_total());
    assert_non_null(machine.kernel);
    br_machine_release(&machine);
}

/* ---- the floor ---- */

static void the_floor_is_consistent(void **state)
{
    (void)state;
    struct br_clock_rate rate;
    struct br_machine_floor floor;
    br_clock_calibrate(5000000, &rate, NULL);
    br_machine_floor_measure(50000000, rate.ticks_per_ns, &floor);
    assert_true(floor.duration_ns >= 50000000 - 1000);
    assert_true(floor.lost_share >= 0 && floor.lost_share <= 1);
    assert_true(floor.gap_ns_p50 <= floor.gap_ns_p99 && floor.gap_ns_p99 <= floor.gap_ns_max);
    assert_true(floor.gap_ns_max <= (double)floor.duration_ns * 1.001);
    assert_true((floor.gaps_per_s > 0) == (floor.gap_ns_max > 0));
    assert_true(floor.gaps_per_s == 0 || floor.gap_ns_p50 >= 999);
}

/* Gaps of known lengths, and stretches that add up. */
static void gaps_are_counted_by_decade(void **state)
{
    (void)state;
    static const uint64_t gap_ticks[] = {4000, 18000, 24000, 500000, 3000000, 60000000, 900000000};
    static const uint64_t expected[BR_MACHINE_GAP_DECADES] = {2, 1, 1, 1, 2};
    struct br_machine_listener listener;
    struct br_machine_floor floor;
    br_machine_listen_start(&listener, 2);
    for (size_t i = 0; i < sizeof gap_ticks / sizeof gap_ticks[0]; i++)
        br_histogram_record(&listener.gaps, gap_ticks[i]);
    listener.elapsed_ticks = 4000000000;
    br_machine_listen_finish(&listener, &floor);
    assert_memory_equal(floor.gaps_by_decade, expected, sizeof expected);
    assert_int_equal(floor.duration_ns, 2000000000);
    assert_true(fabs(floor.gaps_per_s - 3.5) < 1e-9);
    assert_true(fabs(floor.gap_ns_max - 450e6) < 1);
    assert_true(fabs(floor.lost_share - 963546000.0 / 4e9) < 1e-9);
    uint64_t before = listener.elapsed_ticks;
    br_machine_listen(&listener, 1000);
    br_machine_listen(&listener, 1000);
    assert_true(listener.elapsed_ticks >= before + 4000);
}

static void no_time_finds_no_gaps(void **state)
{
    (void)state;
    struct br_machine_floor floor;
    br_machine_floor_measure(0, 1, &floor);
    static const struct br_machine_floor nothing = {0};
    assert_memory_equal(&floor, &nothing, sizeof floor);
}

/* 350 gaps a second: of records of 3 us 0.105 % are hit, of records of 0.6 us 0.021 %. */
static void the_tick_limit_follows_gaps_and_record_time(void **state)
{
    (void)state;
    struct br_machine_floor floor = {.gaps_per_s = 350};
    assert_true(fabs(br_machine_tick_limit(&floor, 3000) - 0.99895) < 1e-12);
    assert_true(fabs(br_machine_tick_limit(&floor, 600) - 0.99979) < 1e-12);
    assert_true(br_machine_tick_limit(&floor, 3e6) == 0);
    floor.gaps_per_s = 0;
    assert_true(br_machine_tick_limit(&floor, 3000) == 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_full_tree_is_read),
        cmocka_unit_test(an_empty_tree_tells_nothing),
        cmocka_unit_test(an_arm_tree_is_read),
        cmocka_unit_test(a_physical_machine_is_told_from_a_virtual_one),
        cmocka_unit_test(damaged_files_do_no_harm),
        cmocka_unit_test(this_machine_is_read),
        cmocka_unit_test(the_floor_is_consistent),
        cmocka_unit_test(gaps_are_counted_by_decade),
        cmocka_unit_test(no_time_finds_no_gaps),
        cmocka_unit_test(the_tick_limit_follows_gaps_and_record_time),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
