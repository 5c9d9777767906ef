/*
 * Two shares of samples: whether they differ. How far one of them is known says
 * br_stats_clopper_pearson.
 *
 * Samples are taken as independent: what the errors leave out is whatever moves a whole process.
 */
#ifndef BR_STATS_PROPORTION_H
#define BR_STATS_PROPORTION_H

#include "stats/stats.h"

/* A share of one sample against that of another. */
struct br_proportions {
    double hits_before, samples_before;
    double hits_after, samples_after;
};

/* The 95 % interval of the share after less the share before, by Agresti and Caffo ("Simple and
 * effective confidence intervals for proportions and differences of proportions result from adding
 * two successes and two failures", The American Statistician 54, 2000). NAN where there are no
 * samples on a side. */
struct br_interval br_stats_proportion_change(const struct br_proportions *shares);

/* The two-sided p of the hypothesis that both shares are the same: normal approximation with the
 * pooled share. 1 where nothing speaks against it. */
double br_stats_proportion_p(const struct br_proportions *shares);

#endif
