/*
 * A measurement inside the test program: input in memory, a channel, the workload open, the input
 * surveyed, lanes and mode ready, as in the child of one pass but without the child. Whatever fails
 * ends the test with the message.
 */
#ifndef BR_TESTS_BENCH_FIXTURE_H
#define BR_TESTS_BENCH_FIXTURE_H

#include <stddef.h>
#include <stdint.h>

#include "engine/measure.h"

/* What is measured. Members left zero or NULL get what the comments say. */
struct br_fixture_request {
    const struct br_workload *workload;
    const void *input;
    size_t input_size;
    const char *mode;     /* NULL = single */
    const char *strategy; /* NULL = none */
    const char *pass;     /* NULL = verify; only its name is used */
    uint64_t size;        /* records per repetition; 0 = the input once */
    uint64_t threads;     /* 0 = 1 */
    uint64_t batch_records, ring_batches, chunk_records; /* 0 = 64 */
    enum br_instrument instrument;
    const struct br_settings *settings; /* NULL = all defaults */
};

struct br_fixture {
    const struct br_workload *workloads[2];
    struct br_registry registry;
    struct br_job job;
    struct br_channel *channel;
    int channel_descriptor;
    int input_descriptor;
    struct br_bench bench;
    struct br_answer answer;
};

/* Opened and surveyed: the facts are in fixture->job.input. */
void br_fixture_open(struct br_fixture *fixture, const struct br_fixture_request *request);
/* The same where the survey is expected to fail: its error. The fixture is closed by then. */
void br_fixture_open_failing(const struct br_fixture_request *request, struct br_error *error);

/* Lanes, mode and workers; the workers are ended again by br_fixture_close. */
void br_fixture_prepare(struct br_fixture *fixture, const struct br_fixture_request *request);

/* Open and prepare. */
void br_fixture_start(struct br_fixture *fixture, const struct br_fixture_request *request);
void br_fixture_close(struct br_fixture *fixture);

/* Runs repetitions and gives the sums over all lanes since the start or the last reset; `rejected`
 * of `sums` has room for every reason or is NULL. Returns the digest, 0 where there is none. */
uint64_t br_fixture_repeat(struct br_fixture *fixture, uint64_t repetitions, struct br_sums *sums);

#endif
