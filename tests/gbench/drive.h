/*
 * Drives the harness's own modes in this process: an input, a workload and a mode put together as
 * a measuring child does it, so that a topic can time mode->repeat against something else.
 *
 * All functions end the program with a message when they cannot do their part.
 */
#ifndef BR_GBENCH_DRIVE_H
#define BR_GBENCH_DRIVE_H

#include "modes/lane.h"

struct bench_input {
    const unsigned char *data; /* mapped read-only */
    size_t size;
    uint64_t records;
};

/* `records` records of the workload's generator, mapped from a file in memory. */
struct bench_input bench_input_generate(const struct br_workload *workload, uint64_t records);
struct bench_input bench_input_file(const struct br_workload *workload, const char *path);
void bench_input_release(struct bench_input *input);

struct bench_request {
    const struct br_workload *workload;
    const struct bench_input *input; /* one repetition is the whole input */
    const struct br_mode *mode;
    const char *strategy;
    uint64_t threads; /* 0 = 1 */
    enum br_instrument instrument;
};

struct bench_drive;
struct bench_drive *bench_drive_open(const struct bench_request *request);
/* One repetition. */
void bench_drive_repeat(struct bench_drive *drive);
/* Sums over all lanes since the last reset. */
struct br_sums bench_drive_sums(const struct bench_drive *drive);
void bench_drive_reset(struct bench_drive *drive);
uint64_t bench_drive_stamps(const struct bench_drive *drive); /* in the latency histograms */
void bench_drive_close(struct bench_drive *drive);

/* Says why and ends the program with status 1. */
_Noreturn void bench_fail(const char *format, ...) __attribute__((format(printf, 1, 2)));

#endif
