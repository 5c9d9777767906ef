/*
 * The Universal Scalability Law (Gunther, "Guerrilla Capacity Planning", 2007, ch. 4-6): throughput
 * of N workers
 *
 *     X(N) = lambda N / (1 + sigma (N - 1) + kappa N (N - 1))
 *
 * lambda: what one worker does; sigma: contention, the share that is serial; kappa: coherency, the
 * cost of keeping workers consistent with each other. Throughput peaks at N = sqrt((1 -
 * sigma)/kappa).
 */
#ifndef BR_STATS_USL_H
#define BR_STATS_USL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "stats/stats.h"

struct br_usl {
    double lambda;       /* same unit as the rates */
    double sigma;        /* at least 0 */
    double kappa;        /* at least 0 */
    double peak_workers; /* where throughput peaks; INFINITY when kappa is 0, at least 1 */
    double residual_max; /* largest |rate - fit| / rate */
};

/* One thread count and the rates of its processes. */
struct br_usl_point {
    double workers;
    const double *rates; /* all above 0 */
    size_t rate_count;   /* at least 1 */
};

struct br_usl_intervals {
    struct br_interval lambda, sigma, kappa, peak_workers;
};

/*
 * Fits the medians of the points by least squares on a relative scale, written as N/X(N) = a +
 * b (N - 1) + c N (N - 1), which is linear in a = 1/lambda, b = sigma/lambda, c = kappa/lambda,
 * with b and c held at 0 or above. Needs at least three different worker counts; false otherwise,
 * or when the fit is no law (lambda would not be positive). Allocates nothing.
 */
bool br_usl_fit(const struct br_usl_point *points, size_t count, struct br_usl *usl);

/*
 * Percentile bootstrap: processes are drawn anew within each thread count, `resamples` times, from
 * a generator seeded with `seed`. False when there are fewer than two processes at every point or
 * memory is out.
 */
bool br_usl_bootstrap(const struct br_usl_point *points, size_t count, double confidence,
                      unsigned resamples, uint64_t seed, struct br_usl_intervals *intervals);

#endif
