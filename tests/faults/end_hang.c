/* Answers, but its process never ends. */
#include "fault.h"

static void wait_for_ever(void)
{
    for (;;)
        pause();
}

static int begin(void *state, const struct br_worker_context *context, void **worker)
{
    begin_armed(state, context, worker);
    return armed && comes_first() ? atexit(wait_for_ever) : 0;
}

static void process(void *worker, const unsigned char *record, size_t size,
                    struct br_outcome *outcome)
{
    (void)worker;
    outcome->witness = size;
    (void)record;
}

WORKLOAD(.worker_begin = begin, .process = process);
