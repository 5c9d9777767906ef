/* Cannot begin a worker. */
#include "fault.h"

static int begin(void *state, const struct br_worker_context *context, void **worker)
{
    begin_armed(state, context, worker);
    return armed && comes_first() ? -1 : 0;
}

static void process(void *worker, const unsigned char *record, size_t size,
                    struct br_outcome *outcome)
{
    (void)worker;
    outcome->witness = size;
    (void)record;
}

WORKLOAD(.worker_begin = begin, .process = process);
