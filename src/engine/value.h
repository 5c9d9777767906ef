/*
 * The value of one process: what its samples say together.
 */
#ifndef BR_ENGINE_VALUE_H
#define BR_ENGINE_VALUE_H

#include "model/result.h"

/* Time per repetition of each sample in ns: an array to be freed; returns how many there are. */
size_t br_value_sample_times(const struct br_result *result, double **times_ns);

/* The 25th percentile of these times: it resists neighbours on the host and, unlike the minimum, a
 * core clock that rises now and then. NAN without samples. */
double br_value_repetition_ns(const struct br_result *result);

/* The same per record; NAN without records. */
double br_value_record_ns(const struct br_result *result);

/*
 * Time of one sample per repetition, without the time during which other processes had the CPU: the
 * run delay (ready to run, but not running), as far as the sample was longer than the CPU time it
 * used. Waiting of the workload's own, as for a lock or a disk, counts. Of several workers it
 * cannot be told whose delay made the others wait: then nothing is left out. 0 without repetitions.
 */
double br_value_sample_ns(const struct br_result *result, size_t sample);

/* 90th percentile over 25th: how much the samples of one process were disturbed. */
double br_value_spread(const struct br_result *result);

#endif
