/* Does other work in one process. */
#include "fault.h"

static bool differs;

static int begin(void *state, const struct br_worker_context *context, void **worker)
{
    begin_armed(state, context, worker);
    differs = armed && comes_first();
    return 0;
}

static void process(void *worker, const unsigned char *record, size_t size,
                    struct br_outcome *outcome)
{
    (void)worker;
    (void)record;
    outcome->witness = differs ? 1000 : size;
}

WORKLOAD(.worker_begin = begin, .process = process);
