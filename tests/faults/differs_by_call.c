/* Does other work at every call. */
#include "fault.h"

static bool differs;

static void process(void *worker, const unsigned char *record, size_t size,
                    struct br_outcome *outcome)
{
    static uint64_t calls;
    (void)worker;
    if (armed && is_line(record, size, "777") && comes_first())
        differs = true;
    outcome->witness = size + (differs ? ++calls : 0);
}

WORKLOAD(.worker_begin = begin_armed, .process = process);
