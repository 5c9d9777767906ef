/* Has a name that could be a path. */
#include "fault.h"

static void process(void *worker, const unsigned char *record, size_t size,
                    struct br_outcome *outcome)
{
    (void)worker;
    (void)record;
    outcome->witness = size;
}

WORKLOAD(.name = "../../name\x1b[31m", .process = process);
