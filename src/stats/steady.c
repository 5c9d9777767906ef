/*
 * The rule for the end of a warm-up.
 */
#include "stats/steady.h"

#include <math.h>

#include "stats/stats.h"

bool br_stats_is_steady(const double *values, size_t count, size_t window, double tolerance)
{
    if (window < 4 || count < window)
        return false;
    const double *last = values + (count - window);
    size_t half = window / 2;
    double earlier = br_stats_median(last, half);
    double later = br_stats_median(last + (window - half), half);
    return fabs(later - earlier) <= tolerance * fabs(earlier);
}
