/*
 * What pairs of the same code teach about a machine: how far values of it lie apart, how often a
 * comparison raises a false alarm, and how small a slowdown it finds.
 *
 * The false alarms are counted on disjoint comparisons of consecutive pairs. The smallest slowdown
 * comes from replaying the decision on pairs drawn from the measured ones with replacement (Efron
 * and Tibshirani 1993, chapter 25), each log-ratio with a random sign, since both sides are the
 * same code, and a known shift added. The drawing is seeded: the same pairs give the same answer.
 */
#ifndef BR_ENGINE_CALIBRATE_H
#define BR_ENGINE_CALIBRATE_H

#include "model/calibration.h"
#include "model/trial.h"
#include "stats/pairs.h"

struct br_calibrate_rule {
    struct br_pairs_rule pairs; /* of the comparisons that are spoken of */
    uint64_t time_budget_ns;    /* of one */
    uint64_t replicates;        /* processes a side of a comparison with a stored baseline */
};

/* Adds an entry per cell of an A/A trial; one that is there for the same cell and measure is
 * replaced, and those of another host or CPU model go. The host's members are taken from the trial.
 * Some seconds per cell. */
void br_calibrate_learn(const struct br_trial *trial, const struct br_calibrate_rule *rule,
                        struct br_calibration *calibration);

#endif
