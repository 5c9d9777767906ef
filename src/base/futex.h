/*
 * Sleeping on a 32-bit word, futex(2): for the long waits of worker threads.
 */
#ifndef BR_BASE_FUTEX_H
#define BR_BASE_FUTEX_H

#include <linux/futex.h>
#include <stdatomic.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

/* Sleeps while *word equals `expected`; may return early. */
static inline void br_futex_wait(_Atomic uint32_t *word, uint32_t expected)
{
    syscall(SYS_futex, word, FUTEX_WAIT_PRIVATE, expected, NULL, NULL, 0);
}

/* The same between processes that share the memory of the word, for at most `longest_ns`. */
static inline void br_futex_wait_shared(_Atomic uint32_t *word, uint32_t expected,
                                        uint64_t longest_ns)
{
    struct timespec longest = {.tv_sec = (time_t)(longest_ns / 1000000000u),
                               .tv_nsec = (long)(longest_ns % 1000000000u)};
    syscall(SYS_futex, word, FUTEX_WAIT, expected, &longest, NULL, 0);
}

static inline void br_futex_wake_all_shared(_Atomic uint32_t *word)
{
    syscall(SYS_futex, word, FUTEX_WAKE, INT32_MAX, NULL, NULL, 0);
}

/* Wakes every thread that sleeps on the word. */
static inline void br_futex_wake_all(_Atomic uint32_t *word)
{
    syscall(SYS_futex, word, FUTEX_WAKE_PRIVATE, INT32_MAX, NULL, NULL, 0);
}

#endif
