/* Findings about this program: how it was built, its allocator, and the counters it may use. */
#include <stdlib.h>
#include <string.h>

#include "measure/doctor_private.h"

/* ---- build ---- */

static const struct br_doctor_topic build_topic = {
    .name = "build type",
    .effect = "Without optimisation the harness and the built-in workloads are slower than what "
              "users run.",
    .remedy = "Measure with a release build: scripts/run makes one, as does "
              "CMAKE_BUILD_TYPE=Release."};

static void check_build(struct br_doctor *doctor)
{
    const char *type = doctor->facts->build_type;
    if (type == NULL || type[0] == '\0')
        br_doctor_add(doctor, &build_topic, BR_DOCTOR_UNKNOWN, "the build did not record it");
    else
        br_doctor_add(doctor, &build_topic,
                      strcmp(type, "Debug") == 0 ? BR_DOCTOR_SEVERE : BR_DOCTOR_OK, "%s", type);
}

static const struct br_doctor_topic sanitizer_topic = {
    .name = "sanitizer",
    .effect = "Sanitizers make code several times slower and take the allocator's place.",
    .remedy = "Measure with a build without BENCHRUN_SANITIZE."};

static void check_sanitizer(struct br_doctor *doctor)
{
    const char *sanitizer = doctor->facts->sanitizer;
    if (sanitizer == NULL)
        br_doctor_add(doctor, &sanitizer_topic, BR_DOCTOR_UNKNOWN, "the build did not record it");
    else if (sanitizer[0] == '\0')
        br_doctor_add(doctor, &sanitizer_topic, BR_DOCTOR_OK, "none");
    else
        br_doctor_add(doctor, &sanitizer_topic, BR_DOCTOR_SEVERE, "%s", sanitizer);
}

/* ---- allocator ---- */

static const struct br_doctor_topic allocator_topic = {
    .name = "jemalloc",
    .effect = "Without it there are no allocation figures, and rates are those of another "
              "allocator.",
    .remedy = "Run without valgrind, without a sanitizer and without another allocator in "
              "LD_PRELOAD."};

static void check_allocator(struct br_doctor *doctor)
{
    const struct br_doctor_facts *facts = doctor->facts;
    if (facts->allocator_in_effect == BR_DOCTOR_NOT_ASKED)
        br_doctor_add(doctor, &allocator_topic, BR_DOCTOR_UNKNOWN, "it was not asked");
    else if (facts->allocator_in_effect == BR_DOCTOR_YES)
        br_doctor_add(doctor, &allocator_topic, BR_DOCTOR_OK, "in effect");
    else
        br_doctor_add(doctor, &allocator_topic, BR_DOCTOR_SEVERE, "not in effect: %s",
                      facts->allocator_reason);
}

static const struct br_doctor_topic profiling_topic = {
    .name = "jemalloc profiling",
    .effect = "Without it nothing can say which code holds the memory; counts and bytes per record "
              "do not need it.",
    .remedy = "Use a libjemalloc configured with --enable-prof, as Debian's is."};

static void check_profiling(struct br_doctor *doctor)
{
    enum br_doctor_answer answer = doctor->facts->allocator_profiling;
    if (answer == BR_DOCTOR_NOT_ASKED)
        br_doctor_add(doctor, &profiling_topic, BR_DOCTOR_UNKNOWN,
                      "jemalloc is not there to be asked");
    else
        br_doctor_add(doctor, &profiling_topic,
                      answer == BR_DOCTOR_YES ? BR_DOCTOR_OK : BR_DOCTOR_WARNING,
                      answer == BR_DOCTOR_YES ? "built in" : "not built in");
}

/* ---- counters ---- */

static const struct br_doctor_topic counters_topic = {
    .name = "hardware counters",
    .effect = "Without them cycles come from the tick counter, which does not see the core clock "
              "move, and there are no instructions and cache misses.",
    .remedy = "In a virtual machine have the host pass the PMU through; elsewhere see "
              "perf_event_paranoid."};

static void check_counters(struct br_doctor *doctor)
{
    const struct br_doctor_facts *facts = doctor->facts;
    if (facts->hardware_counters == BR_DOCTOR_NOT_ASKED)
        br_doctor_add(doctor, &counters_topic, BR_DOCTOR_UNKNOWN, "they were not asked for");
    else if (facts->hardware_counters == BR_DOCTOR_YES)
        br_doctor_add(doctor, &counters_topic, BR_DOCTOR_OK, "available");
    else
        br_doctor_add(doctor, &counters_topic, BR_DOCTOR_WARNING, "%s", facts->counters_reason);
}

static const struct br_doctor_topic paranoid_topic = {
    .name = "perf_event_paranoid",
    .effect = "Above 2 the kernel refuses a process without privileges even its own counters.",
    .remedy = "As root: sysctl kernel.perf_event_paranoid=2."};

static void check_paranoid(struct br_doctor *doctor)
{
    long long level;
    if (br_doctor_number(doctor->root, "/proc/sys/kernel/perf_event_paranoid", &level))
        br_doctor_add(doctor, &paranoid_topic, level > 2 ? BR_DOCTOR_WARNING : BR_DOCTOR_OK, "%lld",
                      level);
    else
        br_doctor_add(doctor, &paranoid_topic, BR_DOCTOR_UNKNOWN,
                      "kernel.perf_event_paranoid cannot be read");
}

void br_doctor_check_build(struct br_doctor *doctor)
{
    check_build(doctor);
    check_sanitizer(doctor);
    check_allocator(doctor);
    check_profiling(doctor);
    check_counters(doctor);
    check_paranoid(doctor);
}
