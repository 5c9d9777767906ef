/*
 * A stand-in harness for tests of workloads: options, digest, stage recorder, and the calls in the
 * order of <benchrun/workload.h>, on one thread, with nothing measured. It shares no code with the
 * real harness, so that a mistake there cannot hide one here.
 *
 * The digest is the sum over records of FNV-1a over the record's offset and its pieces, each with
 * its length. Failures of the harness itself (no memory, a workload that cannot start) end the
 * test.
 */
#ifndef BR_TESTS_HARNESS_FAKE_H
#define BR_TESTS_HARNESS_FAKE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <benchrun/workload.h>

enum { BR_FAKE_REASONS_MAX = 8 };

struct br_fake;

/* What became of an input. Identity: accepted_bytes + rejected_bytes + padding_bytes is the size
 * of the input, and records is accepted plus all of rejected. */
struct br_fake_totals {
    uint64_t records;
    uint64_t accepted;
    uint64_t rejected[BR_FAKE_REASONS_MAX]; /* index 0 is the workload's first reason */
    uint64_t accepted_bytes, rejected_bytes, padding_bytes;
    uint64_t output_bytes;
    uint64_t witness;
    uint64_t digest; /* zero where it was not asked for */
};

/* Opens the workload on the input, which the caller keeps. `options` holds "name=value" texts and
 * ends with NULL; NULL = all defaults. Ends the test when `open` fails. */
struct br_fake *br_fake_open(const struct br_workload *workload, const char *const *options,
                             const unsigned char *input, uint64_t input_size);
void br_fake_close(struct br_fake *fake);

/* The same, for an `open` that is expected to fail: its result and message. */
int br_fake_open_result(const struct br_workload *workload, const char *const *options,
                        char *message, size_t message_size);

/* All spans found from `offset` on with `capacity` at a time; checks that each call advances, that
 * spans are in order, apart, not empty and inside the input. The caller frees *spans. */
size_t br_fake_frame(const struct br_fake *fake, uint64_t offset, size_t capacity,
                     struct br_span **spans);

/* A worker of the open workload. */
void *br_fake_worker_begin(struct br_fake *fake, bool with_digest, bool with_stages);
void br_fake_worker_end(struct br_fake *fake, void *worker);
struct br_outcome br_fake_process(struct br_fake *fake, void *worker, struct br_span span);

/* What `fields` says of a record. */
uint64_t br_fake_fields(const struct br_fake *fake, struct br_span span);

/* Frames and processes the whole input with one worker. */
struct br_fake_totals br_fake_run(struct br_fake *fake, bool with_digest);

/* The same through `process_batch`, `batch` records at a time; no digest. */
struct br_fake_totals br_fake_run_batched(struct br_fake *fake, size_t batch);

/* Opens, runs with digest, closes. */
struct br_fake_totals br_fake_totals_of(const struct br_workload *workload,
                                        const char *const *options, const void *input,
                                        uint64_t input_size);

/* Piece `index` of what the last record added to the digest, or NULL when there are fewer. */
const char *br_fake_piece(const struct br_fake *fake, size_t index, size_t *size);

/* The stage marks so far, as "+name -name " texts. Nesting is checked as they come. */
const char *br_fake_marks(const struct br_fake *fake);

/* What `generate` writes; the caller frees it. */
unsigned char *br_fake_generate(const struct br_workload *workload, const char *const *options,
                                uint64_t records, uint64_t seed, size_t *size);

#endif
