/* Findings about whoever else is at work on this machine. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "measure/doctor_private.h"

enum { NAMES_SHOWN = 3 };
#define WORTH_A_NAME 0.01 /* of one CPU */

/* Clock ticks of one CPU between the looks; 0 unknown. */
static double elapsed_ticks(const struct br_doctor *doctor)
{
    const struct br_doctor_look *before = doctor->before, *after = doctor->after;
    if (!before->cpu_known || !after->cpu_known || after->total_ticks <= before->total_ticks)
        return 0;
    return (double)(after->total_ticks - before->total_ticks) / (double)after->cpus;
}

static double difference(uint64_t before, uint64_t after)
{
    return after > before ? (double)(after - before) : 0;
}

/* ---- steal ---- */

static const struct br_doctor_topic steal_topic = {
    .name = "steal",
    .effect = "While the host runs another guest on this CPU the clock goes on: rates fall, and "
              "latencies get gaps that the workload did not cause.",
    .remedy = "Measure on a dedicated host or at a quieter hour, and compare only runs without "
              "steal."};

static bool is_virtual(const struct br_doctor *doctor)
{
    char *text = br_doctor_text(doctor->root, "/proc/cpuinfo");
    bool found = text != NULL && strstr(text, " hypervisor") != NULL;
    free(text);
    return found;
}

static void check_steal(struct br_doctor *doctor)
{
    double cpu_ticks = elapsed_ticks(doctor) * (double)doctor->after->cpus;
    double stolen = difference(doctor->before->steal_ticks, doctor->after->steal_ticks);
    if (cpu_ticks <= 0)
        br_doctor_add(doctor, &steal_topic, BR_DOCTOR_UNKNOWN, "/proc/stat does not tell");
    else if (doctor->after->steal_ticks == 0 && is_virtual(doctor))
        br_doctor_add(doctor, &steal_topic, BR_DOCTOR_UNKNOWN,
                      "none since boot; this hypervisor may not report it");
    else
        br_doctor_add(doctor, &steal_topic, br_doctor_grade(stolen / cpu_ticks, 0.01, 0.05),
                      "%.1f %% of the CPUs' time", stolen / cpu_ticks * 100);
}

/* ---- load ---- */

static const struct br_doctor_topic load_topic = {
    .name = "load average",
    .effect = "More runnable threads than CPUs make the measured ones wait, and load that comes "
              "and goes sets one sample against the next.",
    .remedy = "Stop other work; then wait, because the load lags by a minute."};

static void check_load(struct br_doctor *doctor)
{
    char *line = br_doctor_line(doctor->root, "/proc/loadavg");
    char *end = line;
    double load = line != NULL ? strtod(line, &end) : 0;
    if (end == line || !doctor->after->cpu_known)
        br_doctor_add(doctor, &load_topic, BR_DOCTOR_UNKNOWN, "/proc/loadavg cannot be read");
    else
        br_doctor_add(
            doctor, &load_topic, br_doctor_grade(load / (double)doctor->after->cpus, 0.5, 1.5),
            "%.2f over the last minute, %llu CPUs", load, (unsigned long long)doctor->after->cpus);
    free(line);
}

/* ---- other processes ---- */

static const struct br_doctor_topic busy_topic = {
    .name = "busy processes",
    .effect = "Others take the CPU away and evict caches: samples spread, and the tail of the "
              "latencies is theirs.",
    .remedy = "Stop the processes named, or keep them off the CPUs of the run with taskset."};

/* CPU time between the looks; what started in between counts from zero. */
static double process_ticks(const struct br_doctor_look *before,
                            const struct br_doctor_process *process)
{
    for (size_t i = 0; i < before->process_count; i++) {
        const struct br_doctor_process *earlier = &before->processes[i];
        if (earlier->pid == process->pid && earlier->started == process->started)
            return difference(earlier->cpu_ticks, process->cpu_ticks);
    }
    return (double)process->cpu_ticks;
}

struct busy {
    double own_ticks;
    const struct br_doctor_process *top[NAMES_SHOWN];
    double ticks[NAMES_SHOWN];
};

static void rank(struct busy *busy, const struct br_doctor_process *process, double ticks)
{
    for (size_t place = 0; place < NAMES_SHOWN; place++) {
        if (ticks <= busy->ticks[place])
            continue;
        const struct br_doctor_process *moved = busy->top[place];
        double moved_ticks = busy->ticks[place];
        busy->top[place] = process;
        busy->ticks[place] = ticks;
        process = moved;
        ticks = moved_ticks;
    }
}

static void look_at_processes(const struct br_doctor *doctor, struct busy *busy)
{
    for (size_t i = 0; i < doctor->after->process_count; i++) {
        const struct br_doctor_process *process = &doctor->after->processes[i];
        double ticks = process_ticks(doctor->before, process);
        if (process->pid == doctor->facts->self)
            busy->own_ticks = ticks;
        else
            rank(busy, process, ticks);
    }
}

static void append_top(const struct busy *busy, double elapsed, struct br_text *text)
{
    for (size_t i = 0; i < NAMES_SHOWN; i++) {
        if (busy->top[i] == NULL || busy->ticks[i] < elapsed * WORTH_A_NAME)
            break;
        br_text_append(text, i == 0 ? ": " : ", ");
        br_text_append_visible(text, busy->top[i]->name);
        br_text_format(text, " (pid %ld) %.0f %%", (long)busy->top[i]->pid,
                       busy->ticks[i] / elapsed * 100);
    }
}

/* One busy process among many CPUs can be avoided; a quarter of them taken cannot. */
static enum br_doctor_state grade_busy(double cpus_taken, double cpus)
{
    enum br_doctor_state state = br_doctor_grade(cpus_taken, 0.15, 0.5);
    return state == BR_DOCTOR_SEVERE && cpus_taken < cpus / 4 ? BR_DOCTOR_WARNING : state;
}

/* The share comes from the CPUs' own counts, which also hold what has ended in between or lives
 * outside the container; the names come from the processes that can be seen. */
static void check_busy(struct br_doctor *doctor)
{
    double elapsed = elapsed_ticks(doctor);
    struct busy busy = {0};
    struct br_text names = {0};
    if (elapsed <= 0) {
        br_doctor_add(doctor, &busy_topic, BR_DOCTOR_UNKNOWN, "/proc/stat does not tell");
        return;
    }
    look_at_processes(doctor, &busy);
    double all = difference(doctor->before->busy_ticks, doctor->after->busy_ticks);
    double taken = all > busy.own_ticks ? (all - busy.own_ticks) / elapsed : 0;
    append_top(&busy, elapsed, &names);
    br_doctor_add(doctor, &busy_topic, grade_busy(taken, (double)doctor->after->cpus),
                  "others took %.0f %% of a CPU%s", taken * 100,
                  names.size > 0 ? br_text_string(&names) : ", no process with 1 % or more");
    br_text_release(&names);
}

/* ---- interruptions ---- */

static const struct br_doctor_topic floor_topic = {
    .name = "interruptions",
    .effect = "Time taken from the measured thread counts as the workload's: it lowers rates by "
              "that share, and latencies beyond the tick limit are the machine's.",
    .remedy = "Stop other work; where the tail matters isolate CPUs (isolcpus, nohz_full) and run "
              "there with taskset."};

static void check_floor(struct br_doctor *doctor)
{
    const struct br_machine_floor *floor = &doctor->facts->floor;
    if (floor->duration_ns == 0)
        br_doctor_add(doctor, &floor_topic, BR_DOCTOR_UNKNOWN, "they were not listened to");
    else
        br_doctor_add(doctor, &floor_topic, br_doctor_grade(floor->lost_share, 0.03, 0.15),
                      "%.0f per s take %.1f %% of the time", floor->gaps_per_s,
                      floor->lost_share * 100);
}

void br_doctor_check_noise(struct br_doctor *doctor)
{
    check_steal(doctor);
    check_load(doctor);
    check_busy(doctor);
    check_floor(doctor);
}
