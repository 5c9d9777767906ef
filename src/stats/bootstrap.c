/*
 * Bootstrap intervals: of a median, and of the difference of two.
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

static void draw_differences(const double *const sorted[2], const size_t counts[2],
                             double *differences, unsigned resamples, unsigned *drawn,
                             uint64_t seed)
{
    struct br_random random;
    br_random_init(&random, seed);
    for (unsigned i = 0; i < resamples; i++) {
        double from = resampled_median(sorted[0], counts[0], drawn, &random);
        differences[i] = resampled_median(sorted[1], counts[1], drawn, &random) - from;
    }
}

struct br_interval br_stats_bootstrap_median_difference(const double *from, size_t from_count,
                                                        const double *to, size_t to_count,
                                                        double confidence, unsigned resamples,
                                                        uint64_t seed)
{
    struct br_interval interval = {NAN, NAN};
    if (from_count == 0 || to_count == 0 || resamples == 0)
        return interval;
    const size_t counts[2] = {from_count, to_count};
    double *sorted[2] = {br_stats_sorted_copy(from, from_count),
                         br_stats_sorted_copy(to, to_count)};
    double *differences = calloc(resamples, sizeof *differences);
    unsigned *drawn = calloc(from_count > to_count ? from_count : to_count, sizeof *drawn);
    if (sorted[0] != NULL && sorted[1] != NULL && differences != NULL && drawn != NULL) {
        const double *const both[2] = {sorted[0], sorted[1]};
        double tail = (1 - confidence) / 2;
        draw_differences(both, counts, differences, resamples, drawn, seed);
        interval.low = br_stats_quantile(differences, resamples, tail);
        interval.high = br_stats_quantile(differences, resamples, 1 - tail);
    }
    free(sorted[0]);
    free(sorted[1]);
    free(differences);
    free(drawn);
    return interval;
}
