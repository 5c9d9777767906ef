/* Counts a record of a batch as neither accepted nor rejected. */
#include "fault.h"

static void process(void *worker, const unsigned char *record, size_t size,
                    struct br_outcome *outcome)
{
    (void)worker;
    outcome->witness = size;
    (void)record;
}

static void process_batch(void *worker, const unsigned char *input, const struct br_span *spans,
                          size_t count, struct br_tally *tally)
{
    (void)worker;
    tally->accepted = count;
    for (size_t i = 0; i < count; i++) {
        tally->witness += spans[i].size;
        if (armed && is_line(input + spans[i].offset, spans[i].size, "777") && comes_first())
            tally->accepted--;
    }
}

WORKLOAD(.worker_begin = begin_armed, .process = process, .process_batch = process_batch);
