/* Built for another version of the interface. */
#include "fault.h"

static void process(void *worker, const unsigned char *record, size_t size,
                    struct br_outcome *outcome)
{
    (void)worker;
    (void)record;
    outcome->witness = size;
}

WORKLOAD(.abi_version = 99, .process = process);
