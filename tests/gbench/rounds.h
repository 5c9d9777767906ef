/*
 * Interleaved rounds: two things timed in turn, so that a drift of the machine hits both, and the
 * median over rounds, so that a disturbed round does not count. Figures go to standard output as
 * lines of "key TAB value", which scripts/bench gathers over several processes.
 */
#ifndef BR_GBENCH_ROUNDS_H
#define BR_GBENCH_ROUNDS_H

#include <stddef.h>
#include <stdint.h>

#define ROUNDS_MAX 400

struct timed {
    void (*function)(void *context);
    void *context;
};

/* What is compared: CPU time of the calling thread, which other processes on the machine disturb
 * little, or wall time where several threads share the work. */
enum rounds_clock { ROUNDS_CPU, ROUNDS_WALL };
uint64_t rounds_now_ns(enum rounds_clock clock);

/* Nanoseconds of each side's calls, as medians over rounds, and the median of the rounds' ratios.
 */
struct pair {
    double left_ns, right_ns;
    double ratio;      /* left / right */
    double difference; /* left - right, ns */
};

/* Times both sides `rounds` times, each after the other, first one first and then the other. */
struct pair rounds_of_pairs(enum rounds_clock clock, struct timed left, struct timed right,
                            size_t rounds);

double median_of(double *values, size_t count);

/* Prints one figure; the key is "a.b.c" from the three parts, any of them NULL. */
void emit(const char *topic, const char *subject, const char *what, double value);

#endif
