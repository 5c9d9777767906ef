/* Forgets 48 bytes per record. */
#include "fault.h"

static void process(void *worker, const unsigned char *record, size_t size,
                    struct br_outcome *outcome)
{
    (void)worker;
    void *volatile forgotten = malloc(48);
    memcpy(forgotten, record, size < 48 ? size : 48);
    outcome->witness = size;
}

WORKLOAD(.process = process);
