/* Clocks: they go forward, the rate fits them, and a bad counter is objected to. */
#include "unit/cmocka_all.h"

#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include "base/clock.h"

static void clocks_go_forward(void **state)
{
    (void)state;
    uint64_t ns = br_clock_monotonic_ns();
    uint64_t thread_ns = br_clock_thread_cpu_ns();
    uint64_t process_ns = br_clock_process_cpu_ns();
    uint64_t ticks = br_clock_ticks();
    for (int i = 0; i < 10000; i++) {
        uint64_t now = br_clock_ticks();
        assert_true(now >= ticks);
        ticks = now;
    }
    assert_true(br_clock_monotonic_ns() > ns);
    assert_true(br_clock_thread_cpu_ns() > thread_ns);
    assert_true(br_clock_process_cpu_ns() > process_ns);
}

/* Ticks converted by the rate agree with nanoseconds; the bound is wide because the machine may be
 * busy, and still tells a rate from its inverse or a wrong unit. */
static void rate_converts_ticks_to_nanoseconds(void **state)
{
    (void)state;
    struct br_clock_rate rate;
    br_clock_calibrate(20000000, &rate, NULL);
    assert_true(rate.spread >= 0.0);
    uint64_t start_ns = br_clock_monotonic_ns();
    uint64_t start_ticks = br_clock_ticks();
    while (br_clock_monotonic_ns() - start_ns < 20000000)
        ;
    double ticks_ns = (double)(br_clock_ticks() - start_ticks) / rate.ticks_per_ns;
    double ns = (double)(br_clock_monotonic_ns() - start_ns);
    assert_true(ticks_ns > ns / 2 && ticks_ns < ns * 2);
}

static void calibration_survives_the_shortest_duration(void **state)
{
    (void)state;
    struct br_clock_rate rate;
    br_clock_calibrate(0, &rate, NULL);
    assert_true(rate.ticks_per_ns > 0.0);
}

/* What this machine's files say is what calibration says. */
static void calibration_reports_this_machines_counter(void **state)
{
    (void)state;
    struct br_clock_rate rate;
    const char *reason = "untouched";
    br_clock_calibrate(1000000, &rate, &reason);
    if (reason != NULL)
        assert_string_not_equal(reason, "untouched");
#if defined(__x86_64__)
    assert_int_equal(rate.source, BR_CLOCK_TSC);
#elif defined(__aarch64__)
    assert_int_equal(rate.source, BR_CLOCK_CNTVCT);
#else
    assert_int_equal(rate.source, BR_CLOCK_MONOTONIC);
    assert_true(rate.ticks_per_ns == 1.0);
#endif
}

static void good_counter_is_accepted(void **state)
{
    (void)state;
    const char *flags = "flags\t\t: fpu constant_tsc rep_good nonstop_tsc cpuid\n";
    assert_null(br_clock_tsc_objection(flags, NULL));
    assert_null(br_clock_tsc_objection(flags, "kvm-clock tsc acpi_pm\n"));
    assert_null(br_clock_tsc_objection("constant_tsc nonstop_tsc", "tsc"));
}

static void bad_counter_is_objected_to(void **state)
{
    (void)state;
    static const struct {
        const char *flags, *sources, *word;
    } cases[] = {
        {"flags : tsc nonstop_tsc", NULL, "constant_tsc"},
        {"flags : tsc xconstant_tsc constant_tscx nonstop_tsc", NULL, "constant_tsc"},
        {"flags : tsc constant_tsc", NULL, "nonstop_tsc"},
        {"flags : constant_tsc nonstop_tsc_s3", NULL, "nonstop_tsc"},
        {"", NULL, "constant_tsc"},
        {"flags : constant_tsc nonstop_tsc", "hpet acpi_pm\n", "clock sources"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        const char *objection = br_clock_tsc_objection(cases[i].flags, cases[i].sources);
        assert_non_null(objection);
        assert_non_null(strstr(objection, cases[i].word));
    }
}

static void sources_have_names(void **state)
{
    (void)state;
    assert_string_equal(br_clock_source_name(BR_CLOCK_TSC), "tsc");
    assert_string_equal(br_clock_source_name(BR_CLOCK_CNTVCT), "cntvct");
    assert_string_equal(br_clock_source_name(BR_CLOCK_MONOTONIC), "monotonic");
}

/* The stage library links clock.c alone. */
static void clock_includes_nothing_else_of_the_project(void **state)
{
    (void)state;
    FILE *source = fopen(BENCHRUN_SOURCE_DIR "/src/base/clock.c", "re");
    if (source == NULL)
        skip();
    char line[256];
    while (fgets(line, sizeof line, source) != NULL)
        if (strncmp(line, "#include \"", 10) == 0)
            assert_string_equal(line, "#include \"base/clock.h\"\n");
    fclose(source);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(clocks_go_forward),
        cmocka_unit_test(rate_converts_ticks_to_nanoseconds),
        cmocka_unit_test(calibration_survives_the_shortest_duration),
        cmocka_unit_test(calibration_reports_this_machines_counter),
        cmocka_unit_test(good_counter_is_accepted),
        cmocka_unit_test(bad_counter_is_objected_to),
        cmocka_unit_test(sources_have_names),
        cmocka_unit_test(clock_includes_nothing_else_of_the_project),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
