/*
 * Clocks. Nanoseconds from the system where a call per sample will do; ticks where every record is
 * stamped.
 *
 * A tick is one step of the CPU's constant-rate counter: the TSC on x86-64, cntvct on arm64. It is
 * read without a fence: about 10 ns, and instructions of neighbouring records may overlap the stamp
 * by a few ns. On other machines ticks are CLOCK_MONOTONIC nanoseconds. Calibration says whether
 * the counter is constant enough to be used.
 */
#ifndef BR_BASE_CLOCK_H
#define BR_BASE_CLOCK_H

#include <stdint.h>
#include <time.h>

#if defined(__x86_64__)
#include <x86intrin.h>
#endif

static inline uint64_t br_clock_monotonic_ns(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (uint64_t)now.tv_sec * 1000000000u + (uint64_t)now.tv_nsec;
}

/* CPU time of this thread; a system call of about 250 ns. */
static inline uint64_t br_clock_thread_cpu_ns(void)
{
    struct timespec now;
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
    return (uint64_t)now.tv_sec * 1000000000u + (uint64_t)now.tv_nsec;
}

/* CPU time of all threads of this process. */
static inline uint64_t br_clock_process_cpu_ns(void)
{
    struct timespec now;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
    return (uint64_t)now.tv_sec * 1000000000u + (uint64_t)now.tv_nsec;
}

static inline uint64_t br_clock_ticks(void)
{
#if defined(__x86_64__)
    return __rdtsc();
#elif defined(__aarch64__)
    uint64_t ticks;
    __asm__ volatile("mrs %0, cntvct_el0" : "=r"(ticks));
    return ticks;
#else
    return br_clock_monotonic_ns();
#endif
}

enum br_clock_source { BR_CLOCK_TSC, BR_CLOCK_CNTVCT, BR_CLOCK_MONOTONIC };

struct br_clock_rate {
    double ticks_per_ns;
    double spread; /* largest relative disagreement of the single calibrations */
    enum br_clock_source source;
};

/* Measures the tick rate against CLOCK_MONOTONIC in `duration_ns` (200 ms gives a few ppm): five
 * intervals, their median and its spread. Sleeps meanwhile.
 *
 * br_clock_ticks() reads the counter whatever it is worth, so `rate` always describes that counter:
 * on x86-64 `source` is BR_CLOCK_TSC even where the TSC cannot be trusted, and then `reason` (may
 * be NULL) says why; the caller must not use ticks then but br_clock_monotonic_ns(). `reason` is
 * set to NULL where the counter can be trusted. Only on machines without a known counter are ticks
 * nanoseconds: source BR_CLOCK_MONOTONIC, ticks_per_ns 1. */
void br_clock_calibrate(uint64_t duration_ns, struct br_clock_rate *rate, const char **reason);

/* Why the TSC is not to be trusted, as a static string, or NULL: it must be constant_tsc and
 * nonstop_tsc by the CPU's flags (a line of /proc/cpuinfo), and the kernel must not have dropped it
 * from its clock sources (available_clocksource; NULL where unknown). */
const char *br_clock_tsc_objection(const char *cpu_flags, const char *clock_sources);

const char *br_clock_source_name(enum br_clock_source source);

/* The time of day in UTC as ISO 8601 has it, "2026-01-31T12:00:00Z"; to be freed. Aborts
 * when memory is out. */
char *br_clock_utc_text(void);

#endif
