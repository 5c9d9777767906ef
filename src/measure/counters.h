/*
 * Hardware counters of the calling thread through perf_event_open, as one group, so that all of
 * them cover exactly the same time. Scaled when the kernel had to share the hardware, and marked
 * so.
 *
 * perf_event_open(2): read format GROUP | TOTAL_TIME_ENABLED | TOTAL_TIME_RUNNING; scaled value =
 * value * enabled / running. Only user space is counted (what kernel.perf_event_paranoid = 2 allows
 * everyone). Opening and reading are system calls: around a sample, never per record.
 */
#ifndef BR_MEASURE_COUNTERS_H
#define BR_MEASURE_COUNTERS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define BR_COUNTER_LIMIT 8

struct br_counter_event {
    const char *name; /* "cycles" */
    uint32_t type;    /* PERF_TYPE_* */
    uint64_t config;  /* PERF_COUNT_* */
};

/* cycles, instructions, branch-misses, cache-misses (hardware). The first is the group leader. */
extern const struct br_counter_event br_counter_hardware[];
extern const size_t br_counter_hardware_count;
/* task-clock, page-faults, minor-faults (software): present on every kernel, for tests. (Context
 * switches happen in the kernel and would always read 0 here.) */
extern const struct br_counter_event br_counter_software[];
extern const size_t br_counter_software_count;

/* The system call, replaceable in tests: like perf_event_open for this thread on any CPU; returns a
 * descriptor or a negative errno. NULL = the real one. */
typedef int (*br_counter_opener)(const struct br_counter_event *event, int group_descriptor);

enum br_counter_state {
    BR_COUNTER_COUNTED,
    BR_COUNTER_SCALED,
    BR_COUNTER_UNSUPPORTED,
    BR_COUNTER_DENIED
};

struct br_counter_value {
    const char *name;
    enum br_counter_state state;
    double value; /* scaled when the state says so */
};

struct br_counters {
    size_t count;
    const struct br_counter_event *events;
    int descriptors[BR_COUNTER_LIMIT]; /* -1 = this one could not be opened */
    uint64_t enabled_ns, running_ns;
    char reason[160]; /* why the group, or a member, is missing; "" */
    enum br_counter_state group_state;
};

/* Opens for the calling thread, stopped. Never fails as a whole: members that are missing say so.
 */
void br_counters_open(struct br_counters *counters, const struct br_counter_event *events,
                      size_t count, br_counter_opener opener);
/* Counting adds up over start/stop pairs, as do enabled_ns and running_ns. */
void br_counters_start(struct br_counters *counters);
void br_counters_stop(struct br_counters *counters);
/* Reads after stop into values[counters->count]; the state tells which are good. */
void br_counters_read(struct br_counters *counters, struct br_counter_value *values);
void br_counters_close(struct br_counters *counters);

/* The decoding of one group read, by itself: `words` as read(2) gives it (nr, enabled, running,
 * values...). Words that are cut or of another group, and a group that never ran, give UNSUPPORTED.
 * Names are left alone. */
void br_counters_decode(const uint64_t *words, size_t word_count, struct br_counter_value *values,
                        size_t count, uint64_t *enabled_ns, uint64_t *running_ns);

#endif
