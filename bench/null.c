/*
 * The null workload: reads every byte of each line and returns. It measures the harness.
 *
 * It offers `process` and no `process_batch` on purpose: what it shows is the price of one record's
 * trip through the harness, the call included. The witness is the sum of the record's bytes taken
 * eight at a time, so the reads cannot be optimised away; the digest takes the record as it is.
 */
#include <stdlib.h>

#include "bench/generate/generate.h"
#include "bench/lines.h"
#include "bench/workloads.h"

enum { NULL_TOO_LONG = 1 };

static const char *const null_reasons[] = {"too-long", NULL};

static const struct br_option null_options[] = {BR_GENERATE_OPTIONS, {.name = NULL}};

static size_t null_frame(const void *state, const unsigned char *input, uint64_t input_size,
                         uint64_t *offset, struct br_span *spans, size_t capacity)
{
    (void)state;
    return br_lines_frame(input, input_size, offset, spans, capacity, NULL_TOO_LONG);
}

static uint64_t null_split(const void *state, const unsigned char *input, uint64_t input_size,
                           uint64_t offset)
{
    (void)state;
    return br_lines_split(input, input_size, offset);
}

struct null_worker {
    const struct br_harness *harness;
    struct br_digest *digest;
};

static int null_worker_begin(void *state, const struct br_worker_context *context, void **worker)
{
    (void)state;
    struct null_worker *made = malloc(sizeof *made);
    if (made == NULL)
        return -1;
    *made = (struct null_worker){.harness = context->harness, .digest = context->digest};
    *worker = made;
    return 0;
}

static uint64_t load_word(const unsigned char *bytes)
{
    uint64_t word;
    memcpy(&word, bytes, sizeof word);
    return word;
}

/* The last word overlaps the one before it rather than reach past the record. */
static uint64_t sum_words(const unsigned char *bytes, size_t size)
{
    uint64_t sum = size;
    if (size < sizeof(uint64_t)) {
        for (size_t i = 0; i < size; i++)
            sum += (uint64_t)bytes[i] << (8 * i);
        return sum;
    }
    for (size_t i = 0; i + sizeof(uint64_t) < size; i += sizeof(uint64_t))
        sum += load_word(bytes + i);
    return sum + load_word(bytes + size - sizeof(uint64_t));
}

static void null_process(void *worker, const unsigned char *record, size_t size,
                         struct br_outcome *outcome)
{
    const struct null_worker *reader = worker;
    outcome->witness = sum_words(record, size);
    if (reader->digest != NULL)
        reader->harness->digest_add(reader->digest, record, size);
}

const struct br_workload br_workload_null = {
    .abi_version = BR_WORKLOAD_ABI_VERSION,
    .struct_size = sizeof(struct br_workload),
    .name = "null",
    .summary = "reads each line and returns: measures the harness",
    .format = "lines",
    .options = null_options,
    .reasons = null_reasons,
    .frame = null_frame,
    .split = null_split,
    .worker_begin = null_worker_begin,
    .process = null_process,
    .worker_end = free,
    .generate = br_generate_ndjson,
};
