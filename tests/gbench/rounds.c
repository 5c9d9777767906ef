/* Interleaved rounds; see rounds.h. */
#include "rounds.h"

#include <stdio.h>
#include <stdlib.h>

#include "base/clock.h"

static int compare(const void *left, const void *right)
{
    double a = *(const double *)left, b = *(const double *)right;
    return (a > b) - (a < b);
}

double median_of(double *values, size_t count)
{
    qsort(values, count, sizeof *values, compare);
    return count % 2 == 1 ? values[count / 2] : (values[count / 2 - 1] + values[count / 2]) / 2;
}

uint64_t rounds_now_ns(enum rounds_clock clock)
{
    return clock == ROUNDS_CPU ? br_clock_thread_cpu_ns() : br_clock_monotonic_ns();
}

static double time_of(enum rounds_clock clock, struct timed timed)
{
    uint64_t begin = rounds_now_ns(clock);
    timed.function(timed.context);
    return (double)(rounds_now_ns(clock) - begin);
}

struct pair rounds_of_pairs(enum rounds_clock clock, struct timed left, struct timed right,
                            size_t rounds)
{
    double lefts[ROUNDS_MAX], rights[ROUNDS_MAX], ratios[ROUNDS_MAX], differences[ROUNDS_MAX];
    rounds = rounds < ROUNDS_MAX ? rounds : ROUNDS_MAX;
    (void)time_of(clock, left);
    (void)time_of(clock, right);
    for (size_t i = 0; i < rounds; i++) {
        if (i % 2 == 0) {
            lefts[i] = time_of(clock, left);
            rights[i] = time_of(clock, right);
        } else {
            rights[i] = time_of(clock, right);
            lefts[i] = time_of(clock, left);
        }
        ratios[i] = lefts[i] / rights[i];
        differences[i] = lefts[i] - rights[i];
    }
    return (struct pair){.left_ns = median_of(lefts, rounds),
                         .right_ns = median_of(rights, rounds),
                         .ratio = median_of(ratios, rounds),
                         .difference = median_of(differences, rounds)};
}

void emit(const char *topic, const char *subject, const char *what, double value)
{
    printf("%s", topic);
    if (subject != NULL)
        printf(".%s", subject);
    if (what != NULL)
        printf(".%s", what);
    printf("\t%.9g\n", value);
    fflush(stdout);
}
