/* Lines that say what becomes of them; see line_workload.h. */
#include "line_workload.h"

#include <stdlib.h>
#include <string.h>

enum { FRAMED_BADLY = 1, REFUSED = 2, NONSENSE = 99 };

static const char *const reasons[] = {"framed-badly", "refused", NULL};

static size_t frame(const void *state, const unsigned char *input, uint64_t input_size,
                    uint64_t *offset, struct br_span *spans, size_t capacity)
{
    (void)state;
    size_t count = 0;
    while (count < capacity && *offset < input_size) {
        const unsigned char *line = input + *offset;
        const unsigned char *end = memchr(line, '\n', input_size - *offset);
        uint64_t size = end != NULL ? (uint64_t)(end - line) + 1 : input_size - *offset;
        spans[count++] = (struct br_span){*offset, (uint32_t)size,
                                          line[0] == '!' ? (uint32_t)FRAMED_BADLY : BR_ACCEPTED};
        *offset += size;
    }
    return count;
}

static uint64_t split(const void *state, const unsigned char *input, uint64_t input_size,
                      uint64_t offset)
{
    (void)state;
    if (offset == 0 || offset >= input_size)
        return offset == 0 ? 0 : input_size;
    const unsigned char *end = memchr(input + offset - 1, '\n', input_size - offset + 1);
    return end != NULL ? (uint64_t)(end - input) + 1 : input_size;
}

/* The worker's state is its context. */
static int worker_begin(void *state, const struct br_worker_context *context, void **worker)
{
    (void)state;
    *worker = (void *)(uintptr_t)context;
    return 0;
}

static void process(void *worker, const unsigned char *record, size_t size,
                    struct br_outcome *outcome)
{
    const struct br_worker_context *context = worker;
    if (record[0] == '!')
        abort();
    if (record[0] == '-')
        outcome->reason = REFUSED;
    if (record[0] == '?')
        outcome->reason = NONSENSE;
    outcome->output_bytes = size;
    for (size_t i = 0; i < size; i++)
        outcome->witness += record[i];
    if (context->digest != NULL)
        context->harness->digest_add(context->digest, record, size);
}

static void process_batch(void *worker, const unsigned char *input, const struct br_span *spans,
                          size_t count, struct br_tally *tally)
{
    for (size_t i = 0; i < count; i++) {
        struct br_outcome outcome = {0};
        process(worker, input + spans[i].offset, spans[i].size, &outcome);
        tally->output_bytes += outcome.output_bytes;
        tally->witness += outcome.witness + 1;
        if (outcome.reason == BR_ACCEPTED) {
            tally->accepted++;
        } else {
            tally->rejected[outcome.reason - 1]++;
            tally->rejected_bytes += spans[i].size;
        }
    }
}

#define LINES                                                                                      \
    .abi_version = BR_WORKLOAD_ABI_VERSION, .struct_size = sizeof(struct br_workload),             \
    .summary = "lines that say what becomes of them", .format = "lines", .reasons = reasons,       \
    .frame = frame, .worker_begin = worker_begin, .process = process

const struct br_workload br_line_workload = {LINES, .name = "line", .split = split};
const struct br_workload br_line_workload_in_turn = {LINES, .name = "line-in-turn"};
const struct br_workload br_line_workload_batched = {LINES, .name = "line-batched", .split = split,
                                                     .process_batch = process_batch};
