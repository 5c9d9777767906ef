/*
 * The rank-sum test of Mann and Whitney ("On a test of whether one of two random variables is
 * stochastically larger than the other", Annals of Mathematical Statistics 18, 1947): does one
 * group of values tend to be larger than another? It asks nothing of the distribution of the
 * values.
 */
#ifndef BR_STATS_RANK_SUM_H
#define BR_STATS_RANK_SUM_H

#include <stddef.h>

/* Values of both groups together up to which the probability is exact. */
enum { BR_RANK_SUM_EXACT = 60 };

/*
 * One-sided p: how likely the ranks of `to` add up to at least as much as they do, where all ways
 * to divide these values into groups of these sizes are equally likely. Ties share the mean of
 * their ranks. Exact, by counting divisions (a permutation test of the rank sum, ties included), up
 * to BR_RANK_SUM_EXACT values; beyond by the normal approximation with the correction for ties and
 * for continuity (Hollander and Wolfe, "Nonparametric Statistical Methods", 2nd ed. 1999, section
 * 4.1). The other side: exchange the groups. 1 where a group is empty; NAN when memory is out.
 * Allocates; below 1 ms for 20 values, some ms for 60.
 */
double br_stats_rank_sum_higher(const double *from, size_t from_count, const double *to,
                                size_t to_count);

/* The smallest p that groups of these sizes can give: one over the number of divisions. */
double br_stats_rank_sum_smallest(size_t from_count, size_t to_count);

#endif
