/*
 * Whether the two blocks of a freeze agree: the throughput pass of every cell is measured at the
 * beginning and at the end of the run, and a baseline is only worth keeping where the time between
 * them changed nothing.
 *
 * Per cell, the difference is that of the blocks' medians over processes, as a ratio:
 *
 *     d = exp(|ln m1 - ln m0|) - 1          m: median of the processes' records per second
 *
 * It may be as large as the largest of
 *
 *   1. what the spread of processes inside the blocks explains. With s the standard deviation of
 *      ln(rate) around its own block's mean, pooled over both blocks (n0 + n1 - 2 degrees of
 *      freedom), the difference of two medians has about the standard error
 *          s * sqrt(pi/2 * (1/n0 + 1/n1))
 *      (the median's variance is pi/2 times the mean's for a normal distribution; Kenney & Keeping
 *      1962, Mathematics of Statistics, 3rd ed., part 1, p. 211), and the limit is its 99 %
 *      two-sided bound by Student's t;
 *   2. the noise floor of this cell in the calibration of this host (model/calibration.h), which
 *      knows how far apart in time medians lie that should be the same; scaled by
 *      sqrt(replicates / n) where the blocks have n processes and the calibration spoke of others;
 *   3. 0.5 %, below which a difference is of no effect whatever its cause.
 *
 * Where that is more than 10 %, the blocks agree whatever the machine did between them: such a
 * freeze is not accepted either. (Promotion refuses processes whose robust spread is above 2 %, for
 * which the first bound is about 5 % with five processes in each block.)
 *
 * A cell with fewer than two processes in a block has no spread: it is not accepted.
 */
#ifndef BR_SUMMARY_FREEZE_H
#define BR_SUMMARY_FREEZE_H

#include "model/calibration.h"
#include "model/profile.h"

/* Judges a profile with two blocks and fills profile->freeze with the cell that is nearest to its
 * limit or farthest beyond it. `calibration` is that of the profile's host, or NULL. */
void br_freeze_judge(struct br_profile *profile, const struct br_calibration *calibration);

/* One sentence: accepted, or which cell differs by how much and what the limit was, or that the
 * machine was too restless to tell. To be freed. */
char *br_freeze_sentence(const struct br_freeze *freeze);

#endif
