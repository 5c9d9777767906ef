/*
 * Counters of the calling thread through perf_event_open(2), user space only.
 */
#include "measure/counters.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <linux/perf_event.h>

#define PARANOID_FILE "/proc/sys/kernel/perf_event_paranoid"
#define HEADER_WORDS 3 /* how many values, time enabled, time running */

const struct br_counter_event br_counter_hardware[] = {
    {"cycles", PERF_TYPE_HARDWARE, PERF_COUNT_HW_CPU_CYCLES},
    {"instructions", PERF_TYPE_HARDWARE, PERF_COUNT_HW_INSTRUCTIONS},
    {"branch-misses", PERF_TYPE_HARDWARE, PERF_COUNT_HW_BRANCH_MISSES},
    {"cache-misses", PERF_TYPE_HARDWARE, PERF_COUNT_HW_CACHE_MISSES},
};
const size_t br_counter_hardware_count = sizeof br_counter_hardware / sizeof br_counter_hardware[0];

const struct br_counter_event br_counter_software[] = {
    {"task-clock", PERF_TYPE_SOFTWARE, PERF_COUNT_SW_TASK_CLOCK},
    {"page-faults", PERF_TYPE_SOFTWARE, PERF_COUNT_SW_PAGE_FAULTS},
    {"minor-faults", PERF_TYPE_SOFTWARE, PERF_COUNT_SW_PAGE_FAULTS_MIN},
};
const size_t br_counter_software_count = sizeof br_counter_software / sizeof br_counter_software[0];

/* ---- opening ---- */

static int open_event(const struct br_counter_event *event, int group_descriptor)
{
    struct perf_event_attr attributes = {
        .type = event->type,
        .size = sizeof attributes,
        .config = event->config,
        .read_format =
            PERF_FORMAT_GROUP | PERF_FORMAT_TOTAL_TIME_ENABLED | PERF_FORMAT_TOTAL_TIME_RUNNING,
        /* Members follow their leader, which alone is switched. */
        .disabled = group_descriptor < 0,
        .exclude_kernel = 1,
        .exclude_hv = 1,
    };
    long descriptor =
        syscall(SYS_perf_event_open, &attributes, 0, -1, group_descriptor, PERF_FLAG_FD_CLOEXEC);
    return descriptor >= 0 ? (int)descriptor : -errno;
}

static bool is_denied(int failure)
{
    return failure == -EACCES || failure == -EPERM;
}

static int paranoid_level(void)
{
    FILE *file = fopen(PARANOID_FILE, "re");
    if (file == NULL)
        return -2;
    char text[16] = "";
    bool read = fgets(text, sizeof text, file) != NULL;
    fclose(file);
    return read ? (int)strtol(text, NULL, 10) : -2;
}

static void give_reason(struct br_counters *counters, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

/* The first reason stays: it is the one that explains the others. */
static void give_reason(struct br_counters *counters, const char *format, ...)
{
    if (counters->reason[0] != '\0')
        return;
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(counters->reason, sizeof counters->reason, format, arguments);
    va_end(arguments);
}

/* Levels up to 2 allow what is asked for here: then something else forbids it. */
static void explain_denied(struct br_counters *counters)
{
    int level = paranoid_level();
    if (level > 2)
        give_reason(counters,
                    "kernel.perf_event_paranoid is %d; set it to 2: sysctl -w "
                    "kernel.perf_event_paranoid=2",
                    level);
    else
        give_reason(counters,
                    "perf_event_open is forbidden though kernel.perf_event_paranoid is "
                    "%d; allow it in the container's seccomp profile",
                    level);
}

static bool is_hardware(const struct br_counter_event *event)
{
    return event->type != PERF_TYPE_SOFTWARE && event->type != PERF_TYPE_TRACEPOINT;
}

static bool is_absent(int failure)
{
    return failure == -ENOENT || failure == -ENODEV || failure == -EOPNOTSUPP || failure == -ENOSYS;
}

/* Why an event could not be opened: as the first one of all, or as a member of a group. */
static void explain(struct br_counters *counters, const struct br_counter_event *event, int failure,
                    bool first)
{
    const char *what = strerror(-failure);
    if (is_denied(failure))
        explain_denied(counters);
    else if (first && is_hardware(event) && is_absent(failure))
        give_reason(counters, "no hardware counters on this machine (perf_event_open: %s)", what);
    else
        give_reason(counters, "%s cannot be counted on this machine (perf_event_open: %s)",
                    event->name, what);
}

void br_counters_open(struct br_counters *counters, const struct br_counter_event *events,
                      size_t count, br_counter_opener opener)
{
    *counters = (struct br_counters){.events = events,
                                     .count = count < BR_COUNTER_LIMIT ? count : BR_COUNTER_LIMIT,
                                     .group_state = BR_COUNTER_UNSUPPORTED};
    for (size_t i = 0; i < BR_COUNTER_LIMIT; i++)
        counters->descriptors[i] = -1;
    if (opener == NULL)
        opener = open_event;
    for (size_t i = 0; i < counters->count; i++) {
        int leader = counters->descriptors[0];
        int descriptor = opener(&events[i], leader);
        if (descriptor >= 0) {
            counters->descriptors[i] = descriptor;
            counters->group_state = BR_COUNTER_COUNTED;
            continue;
        }
        explain(counters, &events[i], descriptor, i == 0);
        if (i == 0) {
            counters->group_state =
                is_denied(descriptor) ? BR_COUNTER_DENIED : BR_COUNTER_UNSUPPORTED;
            return;
        }
    }
}

/* ---- counting ---- */

/* Switches the leader alone; its members are enabled for good and count when it does. With
 * PERF_IOC_FLAG_GROUP some kernels (seen on 6.18) leave the members off at the second start. By
 * syscall, because C libraries disagree on the type of ioctl's request. */
static void switch_group(const struct br_counters *counters, unsigned long request)
{
    if (counters->descriptors[0] >= 0)
        syscall(SYS_ioctl, counters->descriptors[0], request, 0);
}

void br_counters_start(struct br_counters *counters)
{
    switch_group(counters, PERF_EVENT_IOC_ENABLE);
}

void br_counters_stop(struct br_counters *counters)
{
    switch_group(counters, PERF_EVENT_IOC_DISABLE);
}

void br_counters_close(struct br_counters *counters)
{
    /* Members before their leader. */
    for (size_t i = counters->count; i-- > 0;) {
        if (counters->descriptors[i] >= 0)
            close(counters->descriptors[i]);
        counters->descriptors[i] = -1;
    }
}

/* ---- reading ---- */

void br_counters_decode(const uint64_t *words, size_t word_count, struct br_counter_value *values,
                        size_t count, uint64_t *enabled_ns, uint64_t *running_ns)
{
    bool whole = word_count >= HEADER_WORDS + count && words[0] == count;
    *enabled_ns = whole ? words[1] : 0;
    *running_ns = whole ? words[2] : 0;
    for (size_t i = 0; i < count; i++) {
        values[i].state = BR_COUNTER_UNSUPPORTED;
        values[i].value = 0;
        if (*running_ns == 0)
            continue;
        bool scaled = *running_ns < *enabled_ns;
        double factor = scaled ? (double)*enabled_ns / (double)*running_ns : 1;
        values[i].state = scaled ? BR_COUNTER_SCALED : BR_COUNTER_COUNTED;
        values[i].value = (double)words[HEADER_WORDS + i] * factor;
    }
}

/* Spreads the values of the open members, which come without gaps, to their places in the table. */
static void place_values(const struct br_counters *counters, const struct br_counter_value *read_in,
                         struct br_counter_value *values)
{
    size_t next = 0;
    for (size_t i = 0; i < counters->count; i++) {
        if (counters->descriptors[i] >= 0)
            values[i] = read_in[next++];
        else
            values[i] = (struct br_counter_value){
                .state = counters->group_state == BR_COUNTER_DENIED ? BR_COUNTER_DENIED
                                                                    : BR_COUNTER_UNSUPPORTED};
        values[i].name = counters->events[i].name;
    }
}

static size_t open_members(const struct br_counters *counters)
{
    size_t members = 0;
    for (size_t i = 0; i < counters->count; i++)
        members += counters->descriptors[i] >= 0;
    return members;
}

void br_counters_read(struct br_counters *counters, struct br_counter_value *values)
{
    uint64_t words[HEADER_WORDS + BR_COUNTER_LIMIT] = {0};
    struct br_counter_value read_in[BR_COUNTER_LIMIT];
    size_t members = open_members(counters);
    ssize_t size = members > 0 ? read(counters->descriptors[0], words, sizeof words) : 0;
    size_t word_count = size > 0 ? (size_t)size / sizeof words[0] : 0;
    br_counters_decode(words, word_count, read_in, members, &counters->enabled_ns,
                       &counters->running_ns);
    if (members > 0 && counters->running_ns == 0)
        give_reason(counters, "the counters never got the hardware; something else holds it (the "
                              "NMI watchdog, another profiler)");
    place_values(counters, read_in, values);
}
