/* Crashes when its worker ends. */
#include "fault.h"

static void end(void *worker)
{
    (void)worker;
    if (armed && comes_first())
        abort();
}

static void process(void *worker, const unsigned char *record, size_t size,
                    struct br_outcome *outcome)
{
    (void)worker;
    outcome->witness = size;
    (void)record;
}

WORKLOAD(.worker_begin = begin_armed, .process = process, .worker_end = end);
