/*
 * Statistics on arrays of doubles: pure functions, no state, no allocation unless it says so.
 * Values are finite. Functions that allocate give NAN when memory is out.
 */
#ifndef BR_STATS_STATS_H
#define BR_STATS_STATS_H

#include <stddef.h>
#include <stdint.h>

/* ---- order statistics: arrays are not changed; they allocate a sorted copy ---- */

/* Quantile q in [0,1] by linear interpolation between order statistics (Hyndman & Fan 1996, type
 * 7). NAN for an empty array. */
double br_stats_quantile(const double *values, size_t count, double q);
double br_stats_median(const double *values, size_t count);
/* Interquartile range / 1.349 / |median|: a spread that outliers do not move. 0 below two values.
 */
double br_stats_robust_cv(const double *values, size_t count);
/* NAN for an empty array; these three do not allocate. */
double br_stats_mean(const double *values, size_t count);
double br_stats_minimum(const double *values, size_t count);
double br_stats_maximum(const double *values, size_t count);

/* How many values lie outside [q1 - 3*iqr, q3 + 3*iqr] (Tukey 1977, far out). They are counted,
 * never removed. */
size_t br_stats_count_outliers(const double *values, size_t count);

/* ---- intervals ---- */

struct br_interval {
    double low, high;
};

/* Percentile bootstrap interval of the median (Efron & Tibshirani 1993, ch. 13) with `resamples`
 * draws from a generator seeded with `seed`: the same values, in any order, give the same
 * interval. With fewer than 3 values: [minimum, maximum]; of none: NAN. */
struct br_interval br_stats_bootstrap_median(const double *values, size_t count, double confidence,
                                             unsigned resamples, uint64_t seed);

/* Alike for the median of `to` minus the median of `from`, both drawn anew. NAN when a group is
 * empty. */
struct br_interval br_stats_bootstrap_median_difference(const double *from, size_t from_count,
                                                        const double *to, size_t to_count,
                                                        double confidence, unsigned resamples,
                                                        uint64_t seed);

/* ---- fits ---- */

/* Least squares of y = a + b*x1 + c*x2 with relative weights 1/y^2 (each point counts alike on a
 * relative scale); every y is above 0. Returns how many coefficients the data can carry, the others
 * being 0: 3; 2 when x1 and x2 say the same (to within 1 %) or one of them is constant or there are
 * only two points (c = 0 unless x1 is the constant one); 1 when nothing varies or there is one
 * point (a = the mean, weighted alike); 0 for no points. Does not allocate. */
struct br_fit {
    double a, b, c;
    double residual_max; /* largest |y - fit| / y */
};
int br_stats_fit(const double *y, const double *x1, const double *x2, size_t count,
                 struct br_fit *fit);

#endif
