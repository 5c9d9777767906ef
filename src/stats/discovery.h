/*
 * Many tests at once: the false discovery rate of Benjamini and Hochberg ("Controlling the false
 * discovery rate: a practical and powerful approach to multiple testing", Journal of the Royal
 * Statistical Society B 57, 1995).
 */
#ifndef BR_STATS_DISCOVERY_H
#define BR_STATS_DISCOVERY_H

#include <stdbool.h>
#include <stddef.h>

/*
 * For each p its adjusted one: the smallest rate of false discoveries at which that test is still
 * called, among all `count` tests. Calling those with adjusted[i] <= q keeps the expected share of
 * wrong calls among the calls at q, where the tests are independent or depend on each other
 * positively (Benjamini and Yekutieli, Annals of Statistics 29, 2001), as the times of one run do.
 * `adjusted` may be `p` itself. Allocates; false when memory is out.
 */
bool br_stats_benjamini_hochberg(const double *p, size_t count, double *adjusted);

#endif
