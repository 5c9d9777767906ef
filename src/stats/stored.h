/*
 * The comparison against a stored baseline: two groups of process values that were measured at
 * different times. Pure functions of plain arrays; all values are above 0, and higher is whatever
 * the caller means by it. Never samples: samples of one process are not independent.
 *
 * Groups measured at different times differ by what the machine did in between, which no test on
 * their values can tell from a change of the code. Two conditions therefore must both hold before a
 * change is called: it is beyond the limit, a size that matters and that the machine does not reach
 * by itself, and it is significant. The size is the ratio of the medians, with its percentile
 * bootstrap interval (Efron and Tibshirani 1993, chapter 13; both groups are drawn anew). The
 * significance is the exact rank-sum test (stats/rank_sum.h): a bootstrap of five values knows
 * nothing beyond the five, so that its p is 0 for any two groups that do not overlap, whereas the
 * rank sum says honestly that five against five cannot give less than 1/252.
 */
#ifndef BR_STATS_STORED_H
#define BR_STATS_STORED_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "stats/stats.h"

/* Fewer processes on a side give neither an interval nor a test. */
enum { BR_STORED_FEWEST = 3 };

/* Below this share no change of a time is called against a stored baseline: medians of five
 * processes measured at different times were seen to differ by 2 % in 3 to 7 % of comparisons of
 * the same code, and by 5 % in up to 3 %. */
#define BR_STORED_TIME_FLOOR 0.05

struct br_stored_rule {
    double limit;  /* share that matters: 0.10; the change is called only beyond it */
    double floor;  /* the limit is at least this: what the machine does by itself */
    double noise;  /* share that the machine is known to reach by itself; 0 = not known. A change
                      beyond the limit, but not beyond this, is ambiguous */
    double level;  /* p at most, where one row is tested: 0.05 */
    double unrest; /* share by which slow spells of an unstable side reach beyond its median; 0 =
                      both are stable. Else the whole interval must be beyond the limit, and the
                      change beyond these spells by the limit: a machine that is slow for a while
                      can be slow for all processes of a side */
};

/* 10 %, floor 5 %, p = 0.05. */
struct br_stored_rule br_stored_rule_default(void);

struct br_stored_change {
    size_t from_count, to_count;
    double log_ratio;            /* of the medians, to over from; NAN without values above 0 */
    struct br_interval interval; /* of log_ratio, 95 %; NAN below BR_STORED_FEWEST on a side */
    double p_higher, p_lower;    /* one-sided; NAN below BR_STORED_FEWEST on a side */
    double spread;               /* of the logarithms of process values around their median: the
                                    robust standard deviation, both sides pooled */
};

/* Works out the change; allocates, some ms for groups of 20. The same groups give the same
 * interval. NAN where memory is out. */
void br_stored_change(const double *from, size_t from_count, const double *to, size_t to_count,
                      struct br_stored_change *change);

/* p for the side the change went to. */
double br_stored_p(const struct br_stored_change *change);

enum br_stored_verdict { BR_STORED_SAME, BR_STORED_HIGHER, BR_STORED_LOWER, BR_STORED_AMBIGUOUS };

enum br_stored_why {
    BR_STORED_WITHIN,          /* same: the interval lies inside the limit */
    BR_STORED_WITHIN_UNTESTED, /* same: inside the limit, but too few processes for an interval */
    BR_STORED_BEYOND,          /* higher, lower: beyond the limit and significant */
    BR_STORED_WIDE,            /* ambiguous: inside the limit, but the interval reaches beyond */
    BR_STORED_INSIGNIFICANT,   /* ambiguous: beyond the limit, p above the level */
    BR_STORED_NOISE,           /* ambiguous: beyond and significant, but inside the noise */
    BR_STORED_UNSTABLE,        /* ambiguous: beyond and significant, but within the unrest */
    BR_STORED_UNTESTED,        /* ambiguous: beyond the limit, too few processes for a test */
    BR_STORED_UNKNOWN          /* ambiguous: there are no values */
};

struct br_stored_decision {
    enum br_stored_verdict verdict;
    enum br_stored_why why;
    double limit; /* that counted: the larger of limit and floor */
};

/* Decides; `p` is br_stored_p(change), adjusted where several rows are tested. Allocates nothing.
 */
struct br_stored_decision br_stored_decide(const struct br_stored_change *change, double p,
                                           const struct br_stored_rule *rule);

/* Both in one, for one row tested alone. */
enum br_stored_verdict br_stats_stored_verdict(const double *from, size_t from_count,
                                               const double *to, size_t to_count,
                                               const struct br_stored_rule *rule);

/*
 * How many processes a side would settle an ambiguous change, if the medians and the spread stay as
 * they are; 0 where no number up to BR_STORED_MOST would.
 *   beyond the limit   the rank-sum test finds a shift of log_ratio with 90 % power at `level`
 *                      (Noether, "Sample size determination for some common nonparametric tests",
 *                      Journal of the American Statistical Association 82, 1987, section 2, with
 *                      the probability that one value exceeds another that normal values of this
 *                      spread give), and can give so small a p at all. Where the fewest
 *                      that can are apart altogether nine times in ten, these (all n^2 pairs are
 *                      in order with at least the n^2-th power of one pair's probability: they
 *                      are associated; Esary, Proschan and Walkup, Annals of Mathematical
 *                      Statistics 38, 1967);
 *   inside the limit   the 95 % interval of the log-ratio is narrow enough to lie inside: the
 *                      standard error of a median of n normal values is sqrt(pi / 2) sigma /
 *                      sqrt(n).
 * `level` is the rule's divided by the number of rows tested: as if this row alone had changed.
 */
enum { BR_STORED_MOST = 1000 };
uint64_t br_stored_processes_wanted(const struct br_stored_change *change,
                                    const struct br_stored_rule *rule, double level);

#endif
