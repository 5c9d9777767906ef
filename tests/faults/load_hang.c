/* Never ends to be loaded. */
#include "fault.h"

static void process(void *worker, const unsigned char *record, size_t size,
                    struct br_outcome *outcome)
{
    (void)worker;
    (void)record;
    outcome->witness = size;
}

__attribute__((constructor)) static void loaded(void)
{
    for (;;)
        pause();
}

WORKLOAD(.process = process);
