/*
 * What the kernel says about a process or a thread: CPU time, faults, switches, run-queue delay,
 * memory. Each read is one or two system calls: between samples, never per record.
 */
#ifndef BR_MEASURE_PROCESS_H
#define BR_MEASURE_PROCESS_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

struct br_process_usage {
    uint64_t user_ns, system_ns;
    uint64_t minor_faults, major_faults;
    uint64_t voluntary_switches, involuntary_switches;
    uint64_t rss_peak_bytes;
};

/* getrusage of this process. */
void br_process_usage(struct br_process_usage *usage);

/* Time the threads of this process that are alive were runnable but not running, summed from
 * /proc/self/task/<tid>/schedstat; 0 with false where the kernel does not tell. Threads that have
 * ended are not in it: look before they are joined. */
bool br_process_run_delay(uint64_t *run_delay_ns);

/* One look at another process: its CPU clock and /proc/<pid>/stat. False when it is gone or has
 * ended without having been waited for. */
struct br_process_look {
    uint64_t cpu_ns; /* user + system of all threads, ended ones too; 10 ms steps where the kernel
                        does not give the process's CPU clock */
    uint64_t rss_bytes;
    uint32_t threads;
};
bool br_process_look(pid_t pid, struct br_process_look *look);

/* Core clock in GHz from a chain of dependent instructions of known latency, the fastest of four
 * slices; about 35 µs in all. x86-64: IMUL r64, 3 cycles on Intel since Nehalem and on AMD since
 * Zen (Agner Fog, "Instruction tables"). arm64: ADD, 1 cycle (Arm's software optimization guides
 * for Cortex-A and Neoverse). Elsewhere 0. An estimate by its effect: a core of another latency
 * would show a clock that is off by that ratio. */
double br_process_core_clock_ghz(double ticks_per_ns);

#endif
