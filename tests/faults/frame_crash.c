/* Crashes while framing the line 777. */
#include "fault.h"

static size_t frame(const void *state, const unsigned char *input, uint64_t size, uint64_t *offset,
                    struct br_span *spans, size_t capacity)
{
    size_t count = frame_lines(state, input, size, offset, spans, capacity);
    for (size_t i = 0; i < count; i++)
        if (is_line(input + spans[i].offset, spans[i].size, "777"))
            abort();
    return count;
}

static void process(void *worker, const unsigned char *record, size_t size,
                    struct br_outcome *outcome)
{
    (void)worker;
    (void)record;
    outcome->witness = size;
}

WORKLOAD(.frame = frame, .process = process);
