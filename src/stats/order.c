/*
 * Order statistics and the plain ones beside them.
 */
#include "stats/stats.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "stats/order.h"

static int compare_doubles(const void *left, const void *right)
{
    double a = *(const double *)left, b = *(const double *)right;
    return (a > b) - (a < b);
}

double *br_stats_sorted_copy(const double *values, size_t count)
{
    double *copy = malloc((count > 0 ? count : 1) * sizeof *copy);
    if (copy == NULL)
        return NULL;
    if (count > 0)
        memcpy(copy, values, count * sizeof *copy);
    qsort(copy, count, sizeof *copy, compare_doubles);
    return copy;
}

double br_stats_sorted_quantile(const double *sorted, size_t count, double q)
{
    if (count == 0)
        return NAN;
    double position = (q < 0 ? 0 : q > 1 ? 1 : q) * (double)(count - 1);
    size_t below = (size_t)position;
    if (below >= count - 1)
        return sorted[count - 1];
    double share = position - (double)below;
    return sorted[below] + share * (sorted[below + 1] - sorted[below]);
}

double br_stats_quantile(const double *values, size_t count, double q)
{
    double *sorted = br_stats_sorted_copy(values, count);
    if (sorted == NULL)
        return NAN;
    double quantile = br_stats_sorted_quantile(sorted, count, q);
    free(sorted);
    return quantile;
}

double br_stats_median(const double *values, size_t count)
{
    return br_stats_quantile(values, count, 0.5);
}

double br_stats_robust_cv(const double *values, size_t count)
{
    /* For a normal distribution IQR / 1.349 is the standard deviation. */
    static const double normal_iqr = 1.349;
    if (count < 2)
        return 0;
    double *sorted = br_stats_sorted_copy(values, count);
    if (sorted == NULL)
        return NAN;
    double iqr = br_stats_sorted_quantile(sorted, count, 0.75) -
                 br_stats_sorted_quantile(sorted, count, 0.25);
    double median = br_stats_sorted_quantile(sorted, count, 0.5);
    free(sorted);
    return iqr > 0 ? iqr / normal_iqr / fabs(median) : 0;
}

double br_stats_mean(const double *values, size_t count)
{
    double sum = 0;
    for (size_t i = 0; i < count; i++)
        sum += values[i];
    return count > 0 ? sum / (double)count : NAN;
}

double br_stats_minimum(const double *values, size_t count)
{
    double minimum = count > 0 ? values[0] : NAN;
    for (size_t i = 1; i < count; i++)
        minimum = values[i] < minimum ? values[i] : minimum;
    return minimum;
}

double br_stats_maximum(const double *values, size_t count)
{
    double maximum = count > 0 ? values[0] : NAN;
    for (size_t i = 1; i < count; i++)
        maximum = values[i] > maximum ? values[i] : maximum;
    return maximum;
}

size_t br_stats_count_outliers(const double *values, size_t count)
{
    double *sorted = br_stats_sorted_copy(values, count);
    if (sorted == NULL)
        return 0;
    double low = br_stats_sorted_quantile(sorted, count, 0.25);
    double high = br_stats_sorted_quantile(sorted, count, 0.75);
    double reach = 3 * (high - low);
    size_t outliers = 0;
    for (size_t i = 0; i < count; i++)
        outliers += sorted[i] < low - reach || sorted[i] > high + reach;
    free(sorted);
    return outliers;
}
