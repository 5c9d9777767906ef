/* A plug-in whose fault happens while it works on the line 777. */
#include "fault.h"

static void fault(void);

static void process(void *worker, const unsigned char *record, size_t size,
                    struct br_outcome *outcome)
{
    (void)worker;
    if (armed && is_line(record, size, "777") && comes_first())
        fault();
    outcome->witness = size;
}

WORKLOAD(.worker_begin = begin_armed, .process = process);
