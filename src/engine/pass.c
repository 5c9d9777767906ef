/* Which passes there are; see pass.h. */
#include "engine/pass.h"

#include <string.h>

const struct br_pass br_passes[] = {
    {.name = "verify",
     .summary = "counts, bytes and the digest of the decoded content",
     .by_default = true,
     .budget_share = 1},
    {.name = "throughput",
     .summary = "records per second with nothing else switched on",
     .by_default = true,
     .replicated = true,
     .budget_share = 8},
    {.name = "latency",
     .summary = "a time stamp per record into a histogram",
     .by_default = true,
     .budget_share = 3},
    {.name = "alloc",
     .summary = "exact allocations per record, peaks and what is left behind",
     .by_default = true,
     .budget_share = 2},
    {.name = "counters",
     .summary = "cycles, instructions and misses of the hardware, or reference cycles",
     .by_default = true,
     .budget_share = 2},
    {.name = "stages",
     .summary = "time and memory by stage",
     .by_default = true,
     .budget_share = 2},
    {.name = "heap",
     .summary = "sampled stacks of allocations: where the memory goes, at the peak and for good",
     .in_freeze = true,
     .budget_share = 2},
    {.name = "instructions",
     .summary = "executed instructions, exactly, in all and by stage, under valgrind",
     .in_freeze = true,
     .processes_single = 2,
     .processes_concurrent = 3,
     .own_budget_ns = 12000000000u},
    {.name = "cpu",
     .summary = "sampled stacks of every thread: where the CPU time goes",
     .in_freeze = true,
     .budget_share = 4},
    {.name = NULL},
};

const struct br_pass *br_pass_find(const char *name)
{
    for (const struct br_pass *pass = br_passes; pass->name != NULL; pass++) {
        if (strcmp(pass->name, name) == 0)
            return pass;
    }
    return NULL;
}

uint64_t br_pass_processes(const struct br_pass *pass, const struct br_config *config)
{
    bool concurrent = config->mode != NULL && strcmp(config->mode, "concurrent") == 0;
    unsigned processes = concurrent ? pass->processes_concurrent : pass->processes_single;
    if (processes > 0)
        return processes;
    return pass->replicated ? config->replicates : 1;
}
