/*
 * Counter groups: a real one of software events, made-up ones through the opener, the decoding of
 * words, and what is said where there are none.
 */
#include "unit/cmocka_all.h"

#include <errno.h>
#include <math.h>
#include <stdbool.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <unistd.h>

#include "measure/counters.h"

static void assert_near(double value, double expected)
{
    if (!(fabs(value - expected) <= 1e-9 * fabs(expected)))
        fail_msg("%.17g instead of %.17g", value, expected);
}

/* ---- decoding ---- */

static void whole_words_are_counted(void **state)
{
    (void)state;
    static const uint64_t words[] = {2, 5000, 5000, 123456, UINT64_C(1) << 50};
    struct br_counter_value values[2];
    uint64_t enabled, running;
    br_counters_decode(words, 5, values, 2, &enabled, &running);
    assert_int_equal(enabled, 5000);
    assert_int_equal(running, 5000);
    assert_int_equal(values[0].state, BR_COUNTER_COUNTED);
    assert_near(values[0].value, 123456);
    assert_near(values[1].value, 0x1p50);
}

static void multiplexed_words_are_scaled(void **state)
{
    (void)state;
    static const uint64_t words[] = {3, 9000, 3000, 1000, 0, 7};
    struct br_counter_value values[3];
    uint64_t enabled, running;
    br_counters_decode(words, 6, values, 3, &enabled, &running);
    for (int i = 0; i < 3; i++)
        assert_int_equal(values[i].state, BR_COUNTER_SCALED);
    assert_near(values[0].value, 3000);
    assert_near(values[1].value, 0);
    assert_near(values[2].value, 21);
}

static void words_that_say_nothing_are_unsupported(void **state)
{
    (void)state;
    static const uint64_t never_ran[] = {1, 9000, 0, 55};
    static const uint64_t other_group[] = {2, 9000, 9000, 55, 56};
    struct br_counter_value values[2] = {{.state = BR_COUNTER_COUNTED, .value = 1}};
    uint64_t enabled, running;
    br_counters_decode(never_ran, 4, values, 1, &enabled, &running);
    assert_int_equal(values[0].state, BR_COUNTER_UNSUPPORTED);
    assert_true(values[0].value == 0);
    assert_int_equal(enabled, 9000);
    br_counters_decode(other_group, 5, values, 1, &enabled, &running);
    assert_int_equal(values[0].state, BR_COUNTER_UNSUPPORTED);
    br_counters_decode(other_group, 4, values, 2, &enabled, &running);
    assert_int_equal(values[1].state, BR_COUNTER_UNSUPPORTED);
    br_counters_decode(other_group, 0, values, 2, &enabled, &running);
    assert_int_equal(values[0].state, BR_COUNTER_UNSUPPORTED);
}

/* ---- a made-up kernel ---- */

/* A descriptor from which these words are read; negative on failure. */
static int words_file(const uint64_t *words, size_t size)
{
    int descriptor = memfd_create("counters", MFD_CLOEXEC);
    if (descriptor >= 0 &&
        (write(descriptor, words, size) != (ssize_t)size || lseek(descriptor, 0, SEEK_SET) != 0))
        return -EIO;
    return descriptor;
}

/* Cycles lead, branch-misses are missing, and the group had half of the time. */
static int open_without_branch_misses(const struct br_counter_event *event, int group_descriptor)
{
    static const uint64_t words[] = {3, 2000, 1000, 10, 20, 30};
    if (strcmp(event->name, "branch-misses") == 0)
        return -ENOENT;
    if (strcmp(event->name, "cycles") == 0)
        return group_descriptor == -1 ? words_file(words, sizeof words) : -EINVAL;
    return group_descriptor >= 0 ? words_file(words, 0) : -EINVAL;
}

static void members_find_their_places(void **state)
{
    (void)state;
    struct br_counters counters;
    struct br_counter_value values[BR_COUNTER_LIMIT];
    br_counters_open(&counters, br_counter_hardware, br_counter_hardware_count,
                     open_without_branch_misses);
    assert_int_equal(counters.group_state, BR_COUNTER_COUNTED);
    assert_string_equal(counters.reason, "branch-misses cannot be counted on this machine "
                                         "(perf_event_open: No such file or directory)");
    br_counters_start(&counters);
    br_counters_stop(&counters);
    br_counters_read(&counters, values);
    static const struct br_counter_value expected[] = {
        {"cycles", BR_COUNTER_SCALED, 20},
        {"instructions", BR_COUNTER_SCALED, 40},
        {"branch-misses", BR_COUNTER_UNSUPPORTED, 0},
        {"cache-misses", BR_COUNTER_SCALED, 60},
    };
    for (size_t i = 0; i < br_counter_hardware_count; i++) {
        assert_string_equal(values[i].name, expected[i].name);
        assert_int_equal(values[i].state, expected[i].state);
        assert_near(values[i].value, expected[i].value);
    }
    assert_int_equal(counters.enabled_ns, 2000);
    assert_int_equal(counters.running_ns, 1000);
    br_counters_close(&counters);
    assert_int_equal(counters.descriptors[0], -1);
}

static int open_that_never_runs(const struct br_counter_event *event, int group_descriptor)
{
    static const uint64_t words[] = {4, 2000, 0, 0, 0, 0, 0};
    (void)event;
    return words_file(words, group_descriptor < 0 ? sizeof words : 0);
}

static void a_group_that_never_ran_says_so(void **state)
{
    (void)state;
    struct br_counters counters;
    struct br_counter_value values[BR_COUNTER_LIMIT];
    br_counters_open(&counters, br_counter_hardware, br_counter_hardware_count,
                     open_that_never_runs);
    br_counters_read(&counters, values);
    assert_int_equal(values[0].state, BR_COUNTER_UNSUPPORTED);
    assert_non_null(strstr(counters.reason, "never got the hardware"));
    br_counters_close(&counters);
}

static int open_on_no_hardware(const struct br_counter_event *event, int group_descriptor)
{
    (void)event;
    assert_int_equal(group_descriptor, -1);
    return -ENOENT;
}

static int open_forbidden(const struct br_counter_event *event, int group_descriptor)
{
    (void)event;
    (void)group_descriptor;
    return -EACCES;
}

/* Everything works on a group that is not there, and every value has the group's state. */
static void assert_all(br_counter_opener opener, enum br_counter_state expected, const char *reason)
{
    struct br_counters counters;
    struct br_counter_value values[BR_COUNTER_LIMIT];
    br_counters_open(&counters, br_counter_hardware, br_counter_hardware_count, opener);
    assert_int_equal(counters.group_state, expected);
    br_counters_start(&counters);
    br_counters_stop(&counters);
    br_counters_read(&counters, values);
    for (size_t i = 0; i < br_counter_hardware_count; i++) {
        assert_int_equal(values[i].state, expected);
        assert_string_equal(values[i].name, br_counter_hardware[i].name);
    }
    if (strstr(counters.reason, reason) == NULL)
        fail_msg("reason: %s", counters.reason);
    br_counters_close(&counters);
}

static void missing_hardware_is_unsupported(void **state)
{
    (void)state;
    assert_all(open_on_no_hardware, BR_COUNTER_UNSUPPORTED,
               "no hardware counters on this machine (perf_event_open: ");
}

static void missing_permission_is_denied(void **state)
{
    (void)state;
    assert_all(open_forbidden, BR_COUNTER_DENIED, "kernel.perf_event_paranoid");
}

/* ---- this machine ---- */

static void touch_pages(size_t pages)
{
    size_t size = pages * (size_t)sysconf(_SC_PAGESIZE);
    char *memory = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    assert_true(memory != MAP_FAILED);
    /* One fault for each page, whatever the setting for huge ones. */
    madvise(memory, size, MADV_NOHUGEPAGE);
    for (size_t at = 0; at < size; at += (size_t)sysconf(_SC_PAGESIZE))
        ((volatile char *)memory)[at] = 1;
    munmap(memory, size);
}

/* A real group: faults of which the number is known, between start and stop only, adding up. */
static void a_software_group_counts(void **state)
{
    (void)state;
    struct br_counters counters;
    struct br_counter_value values[BR_COUNTER_LIMIT];
    br_counters_open(&counters, br_counter_software, br_counter_software_count, NULL);
    if (counters.group_state != BR_COUNTER_COUNTED) {
        print_message("skipped: %s\n", counters.reason);
        skip();
    }
    struct rusage before, after;
    long faults = 0;
    touch_pages(1000);
    for (int i = 0; i < 2; i++) {
        getrusage(RUSAGE_THREAD, &before);
        br_counters_start(&counters);
        touch_pages(300);
        br_counters_stop(&counters);
        getrusage(RUSAGE_THREAD, &after);
        faults += after.ru_minflt - before.ru_minflt;
        touch_pages(1000);
    }
    br_counters_read(&counters, values);
    for (size_t i = 0; i < br_counter_software_count; i++) {
        assert_int_equal(values[i].state, BR_COUNTER_COUNTED);
        assert_string_equal(values[i].name, br_counter_software[i].name);
    }
    assert_true(counters.enabled_ns > 0);
    assert_int_equal(counters.enabled_ns, counters.running_ns);
    assert_true(values[0].value > 0);
    assert_true(values[2].value >= 600 && values[2].value <= (double)faults);
    assert_true(values[1].value >= values[2].value);
    br_counters_close(&counters);
}

/* Whichever kind of machine this is, the answer is complete. */
static void hardware_is_counted_or_explained(void **state)
{
    (void)state;
    struct br_counters counters;
    struct br_counter_value values[BR_COUNTER_LIMIT];
    br_counters_open(&counters, br_counter_hardware, br_counter_hardware_count, NULL);
    br_counters_start(&counters);
    touch_pages(1000);
    br_counters_stop(&counters);
    br_counters_read(&counters, values);
    bool counted = values[0].state == BR_COUNTER_COUNTED || values[0].state == BR_COUNTER_SCALED;
    if (counted)
        assert_true(values[0].value > 0);
    else
        assert_true(counters.reason[0] != '\0');
    print_message("cycles: %s\n", counted ? "counted" : counters.reason);
    br_counters_close(&counters);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(whole_words_are_counted),
        cmocka_unit_test(multiplexed_words_are_scaled),
        cmocka_unit_test(words_that_say_nothing_are_unsupported),
        cmocka_unit_test(members_find_their_places),
        cmocka_unit_test(a_group_that_never_ran_says_so),
        cmocka_unit_test(missing_hardware_is_unsupported),
        cmocka_unit_test(missing_permission_is_denied),
        cmocka_unit_test(a_software_group_counts),
        cmocka_unit_test(hardware_is_counted_or_explained),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
