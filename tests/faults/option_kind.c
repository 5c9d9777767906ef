/* Has an option of a kind that there is not. */
#include "fault.h"

static void process(void *worker, const unsigned char *record, size_t size,
                    struct br_outcome *outcome)
{
    (void)worker;
    (void)record;
    outcome->witness = size;
}

static const struct br_option options[] = {{.name = "level", .kind = (enum br_option_kind)99},
                                           {.name = NULL}};

WORKLOAD(.options = options, .process = process);
