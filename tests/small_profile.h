/*
 * Small profiles put together by hand, for the tests of the summary.
 *
 * The mode is `concurrent`; a result has `size` records of 100 B, of which every 25th is rejected
 * (10 B each). The input has 1,000 records and the machine 2 CPUs.
 */
#ifndef TESTS_SMALL_PROFILE_H
#define TESTS_SMALL_PROFILE_H

#include "model/profile.h"
#include "summary/summary.h"

void small_profile_start(struct br_profile *profile);

/* Adds a successful, steady result without any measures. */
struct br_result *small_profile_add(struct br_profile *profile, const char *pass, uint64_t size,
                                    uint64_t threads);

/* A sample of `repetitions` that took `wall_us` each, half of it CPU time, at 3 GHz. */
void small_profile_sample(struct br_result *result, uint64_t wall_us, uint64_t repetitions);

/* Throughput processes. Process i has four samples of one repetition: base + 10 i µs thrice and
 * once 300 more, so its 25th percentile is base + 10 i. */
void small_profile_throughput(struct br_profile *profile, uint64_t size, uint64_t threads,
                              uint64_t base_us, uint64_t processes);

void small_profile_worker(struct br_result *result, uint64_t wall_ns, uint64_t starved_ns,
                          uint64_t blocked_ns, bool producer);

/* The summary; the test fails when there is none. */
void small_profile_summarise(const struct br_profile *profile, struct br_summary *summary);
void small_profile_finish(struct br_profile *profile, struct br_summary *summary);

void small_profile_assert_close(double value, double expected);
bool small_profile_has_caveat(const struct br_summary *summary, const char *part);

#endif
