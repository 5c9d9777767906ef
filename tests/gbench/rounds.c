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

static double time_of(struct timed timed)
{
    uint64_t begin = br_clock_monotonic_ns();
    timed.function(timed.context);
    return (double)(br_clock_monotonic_ns() - begin);
}

struct pair rounds_of_pairs(struct timed left, struct timed right, size_t rounds)
{
    double lefts[ROUNDS_MAX], rights[ROUNDS_MAX], ratios[ROUNDS_MAX], differences[ROUNDS_MAX];
    rounds = rounds < ROUNDS_MAX ? rounds : ROUNDS_MAX;
    (void)time_of(left);
    (void)time_of(right);
    for (size_t i = 0; i < rounds; i++) {
        if (i % 2 == 0) {
            lefts[i] = time_of(left);
            rights[i] = time_of(right);
        } else {
            rights[i] = time_of(right);
            lefts[i] = time_of(left);
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
