/* Frames a record that is not in the input. */
#include "fault.h"

static size_t frame(const void *state, const unsigned char *input, uint64_t size, uint64_t *offset,
                    struct br_span *spans, size_t capacity)
{
    (void)state;
    (void)input;
    (void)capacity;
    spans[0] = (struct br_span){.offset = size, .size = 1};
    *offset = size;
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
