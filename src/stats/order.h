/*
 * Order statistics on sorted arrays, shared inside this room.
 */
#ifndef BR_STATS_ORDER_H
#define BR_STATS_ORDER_H

#include <stddef.h>

/* Ascending copy; free() it. NULL when memory is out. */
double *br_stats_sorted_copy(const double *values, size_t count);

/* Quantile as br_stats_quantile, of an array that is sorted already. */
double br_stats_sorted_quantile(const double *sorted, size_t count, double q);

#endif
