/* Rejects a record for a reason that there is not. */
#include "fault.h"

static const char *const reasons[] = {"empty", NULL};

static void process(void *worker, const unsigned char *record, size_t size,
                    struct br_outcome *outcome)
{
    (void)worker;
    outcome->witness = size;
    if (armed && is_line(record, size, "777") && comes_first())
        outcome->reason = 7;
}

WORKLOAD(.reasons = reasons, .worker_begin = begin_armed, .process = process);
