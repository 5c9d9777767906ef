/*
 * One pair: two processes that live at the same time and take their samples in turns.
 */
#ifndef BR_ENGINE_AB_PAIR_H
#define BR_ENGINE_AB_PAIR_H

#include <signal.h>

#include "engine/job.h"

enum { BR_AB_OLD, BR_AB_NEW, BR_AB_SIDES };

struct br_ab_pair {
    const struct br_job *jobs[BR_AB_SIDES]; /* of the throughput pass */
    int first;                              /* the side that takes the first sample */
    const char *executable;
    const volatile sig_atomic_t *interrupted;
};

/*
 * Runs both. The first side's process is a child of this one, the other's a child of a fork of it,
 * which watches it and hands its answer over: so the two are watched alike, and which is watched by
 * whom is as random as `first` is. `answers` (zeroed) get what was measured; on failure `failed` is
 * the side at fault. Not to be called while other threads run: it forks.
 */
int br_ab_pair_run(const struct br_ab_pair *pair, struct br_answer answers[BR_AB_SIDES],
                   int *failed, struct br_error *error);

/* The logarithm of new over old: the median over the turns of both of one sample's time over the
 * other's. Time that other processes had the CPU is left out where a side has one worker
 * (br_value_sample_ns). NAN without a turn of both. */
double br_ab_pair_log_ratio(const struct br_result *old_result, const struct br_result *new_result);

#endif
