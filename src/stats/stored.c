/* The comparison against a stored baseline; see stored.h. */
#include "stats/stored.h"

#include <math.h>
#include <stdlib.h>

#include "stats/rank_sum.h"

enum { RESAMPLES = 2000 };
static const uint64_t seed = 0x73746f726564;
static const double normal_iqr = 1.349;  /* of a normal distribution, in standard deviations */
static const double half_width_z = 1.96; /* a 95 % interval */
static const double power = 0.9;
static const double power_z = 1.2815515655; /* normal_above(power_z) = 1 - power */

struct br_stored_rule br_stored_rule_default(void)
{
    return (struct br_stored_rule){.limit = 0.10, .floor = BR_STORED_TIME_FLOOR, .level = 0.05};
}

/* Logarithms of the values; NULL when memory is out or a value has none. */
static double *logarithms(const double *values, size_t count)
{
    double *logs = malloc((count > 0 ? count : 1) * sizeof *logs);
    for (size_t i = 0; logs != NULL && i < count; i++) {
        logs[i] = log(values[i]);
        if (isfinite(logs[i]))
            continue;
        free(logs);
        return NULL;
    }
    return logs;
}

static double robust_deviation(const double *values, size_t count)
{
    return (br_stats_quantile(values, count, 0.75) - br_stats_quantile(values, count, 0.25)) /
           normal_iqr;
}

static void compare_logs(const double *from, const double *to, struct br_stored_change *change)
{
    size_t n = change->from_count, m = change->to_count;
    if (n < BR_STORED_FEWEST || m < BR_STORED_FEWEST)
        return;
    change->interval = br_stats_bootstrap_median_difference(from, n, to, m, 0.95, RESAMPLES, seed);
    change->p_higher = br_stats_rank_sum_higher(from, n, to, m);
    change->p_lower = br_stats_rank_sum_higher(to, m, from, n);
    double left = robust_deviation(from, n), right = robust_deviation(to, m);
    change->spread = sqrt((left * left + right * right) / 2);
}

void br_stored_change(const double *from, size_t from_count, const double *to, size_t to_count,
                      struct br_stored_change *change)
{
    *change = (struct br_stored_change){.from_count = from_count,
                                        .to_count = to_count,
                                        .log_ratio = NAN,
                                        .interval = {NAN, NAN},
                                        .p_higher = NAN,
                                        .p_lower = NAN,
                                        .spread = NAN};
    double *from_logs = logarithms(from, from_count), *to_logs = logarithms(to, to_count);
    if (from_logs != NULL && to_logs != NULL && from_count > 0 && to_count > 0) {
        change->log_ratio = log(br_stats_median(to, to_count) / br_stats_median(from, from_count));
        compare_logs(from_logs, to_logs, change);
    }
    free(from_logs);
    free(to_logs);
}

double br_stored_p(const struct br_stored_change *change)
{
    return change->log_ratio >= 0 ? change->p_higher : change->p_lower;
}

/* The limits as logarithms: +10 % and -10 % are not the same way off. */
static struct br_interval inside(double limit)
{
    return (struct br_interval){limit < 1 ? log1p(-limit) : -INFINITY, log1p(limit)};
}

static bool lies_inside(const struct br_interval *interval, double limit)
{
    struct br_interval bounds = inside(limit);
    return interval->low >= bounds.low && interval->high <= bounds.high;
}

static bool lies_beyond(const struct br_interval *interval, double limit)
{
    struct br_interval bounds = inside(limit);
    return interval->low > bounds.high || interval->high < bounds.low;
}

static enum br_stored_why reason_for(const struct br_stored_change *change, double p, double limit,
                                     const struct br_stored_rule *rule)
{
    const struct br_interval point = {change->log_ratio, change->log_ratio};
    if (!isfinite(change->log_ratio))
        return BR_STORED_UNKNOWN;
    bool is_tested = isfinite(change->interval.low) && isfinite(p);
    if (!lies_beyond(&point, limit)) {
        if (!is_tested)
            return BR_STORED_WITHIN_UNTESTED;
        return lies_inside(&change->interval, limit) ? BR_STORED_WITHIN : BR_STORED_WIDE;
    }
    if (!is_tested)
        return BR_STORED_UNTESTED;
    if (p > rule->level)
        return BR_STORED_INSIGNIFICANT;
    if (!lies_beyond(&point, rule->noise))
        return BR_STORED_NOISE;
    bool is_certain = lies_beyond(&change->interval, limit) &&
                      lies_beyond(&point, (1 + limit) * (1 + rule->unrest) - 1);
    return rule->unrest > 0 && !is_certain ? BR_STORED_UNSTABLE : BR_STORED_BEYOND;
}

struct br_stored_decision br_stored_decide(const struct br_stored_change *change, double p,
                                           const struct br_stored_rule *rule)
{
    struct br_stored_decision decision = {.limit = fmax(rule->limit, rule->floor)};
    decision.why = reason_for(change, p, decision.limit, rule);
    if (decision.why == BR_STORED_WITHIN || decision.why == BR_STORED_WITHIN_UNTESTED)
        decision.verdict = BR_STORED_SAME;
    else if (decision.why != BR_STORED_BEYOND)
        decision.verdict = BR_STORED_AMBIGUOUS;
    else
        decision.verdict = change->log_ratio > 0 ? BR_STORED_HIGHER : BR_STORED_LOWER;
    return decision;
}

enum br_stored_verdict br_stats_stored_verdict(const double *from, size_t from_count,
                                               const double *to, size_t to_count,
                                               const struct br_stored_rule *rule)
{
    struct br_stored_change change;
    br_stored_change(from, from_count, to, to_count, &change);
    return br_stored_decide(&change, br_stored_p(&change), rule).verdict;
}

/* ---- how many processes ---- */

static double normal_above(double z)
{
    return 0.5 * erfc(z / sqrt(2));
}

/* z with normal_above(z) = share, for shares below one half. */
static double normal_quantile_above(double share)
{
    double low = 0, high = 40;
    for (int i = 0; i < 100; i++) {
        double middle = (low + high) / 2;
        if (normal_above(middle) > share)
            low = middle;
        else
            high = middle;
    }
    return high;
}

/* The fewest a side with which the test can give `level`. */
static uint64_t fewest_for(double level)
{
    uint64_t count = BR_STORED_FEWEST;
    while (count < BR_STORED_MOST && br_stats_rank_sum_smallest(count, count) > level)
        count++;
    return count;
}

static uint64_t to_count(double processes, uint64_t fewest)
{
    if (!(processes <= BR_STORED_MOST))
        return 0;
    uint64_t count = (uint64_t)ceil(processes);
    return count > fewest ? count : fewest;
}

uint64_t br_stored_processes_wanted(const struct br_stored_change *change,
                                    const struct br_stored_rule *rule, double level)
{
    double limit = fmax(rule->limit, rule->floor), size = change->log_ratio;
    struct br_interval bounds = inside(limit);
    if (!isfinite(change->spread))
        return 0;
    if (size > bounds.high || size < bounds.low) {
        double exceeds = 1 - normal_above(fabs(size) / (change->spread * sqrt(2)));
        uint64_t fewest = fewest_for(level);
        if (pow(exceeds, (double)(fewest * fewest)) >= power)
            return fewest;
        double z = normal_quantile_above(level) + power_z;
        double both = z * z / (3 * (exceeds - 0.5) * (exceeds - 0.5));
        return to_count(both / 2, fewest);
    }
    double room = fmin(bounds.high - size, size - bounds.low);
    double width = half_width_z * change->spread / room;
    return to_count(2 * (M_PI / 2) * width * width, BR_STORED_FEWEST);
}
