/* Says it wrote fewer than no bytes. */
#include "fault.h"

static void process(void *worker, const unsigned char *record, size_t size,
                    struct br_outcome *outcome)
{
    (void)worker;
    outcome->witness = size;
    if (armed && is_line(record, size, "777") && comes_first())
        outcome->output_bytes = (uint64_t)-1;
}

WORKLOAD(.worker_begin = begin_armed, .process = process);
