/* Cannot be opened. */
#include "fault.h"

static int open_nothing(const struct br_harness *harness, void **state, char *message, size_t size)
{
    (void)harness;
    (void)state;
    snprintf(message, size, "the dictionary\x1b[2J is missing");
    return -1;
}

static void process(void *worker, const unsigned char *record, size_t size,
                    struct br_outcome *outcome)
{
    (void)worker;
    outcome->witness = size;
    (void)record;
}

WORKLOAD(.open = open_nothing, .process = process);
