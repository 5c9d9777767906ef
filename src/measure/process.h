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

/* Time this thread (or, summed, every thread of this process) was runnable but not running, from
 * /proc/self/task/<tid>/schedstat; 0 with false where the kernel does not tell. */
bool br_process_run_delay(uint64_t *run_delay_ns);

/* One look at another process: /proc/<pid>/stat and statm. False when it is gone. */
struct br_process_look {
    uint64_t cpu_ns; /* user + system, resolution of the scheduler clock where available */
    uint64_t rss_bytes;
    uint32_t threads;
};
bool br_process_look(pid_t pid, struct br_process_look *look);

/* Core clock in GHz from a dependent chain of multiplications (3 cycles each on the x86-64 and
 * arm64 cores of the last decade; the result says what was assumed); about 30 µs. */
double br_process_core_clock_ghz(double ticks_per_ns);

#endif
