/* Frames without moving on. */
#include "fault.h"

static size_t frame(const void *state, const unsigned char *input, uint64_t size, uint64_t *offset,
                    struct br_span *spans, size_t capacity)
{
    (void)state;
    (void)input;
    (void)size;
    (void)offset;
    (void)capacity;
    spans[0] = (struct br_span){.offset = 0, .size = 1};
    return 1;
}

static void process(void *worker, const unsigned char *record, size_t size,
                    struct br_outcome *outcome)
{
    (void)worker;
    (void)record;
    outcome->witness = size;
}

WORKLOAD(.frame = frame, .process = process);
