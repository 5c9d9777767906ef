/*
 * Samples of the CPU time of this process: at each, the registers of the thread that was running
 * and the top of its stack, for an unwinder to make stacks of later.
 *
 * Two ways. perf's cpu-clock (perf_event_open(2)) samples every thread, interrupts in the kernel
 * included where that is allowed; the kernel writes registers and stack into a ring per CPU, which
 * a thread of the sampler empties. Where the system forbids it, a timer on each thread's CPU time
 * (timer_create(2)) sends SIGPROF and the handler writes the same; the kernel looks at such timers
 * once a tick, so the rate is at most the tick's (mostly 250 Hz), and only the threads that called
 * br_sampler_join are seen.
 *
 * Frame pointers would be cheaper to follow, but the libraries of distributions have none.
 */
#ifndef BR_MEASURE_SAMPLER_H
#define BR_MEASURE_SAMPLER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/error.h"

/* Registers by DWARF's numbers: 0 to 15 and the return address on x86-64, x0 to x30 and the stack
 * pointer on arm64. */
#define BR_SAMPLE_REGISTERS 33
#define BR_SAMPLE_STACK 8192 /* bytes at most */

struct br_cpu_sample {
    uint32_t thread;    /* as gettid(2) numbers them */
    uint32_t in_kernel; /* interrupted there; the registers are those of its return */
    uint64_t program_counter, stack_pointer;
    uint64_t registers[BR_SAMPLE_REGISTERS];
    uint64_t stack_size; /* bytes of `stack`, from the stack pointer upwards */
    unsigned char stack[];
};

enum br_sampler_kind {
    BR_SAMPLER_PERF,  /* perf only */
    BR_SAMPLER_TIMER, /* timers only */
    BR_SAMPLER_ANY    /* perf, and timers where it is not to be had */
};

struct br_sampler;

/* How many registers are there and which they are, is the machine's: false elsewhere than on x86-64
 * and arm64. */
bool br_sampler_knows_machine(void);

/* Gets ready to sample `rate_hz` times per second of CPU time: from here on, with perf, every
 * thread that is there and every one that is started. Nothing is sampled yet. Starts a thread. NULL
 * with the reason: BR_ERROR_DENIED or BR_ERROR_UNSUPPORTED where the system gives no samples,
 * BR_ERROR_MEMORY. */
struct br_sampler *br_sampler_open(enum br_sampler_kind kind, uint64_t rate_hz,
                                   struct br_error *error);

/* The calling thread wants to be sampled; needed for timers, else nothing. */
void br_sampler_join(struct br_sampler *sampler);

/* Some microseconds. Between stop and the next start the thread is idle and samples may be read. */
void br_sampler_start(struct br_sampler *sampler);
void br_sampler_stop(struct br_sampler *sampler);

/* The samples kept since the last br_sampler_forget: the first (NULL = none), and the one behind.
 */
const struct br_cpu_sample *br_sampler_first(const struct br_sampler *sampler);
const struct br_cpu_sample *br_sampler_next(const struct br_sampler *sampler,
                                            const struct br_cpu_sample *sample);
size_t br_sampler_bytes(const struct br_sampler *sampler);
void br_sampler_forget(struct br_sampler *sampler);

/* Samples that found no room, since the sampler was opened. */
uint64_t br_sampler_lost(const struct br_sampler *sampler);

/* Threads that joined and cannot be sampled, because the system had no timer left for them: what
 * was sampled says nothing of them. */
size_t br_sampler_unseen(const struct br_sampler *sampler);

/* "perf cpu-clock" and the like; static text. */
const char *br_sampler_source(const struct br_sampler *sampler);

void br_sampler_close(struct br_sampler *sampler);

#endif
