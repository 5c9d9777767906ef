/*
 * The machine: what a reader must know to trust or repeat a figure, and its own floor.
 */
#ifndef BR_MEASURE_MACHINE_H
#define BR_MEASURE_MACHINE_H

#include <stdint.h>

#include "base/clock.h"
#include "measure/histogram.h"

/* Strings are owned by the caller (free each); NULL where the machine does not tell. */
struct br_machine {
    char *hostname;
    char *cpu_model;
    uint64_t cpus_online;  /* 0 unknown, as for the other numbers */
    uint64_t cpus_allowed; /* for this process */
    char *caches;          /* "L1d 32 KiB, L1i 32 KiB, L2 1 MiB, L3 32 MiB" */
    char *governor;        /* scaling_governor of the first CPU, or NULL */
    uint64_t memory_bytes;
    char *kernel; /* uname -sr plus machine */
    char *os;     /* PRETTY_NAME of /etc/os-release */
    char *clock_source;
    char *virtualisation; /* "kvm", "none", ... from cpuid or /sys; NULL unknown */
    char *tsc_flags;      /* "constant_tsc nonstop_tsc" as found */
};

void br_machine_read(struct br_machine *machine);
/* The same with `root` in front of /proc, /sys and /etc: "" is this machine. Under another root
 * only files are asked, not the CPU. */
void br_machine_read_at(const char *root, struct br_machine *machine);
void br_machine_release(struct br_machine *machine);

/* The machine's own interruptions: gaps longer than 1 µs between two reads of the tick counter by a
 * thread that does nothing else. Gap quantiles are within 0.4 % (a histogram's); 0 without a gap.
 */
#define BR_MACHINE_GAP_DECADES 5
struct br_machine_floor {
    double gaps_per_s;
    double gap_ns_p50, gap_ns_p99, gap_ns_max;
    double lost_share; /* of wall time spent in gaps */
    /* Gaps by length: 1 to 10 µs, to 100 µs, to 1 ms, to 10 ms, and longer. */
    uint64_t gaps_by_decade[BR_MACHINE_GAP_DECADES];
    uint64_t duration_ns;
};

/* Spins for `duration_ns` and counts. */
void br_machine_floor_measure(uint64_t duration_ns, double ticks_per_ns,
                              struct br_machine_floor *floor);

/* The same in several stretches, with other things done in between: start, listen as often as
 * wanted, finish. */
struct br_machine_listener {
    struct br_histogram gaps; /* ticks */
    uint64_t elapsed_ticks;
    double ticks_per_ns;
};
void br_machine_listen_start(struct br_machine_listener *listener, double ticks_per_ns);
void br_machine_listen(struct br_machine_listener *listener, uint64_t duration_ns);
void br_machine_listen_finish(const struct br_machine_listener *listener,
                              struct br_machine_floor *floor);

/* Highest quantile of a record's latency that still belongs to the workload: with g gaps per second
 * and records of mean m seconds, a share g*m of them is hit by a gap, so the limit is 1 - g*m
 * (0 when every record is hit). */
double br_machine_tick_limit(const struct br_machine_floor *floor, double mean_ns);

#endif
