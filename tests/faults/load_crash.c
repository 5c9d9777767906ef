/* Crashes when it is loaded. */
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
    fprintf(stderr, "no licence found\n");
    abort();
}

WORKLOAD(.process = process);
