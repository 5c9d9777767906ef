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

/* ---- the distribution of the score sum ---- */

size_t br_pairs_highest_score(size_t count)
{
    return (count + 1) / 2;
}

static size_t score_of(size_t rank, size_t highest)
{
    return rank < highest ? rank : highest;
}

static size_t score_total(size_t count, size_t highest)
{
    size_t total = 0;
    for (size_t rank = 1; rank <= count; rank++)
        total += score_of(rank, highest);
    return total;
}

/* Shares of sums of scores among all 2^count choices of signs, up to the middle one: beyond it they
 * are the same in reverse. */
struct score_sums {
    double *shares;
    size_t sums; /* 0 when memory is out */
    size_t highest, total;
};

/* One rank after the other is added. A share below the smallest double is 0, far below any level.
 */
static struct score_sums count_score_sums(size_t count, size_t highest)
{
    size_t total = score_total(count, highest);
    struct score_sums sums = {.sums = total / 2 + 1, .highest = highest, .total = total};
    sums.shares = calloc(sums.sums, sizeof *sums.shares);
    if (sums.shares == NULL)
        return (struct score_sums){0};
    sums.shares[0] = 1;
    size_t largest = 0;
    for (size_t rank = 1; rank <= count; rank++) {
        size_t score = score_of(rank, highest);
        largest = largest + score < sums.sums - 1 ? largest + score : sums.sums - 1;
        for (size_t sum = largest + 1; sum-- > 0;) {
            double without = sums.shares[sum];
            double with = sum >= score ? sums.shares[sum - score] : 0;
            sums.shares[sum] = (without + with) / 2;
        }
    }
    return sums;
}

static long bound_of(const struct score_sums *sums, double level)
{
    double cumulated = 0;
    long bound = -1;
    for (size_t sum = 0; sum < sums->sums; sum++) {
        cumulated += sums->shares[sum];
        if (cumulated > level)
            break;
        bound = (long)sum;
    }
    return bound;
}

long br_pairs_score_bound(size_t count, size_t highest, double level)
{
    struct score_sums sums = count_score_sums(count, highest);
    long bound = bound_of(&sums, level);
    free(sums.shares);
    return bound;
}

/* ---- the test turned around ---- */

static int compare_doubles(const void *left, const void *right)
{
    double a = *(const double *)left, b = *(const double *)right;
    return (a > b) - (a < b);
}

static int compare_sizes(const void *left, const void *right)
{
    double a = fabs(*(const double *)left), b = fabs(*(const double *)right);
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

/* What the test is turned around on: score sums change at averages of two values only. */
struct sample {
    const double *values;
    double *shifted; /* room for as many */
    size_t count;
    double *averages;
    struct score_sums sums;
};

/* The sum of the scores of values that lie below a centre between this average and the next. */
static size_t sum_below(const struct sample *sample, size_t average)
{
    const double *averages = sample->averages;
    double centre = averages[average] + (averages[average + 1] - averages[average]) / 2;
    size_t sum = 0;
    for (size_t i = 0; i < sample->count; i++)
        sample->shifted[i] = sample->values[i] - centre;
    qsort(sample->shifted, sample->count, sizeof *sample->shifted, compare_sizes);
    for (size_t i = 0; i < sample->count; i++)
        sum += sample->shifted[i] < 0 ? score_of(i + 1, sample->sums.highest) : 0;
    return sum;
}

/* The first average above which the sum is larger than that, by halving: it never falls. */
static size_t first_beyond(const struct sample *sample, size_t sum)
{
    size_t low = 0, high = sample->count * (sample->count + 1) / 2 - 1;
    while (low < high) {
        size_t middle = (low + high) / 2;
        if (sum_below(sample, middle) > sum)
            high = middle;
        else
            low = middle + 1;
    }
    return low;
}

/* From the lowest to the highest centre at which the sum below and the sum above both exceed the
 * bound; the two add up to the total. */
static struct br_interval interval_of(const struct sample *sample, long bound)
{
    if (bound < 0)
        return (struct br_interval){-INFINITY, INFINITY};
    size_t low = first_beyond(sample, (size_t)bound);
    size_t high = first_beyond(sample, sample->sums.total - (size_t)bound - 1);
    return (struct br_interval){sample->averages[low], sample->averages[high]};
}

static double estimate_of(const struct sample *sample)
{
    const struct br_interval middle = interval_of(sample, (long)(sample->sums.total - 1) / 2);
    return (middle.low + middle.high) / 2;
}

/* ---- one look ---- */

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
    struct sample sample = {.values = log_ratios,
                            .shifted = calloc(count + 1, sizeof *log_ratios),
                            .count = count,
                            .averages = sorted_averages(log_ratios, count),
                            .sums = count_score_sums(count, br_pairs_highest_score(count))};
    if (sample.shifted != NULL && sample.averages != NULL && sample.sums.shares != NULL &&
        count > 0) {
        look->estimate = estimate_of(&sample);
        look->alarm = interval_of(&sample, bound_of(&sample.sums, levels.alarm));
        look->inner = interval_of(&sample, bound_of(&sample.sums, levels.same));
        look->verdict = judge(look, effect);
    }
    free(sample.sums.shares);
    free(sample.averages);
    free(sample.shifted);
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
