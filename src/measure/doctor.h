/*
 * The doctor: everything on this machine that makes figures untrustworthy, as findings.
 *
 * What can be read from /proc and /sys is read under a root that tests can replace; what cannot
 * comes in as facts. Some findings are about what happens in a stretch of time: these need two
 * looks, one before it and one after it.
 *
 *     br_doctor_look("", &before);
 *     ... at least 250 ms, for clock ticks of 10 ms to be of use ...
 *     br_doctor_look("", &after);
 *     br_doctor_examine("", &facts, &before, &after, &findings);
 *
 * Cost: a look reads /proc/<pid>/stat of every process, some 10 µs each; an examination reads a few
 * small files per CPU. Nothing here fails: what cannot be read is a finding of state `unknown`.
 * Thread-safe: no state is kept.
 */
#ifndef BR_MEASURE_DOCTOR_H
#define BR_MEASURE_DOCTOR_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#include "measure/machine.h"

/* In the order of gravity; what could not be read is never ok. */
enum br_doctor_state {
    BR_DOCTOR_UNKNOWN,
    BR_DOCTOR_OK,
    BR_DOCTOR_WARNING, /* figures move, or some are missing */
    BR_DOCTOR_SEVERE   /* figures should not be trusted */
};

struct br_doctor_finding {
    const char *name; /* "governor"; static, as effect and remedy */
    char *value;      /* as measured, or why it is unknown; owned */
    enum br_doctor_state state;
    const char *effect; /* how much it matters: one sentence */
    const char *remedy; /* what to do: one sentence */
};
struct br_doctor_findings {
    struct br_doctor_finding *items;
    size_t count;
};

/* ---- what is seen twice ---- */

struct br_doctor_process {
    pid_t pid;
    uint64_t started;   /* clock ticks after boot: a pid may be given again */
    uint64_t cpu_ticks; /* user + system */
    char name[64];
};

struct br_doctor_look {
    bool cpu_known;       /* /proc/stat could be read */
    uint64_t cpus;        /* that it tells about */
    uint64_t total_ticks; /* of all CPUs together */
    uint64_t busy_ticks;  /* neither idle nor stolen */
    uint64_t steal_ticks;
    bool swap_known;
    uint64_t swapped_pages; /* in and out since boot */
    struct br_doctor_process *processes;
    size_t process_count; /* at most BR_DOCTOR_PROCESSES, so that a look stays short */
};
#define BR_DOCTOR_PROCESSES 4096

/* Fills `look`, whatever was in it; br_doctor_look_release frees it. */
void br_doctor_look(const char *root, struct br_doctor_look *look);
void br_doctor_look_release(struct br_doctor_look *look);

/* ---- what no file tells ---- */

enum br_doctor_answer { BR_DOCTOR_NOT_ASKED, BR_DOCTOR_YES, BR_DOCTOR_NO };

#define BR_DOCTOR_CLOCKS 32

struct br_doctor_facts {
    pid_t self;             /* its CPU time is not another process's */
    const char *build_type; /* "Release", "Debug"; NULL unknown */
    const char *sanitizer;  /* "" none; NULL unknown */
    enum br_doctor_answer allocator_in_effect, allocator_profiling;
    char allocator_reason[160]; /* why it is not in effect */
    enum br_doctor_answer hardware_counters;
    char counters_reason[160];
    const char *tick_source;  /* "tsc"; NULL unknown */
    const char *tick_warning; /* why ticks should not be trusted; NULL when they may */
    double core_clock_ghz[BR_DOCTOR_CLOCKS]; /* probes over the time between the looks */
    size_t core_clocks;
    struct br_machine_floor floor; /* of the same time; duration 0 = not measured */
};

/* Asks this process: its pid, the allocator and the hardware counters. */
void br_doctor_facts_read(struct br_doctor_facts *facts);
/* One more probe of the core clock (about 35 µs); probes beyond BR_DOCTOR_CLOCKS are not kept. */
void br_doctor_facts_probe_clock(struct br_doctor_facts *facts, double ticks_per_ns);

/* All findings, always the same ones in the same order, into zeroed `findings`. */
void br_doctor_examine(const char *root, const struct br_doctor_facts *facts,
                       const struct br_doctor_look *before, const struct br_doctor_look *after,
                       struct br_doctor_findings *findings);
void br_doctor_findings_release(struct br_doctor_findings *findings);

#endif
