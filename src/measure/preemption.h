/*
 * Was this thread preempted since it last asked? By the kernel's restartable sequences, at the cost
 * of one load.
 *
 * Model. A thread announces a critical section by a pointer in its rseq area. When the kernel takes
 * the CPU away (or moves the thread, or delivers a signal) while the thread executes outside that
 * section, it clears the pointer. So a section that contains no code at all, announced once, is a
 * flag that the kernel lowers at every preemption: rseq(2), Linux 4.18; the area is registered by
 * glibc since 2.35. Interrupts that return to the same thread are not seen.
 */
#ifndef BR_MEASURE_PREEMPTION_H
#define BR_MEASURE_PREEMPTION_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* The calling thread's flag; NULL where restartable sequences are not to be had (old kernel or C
 * library, musl, valgrind, another user of the area): nothing is detected then. */
struct br_preemption {
    volatile uint64_t *announced; /* the pointer in the thread's rseq area */
    uint64_t section;             /* what it is set to */
};

/* Sets up and arms the flag of the calling thread; false where that is not possible. */
bool br_preemption_open(struct br_preemption *preemption);

/* True when the thread was preempted since the last call (or since it was opened); arms anew. On
 * the thread that opened it. */
static inline bool br_preemption_happened(struct br_preemption *preemption)
{
    if (preemption->announced == NULL ||
        __builtin_expect(*preemption->announced == preemption->section, 1))
        return false;
    *preemption->announced = preemption->section;
    return true;
}

/* Withdraws the announcement. */
void br_preemption_close(struct br_preemption *preemption);

#endif
