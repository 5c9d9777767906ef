/* The rank-sum test, exact by counting. */
#include "stats/rank_sum.h"

#include <math.h>
#include <stdbool.h>
#include <stdlib.h>

/* A value and the group it is of. */
struct ranked {
    double value;
    bool is_to;
    size_t doubled_rank; /* ties make half ranks */
};

static int compare_ranked(const void *left, const void *right)
{
    double a = ((const struct ranked *)left)->value, b = ((const struct ranked *)right)->value;
    return (a > b) - (a < b);
}

/* Returns the sum over groups of ties of t^3 - t. */
static double assign_ranks(struct ranked *all, size_t count)
{
    double ties = 0;
    for (size_t first = 0, end; first < count; first = end) {
        for (end = first + 1; end < count && all[end].value == all[first].value;)
            end++;
        double tied = (double)(end - first);
        ties += tied * tied * tied - tied;
        for (size_t i = first; i < end; i++)
            all[i].doubled_rank = first + 1 + end;
    }
    return ties;
}

/* ways[k * sums + s]: divisions that put k of the values seen so far, of doubled ranks s, into one
 * group. The share of those of `chosen` values that reach `observed`. */
static double exact_share(const struct ranked *all, size_t count, size_t chosen, size_t observed)
{
    size_t sums = count * (count + 1) + 1;
    double *ways = calloc((chosen + 1) * sums, sizeof *ways);
    if (ways == NULL)
        return NAN;
    ways[0] = 1;
    for (size_t i = 0; i < count; i++) {
        size_t rank = all[i].doubled_rank;
        for (size_t k = i + 1 < chosen ? i + 1 : chosen; k > 0; k--)
            for (size_t sum = sums; sum-- > rank;)
                ways[k * sums + sum] += ways[(k - 1) * sums + sum - rank];
    }
    double reached = 0, total = 0;
    for (size_t sum = 0; sum < sums; sum++) {
        total += ways[chosen * sums + sum];
        reached += sum >= observed ? ways[chosen * sums + sum] : 0;
    }
    free(ways);
    return reached / total;
}

static double normal_share(size_t count, size_t chosen, size_t observed, double ties)
{
    double n = (double)count, m = (double)chosen;
    double mean = m * (n + 1) / 2;
    double variance = m * (n - m) / 12 * (n + 1 - ties / (n * (n - 1)));
    if (variance <= 0)
        return 1;
    double z = ((double)observed / 2 - 0.5 - mean) / sqrt(variance);
    return 0.5 * erfc(z / sqrt(2));
}

double br_stats_rank_sum_higher(const double *from, size_t from_count, const double *to,
                                size_t to_count)
{
    size_t count = from_count + to_count, observed = 0;
    if (from_count == 0 || to_count == 0)
        return 1;
    struct ranked *all = calloc(count, sizeof *all);
    if (all == NULL)
        return NAN;
    for (size_t i = 0; i < count; i++)
        all[i] = (struct ranked){.value = i < from_count ? from[i] : to[i - from_count],
                                 .is_to = i >= from_count};
    qsort(all, count, sizeof *all, compare_ranked);
    double ties = assign_ranks(all, count);
    for (size_t i = 0; i < count; i++)
        observed += all[i].is_to ? all[i].doubled_rank : 0;
    double share = count <= BR_RANK_SUM_EXACT ? exact_share(all, count, to_count, observed)
                                              : normal_share(count, to_count, observed, ties);
    free(all);
    return share;
}

double br_stats_rank_sum_smallest(size_t from_count, size_t to_count)
{
    double divisions = 1;
    for (size_t i = 1; i <= to_count; i++)
        divisions *= (double)(from_count + i) / (double)i;
    return 1 / divisions;
}
