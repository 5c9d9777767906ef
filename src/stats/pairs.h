/*
 * The paired comparison: are B's times the same as A's, given pairs of processes measured one right
 * after the other in random order? Pure functions of the log-ratios d = log(B/A) of the pairs.
 *
 * The interval is that of a signed-rank test turned around (Wilcoxon 1945; Hodges and Lehmann 1963;
 * Hollander and Wolfe, "Nonparametric Statistical Methods", 2nd ed. 1999, section 3.4): centres at
 * which neither the log-ratios above nor those below are too few or too near. They change at
 * averages of two log-ratios only (an element with itself included). The estimate is the centre
 * about which both sides are even. A log-ratio scores its rank by distance from the centre, but
 * none scores more than the middle one (winsorized scores: Hettmansperger and McKean, "Robust
 * Nonparametric Statistical Methods", 2nd ed. 2011): on a restless machine the farthest are what a
 * neighbour did, and with their ranks they would outweigh many that agree.
 *
 * Which of a pair's processes ran first is drawn for every pair by itself, so where both sides are
 * the same code each d is as likely to be +x as -x, whatever the machine did: drift, bursts and
 * heavy tails cannot make a false alarm more likely than the level says. No bootstrap is needed,
 * and the same values in any order give the same answer.
 *
 * The pairs are looked at more than once while they come in. Each look may err with a share of the
 * whole level, at most `looks_most` of them are taken, and so all looks together err with at most
 * that level (the alpha spending of Lan and DeMets 1983, Biometrika 70, with increments that are
 * not credited for the dependence between looks: the sum of them bounds the level by Boole's
 * inequality, whatever the joint distribution is). Half of the level is kept for the last look,
 * which knows most; how the other half is divided may depend on how long the pairs took, as that is
 * the same whichever sign they have.
 *
 * Functions that allocate give BR_PAIRS_UNDECIDED with NAN figures when memory is out.
 */
#ifndef BR_STATS_PAIRS_H
#define BR_STATS_PAIRS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "stats/stats.h"

struct br_pairs_rule {
    double effect;       /* log-ratio that matters: log(1.005) */
    double alarm_level;  /* probability of `slower` where both sides are the same, over all looks;
                            that of `faster` as well */
    double same_level;   /* probability of `same` where B is slower by `effect` exactly; alike
                            where it is faster */
    unsigned looks_most; /* at least 1 */
};

/* Probabilities that one look errs, or all looks so far. */
struct br_pairs_levels {
    double alarm, same; /* as in the rule */
};

/* 0.5 %; one false `slower` and one false `faster` in 1000 comparisons of the same code; a wrong
 * `same` in 20; 12 looks. */
struct br_pairs_rule br_pairs_rule_default(void);

/* How many pairs there are at look 0, 1, 2, ...: 15, 20, 26, 34, 45, ... a third more each time. 15
 * are the fewest at which the first of `looks_most` looks of the default rule can tell something.
 */
size_t br_pairs_at_look(unsigned look);

/*
 * What a look may err with when those before it have spent so much and `looks_to_come` are expected
 * after it. The last look, with none to come, gets all that is left, at least half of the rule's
 * level; the others divide one half evenly. Where more looks come than were expected each still
 * gets something: at most half of what that half has left.
 */
struct br_pairs_levels br_pairs_levels_at(const struct br_pairs_rule *rule,
                                          struct br_pairs_levels spent, unsigned looks_to_come);

enum br_pairs_verdict { BR_PAIRS_UNDECIDED, BR_PAIRS_SAME, BR_PAIRS_SLOWER, BR_PAIRS_FASTER };

struct br_pairs_look {
    size_t pairs;
    double estimate;          /* log-ratio */
    struct br_interval alarm; /* an alarm needs it to lie on one side of 0; infinite where there
                                 are too few pairs for its level */
    struct br_interval inner; /* `same` needs it to lie within +-effect */
    enum br_pairs_verdict verdict;
};

/*
 * One look at all `count` log-ratios there are, which may err with `levels`. `slower` when the
 * estimate is beyond the effect and the alarm interval above 0; `faster` alike; `same` when the
 * inner interval lies within the effect. Time and memory grow with the square of `count`: 1 ms at
 * 100 pairs, 20 ms at 400.
 */
void br_pairs_look(const double *log_ratios, size_t count, double effect,
                   struct br_pairs_levels levels, struct br_pairs_look *look);

/* How many pairs in all an undecided look would have needed if the estimate and the spread stay as
 * they are (the width of an interval shrinks with the square root of the pairs); 0 where no number
 * of pairs would do: the estimate is the limit itself. Never below look->pairs. */
size_t br_pairs_wanted(const struct br_pairs_look *look, double effect);

/* What the farthest of so many log-ratios score: the middle rank. */
size_t br_pairs_highest_score(size_t count);

/* Largest c with P(W <= c) <= level, which is below one half, for the sum W of the scores min(rank,
 * `highest`) of one sign among `count` pairs; -1 when even c = 0 is more likely (2^-count > level).
 * With `highest` = `count` it is the signed-rank sum. Exact, by counting; O(count^3). */
long br_pairs_score_bound(size_t count, size_t highest, double level);

#endif
