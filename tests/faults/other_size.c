/* Built with a table of another size. */
#include "fault.h"

static void process(void *worker, const unsigned char *record, size_t size,
                    struct br_outcome *outcome)
{
    (void)worker;
    (void)record;
    outcome->witness = size;
}

WORKLOAD(.struct_size = 12, .process = process);
