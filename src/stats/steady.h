/*
 * Has a warm-up become steady? A pure rule on the times of consecutive repetitions or windows.
 */
#ifndef BR_STATS_STEADY_H
#define BR_STATS_STEADY_H

#include <stdbool.h>
#include <stddef.h>

/* True when the last `window` values (at least 4) show no trend: the medians of their two halves
 * differ by at most `tolerance`, relative to the earlier one; of an odd window the middle value is
 * left out. False while there are fewer values. */
bool br_stats_is_steady(const double *values, size_t count, size_t window, double tolerance);

#endif
