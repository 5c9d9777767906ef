/* Does other work in every worker. */
#include "fault.h"

static char second;

static int begin(void *state, const struct br_worker_context *context, void **worker)
{
    (void)state;
    *worker = context->worker_index > 0 ? &second : NULL;
    return 0;
}

static void process(void *worker, const unsigned char *record, size_t size,
                    struct br_outcome *outcome)
{
    (void)worker;
    outcome->witness = size;
    (void)record;
    outcome->witness = size + (worker != NULL ? 1 : 0);
}

WORKLOAD(.worker_begin = begin, .process = process);
