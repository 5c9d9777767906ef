/*
 * The bootstrap interval of a median.
 */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/rng.h"
#include "stats/order.h"
#include "stats/stats.h"

/* The value of rank `rank`, from 0, in a resample given as how often each sorted value was drawn.
 */
static double drawn_value(const double *sorted, const unsigned *drawn, size_t rank)
{
    size_t index = 0;
    for (size_t seen = drawn[0]; seen <= rank; seen += drawn[index])
        index++;
    return sorted[index];
}

/* Median of one resample. Counting how often each value is drawn spares sorting each resample. */
static double resampled_median(const double *sorted, size_t count, unsigned *drawn,
                               struct br_random *random)
{
    memset(drawn, 0, count * sizeof *drawn);
    for (size_t i = 0; i < count; i++)
        drawn[br_random_below(random, count)]++;
    double upper = drawn_value(sorted, drawn, count / 2);
    if (count % 2 != 0)
        return upper;
    return (drawn_value(sorted, drawn, count / 2 - 1) + upper) / 2;
}

static struct br_interval percentile_interval(const double *sorted, size_t count, double confidence,
                                              double *medians, unsigned resamples, unsigned *drawn,
                                              uint64_t seed)
{
    struct br_random random;
    br_random_init(&random, seed);
    for (unsigned i = 0; i < resamples; i++)
        medians[i] = resampled_median(sorted, count, drawn, &random);
    double tail = (1 - confidence) / 2;
    return (struct br_interval){br_stats_quantile(medians, resamples, tail),
                                br_stats_quantile(medians, resamples, 1 - tail)};
}

struct br_interval br_stats_bootstrap_median(const double *values, size_t count, double confidence,
                                             unsigned resamples, uint64_t seed)
{
    struct br_interval interval = {br_stats_minimum(values, count),
                                   br_stats_maximum(values, count)};
    if (count < 3 || resamples == 0)
        return interval;
    double *sorted = br_stats_sorted_copy(values, count);
    double *medians = calloc(resamples, sizeof *medians);
    unsigned *drawn = calloc(count, sizeof *drawn);
    if (sorted != NULL && medians != NULL && drawn != NULL)
        interval = percentile_interval(sorted, count, confidence, medians, resamples, drawn, seed);
    else
        interval = (struct br_interval){NAN, NAN};
    free(sorted);
    free(medians);
    free(drawn);
    return interval;
}
