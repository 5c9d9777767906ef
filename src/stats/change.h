/*
 * Change points of a series: where its level changed, by the E-divisive method of Matteson and
 * James
 * ("A nonparametric approach for multiple change point analysis of multivariate data", Journal of
 * the American Statistical Association 109, 2014) with Student's t-test in the place of its
 * permutation test and in windows, as Fleming, Kolaczkowski and others do for performance figures
 * ("Hunter: Using Change Point Detection to Hunt for Performance Regressions", ICPE 2023).
 *
 * Inside each window the split with the largest energy distance between its two sides is taken
 * while the sides differ at ten times the probability asked for; afterwards the weakest points are
 * taken out, one at a time, until every one that is left holds at the probability and the magnitude
 * asked for against its own neighbours. A change needs at least two values on both sides.
 */
#ifndef BR_STATS_CHANGE_H
#define BR_STATS_CHANGE_H

#include <stddef.h>

struct br_change_rule {
    size_t window;      /* values looked at together; 4 or more */
    double probability; /* p at most: of so large a difference where nothing changed */
    double magnitude;   /* |after / before - 1| at least */
};

/* Windows of 50, p = 0.001, 1 %. */
extern const struct br_change_rule br_change_rule_default;

struct br_level_change {
    size_t index;         /* of the first value after the change */
    double before, after; /* means from the change before it, and up to the one after it */
    double probability;
};

/* Finds the changes of `values` (finite, in order of time) into `changes`, an array of the caller's
 * with room for `count`; returns how many there are. Takes O(count x window) time and an array of
 * its own. Aborts when memory is out. */
size_t br_stats_changes(const double *values, size_t count, const struct br_change_rule *rule,
                        struct br_level_change *changes);

#endif
