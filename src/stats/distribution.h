/*
 * Distributions: probabilities and quantiles that tests and intervals need. Pure functions that do
 * not allocate; a few microseconds each. NAN for arguments outside the ranges stated.
 */
#ifndef BR_STATS_DISTRIBUTION_H
#define BR_STATS_DISTRIBUTION_H

#include <stdint.h>

#include "stats/stats.h"

/* Regularised incomplete beta function I_x(a, b) for 0 <= x <= 1, a > 0, b > 0, by its continued
 * fraction (NIST Digital Library of Mathematical Functions 8.17.22), to about 1e-13 relative. */
double br_stats_beta(double x, double a, double b);

/* The x at which I_x(a, b) is `probability`, in [0, 1]: by bisection, to 1e-15. */
double br_stats_beta_quantile(double probability, double a, double b);

/* The probability that a Student t with `degrees` > 0 of freedom lies farther from 0 than |t|. */
double br_stats_student_two_sided(double t, double degrees);

/* The Clopper-Pearson interval (Clopper and Pearson, Biometrika 26, 1934) of a share of which
 * `hits` were found in `trials`, both bounds together holding with `confidence`. A one-sided 95 %
 * bound is a bound at confidence 0.90. No trials: [0, 1]. */
struct br_interval br_stats_clopper_pearson(uint64_t hits, uint64_t trials, double confidence);

#endif
