/* The sequential comparison of pairs; see pairs.h. */
#include "stats/pairs.h"

#include <math.h>
#include <stdlib.h>

#include "stats/order.h"

struct br_pairs_rule br_pairs_rule_default(void)
{
    return (struct br_pairs_rule){
        .effect = log(1.005), .alarm_level = 0.001, .same_level = 0.05, .looks_most = 12};
}

size_t br_pairs_at_look(unsigned look)
{
    size_t pairs = 15;
    for (unsigned i = 0; i < look; i++)
        pairs += pairs / 3;
    return pairs;
}

static double level_at(double level, double spent, unsigned looks_to_come)
{
    if (looks_to_come == 0)
        return level - spent;
    return (level / 2 - spent) / fmax(looks_to_come, 2);
}

struct br_pairs_levels br_pairs_levels_at(const struct br_pairs_rule *rule,
                                          struct br_pairs_levels spent, unsigned looks_to_come)
{
    double alarm = level_at(rule->alarm_level, spent.alarm, looks_to_come);
    double same = level_at(rule->same_level, spent.same, looks_to_come);
    return (struct br_pairs_levels){.alarm = alarm, .same = same};
}

/* ---- the signed-rank distribution ---- */

/* Shares of sums of ranks among all 2^count choices of signs, up to the middle one: beyond it they
 * are the same in reverse. */
struct rank_sums {
    double *shares;
    size_t sums; /* 0 when memory is out */
};

/* One rank after the other is added. A share below the smallest double is 0, far below any level.
 */
static struct rank_sums count_rank_sums(size_t count)
{
    struct rank_sums ranks = {.sums = count * (count + 1) / 4 + 1};
    ranks.shares = calloc(ranks.sums, sizeof *ranks.shares);
    if (ranks.shares == NULL)
        return (struct rank_sums){0};
    ranks.shares[0] = 1;
    size_t largest = 0;
    for (size_t rank = 1; rank <= count; rank++) {
        largest = largest + rank < ranks.sums - 1 ? largest + rank : ranks.sums - 1;
        for (size_t sum = largest + 1; sum-- > 0;) {
            double without = ranks.shares[sum];
            double with = sum >= rank ? ranks.shares[sum - rank] : 0;
            ranks.shares[sum] = (without + with) / 2;
        }
    }
    return ranks;
}

static long bound_of(const struct rank_sums *ranks, double level)
{
    double cumulated = 0;
    long bound = -1;
    for (size_t sum = 0; sum < ranks->sums; sum++) {
        cumulated += ranks->shares[sum];
        if (cumulated > level)
            break;
        bound = (long)sum;
    }
    return bound;
}

long br_pairs_signed_rank_bound(size_t count, double level)
{
    struct rank_sums ranks = count_rank_sums(count);
    long bound = bound_of(&ranks, level);
    free(ranks.shares);
    return bound;
}

/* ---- one look ---- */

static int compare_doubles(const void *left, const void *right)
{
    double a = *(const double *)left, b = *(const double *)right;
    return (a > b) - (a < b);
}

/* All averages of two, sorted; free() them. */
static double *sorted_averages(const double *values, size_t count)
{
    size_t filled = 0;
    double *averages = calloc(count * (count + 1) / 2 + 1, sizeof *averages);
    for (size_t i = 0; averages != NULL && i < count; i++)
        for (size_t j = i; j < count; j++)
            averages[filled++] = (values[i] + values[j]) / 2;
    if (averages != NULL)
        qsort(averages, filled, sizeof *averages, compare_doubles);
    return averages;
}

static struct br_interval interval_at(const double *averages, size_t count,
                                      const struct rank_sums *ranks, double level)
{
    size_t total = count * (count + 1) / 2;
    long bound = bound_of(ranks, level);
    if (bound < 0)
        return (struct br_interval){-INFINITY, INFINITY};
    return (struct br_interval){averages[bound], averages[total - 1 - (size_t)bound]};
}

static enum br_pairs_verdict judge(const struct br_pairs_look *look, double effect)
{
    if (look->estimate > effect && look->alarm.low > 0)
        return BR_PAIRS_SLOWER;
    if (look->estimate < -effect && look->alarm.high < 0)
        return BR_PAIRS_FASTER;
    if (look->inner.low > -effect && look->inner.high < effect)
        return BR_PAIRS_SAME;
    return BR_PAIRS_UNDECIDED;
}

void br_pairs_look(const double *log_ratios, size_t count, double effect,
                   struct br_pairs_levels levels, struct br_pairs_look *look)
{
    *look = (struct br_pairs_look){
        .pairs = count, .estimate = NAN, .alarm = {NAN, NAN}, .inner = {NAN, NAN}};
    double *averages = sorted_averages(log_ratios, count);
    struct rank_sums ranks = count_rank_sums(count);
    if (averages == NULL || ranks.shares == NULL || count == 0) {
        free(ranks.shares);
        free(averages);
        return;
    }
    look->estimate = br_stats_sorted_quantile(averages, count * (count + 1) / 2, 0.5);
    look->alarm = interval_at(averages, count, &ranks, levels.alarm);
    look->inner = interval_at(averages, count, &ranks, levels.same);
    free(ranks.shares);
    free(averages);
    look->verdict = judge(look, effect);
}

/* ---- how many more ---- */

/* Pairs until an interval that reaches `reach` to one side reaches `room` only. */
static double pairs_until(const struct br_pairs_look *look, double reach, double room)
{
    double shrink = reach / room;
    return room > 0 ? (double)look->pairs * shrink * shrink : INFINITY;
}

size_t br_pairs_wanted(const struct br_pairs_look *look, double effect)
{
    double distance = fabs(look->estimate);
    double alarm_reach = (look->alarm.high - look->alarm.low) / 2;
    double inner_reach = (look->inner.high - look->inner.low) / 2;
    double wanted = distance > effect ? pairs_until(look, alarm_reach, distance)
                                      : pairs_until(look, inner_reach, effect - distance);
    if (isinf(look->alarm.low))
        return br_pairs_at_look(0); /* too few to tell a spread */
    if (!isfinite(wanted) || wanted > 1e9)
        return 0;
    return wanted > (double)look->pairs ? (size_t)ceil(wanted) : look->pairs;
}
