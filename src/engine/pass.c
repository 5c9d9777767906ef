/* Which passes there are; see pass.h. */
#include "engine/pass.h"

#include <string.h>

const struct br_pass br_passes[] = {
    {"verify", "counts, bytes and the digest of the decoded content", true, false, 1},
    {"throughput", "records per second with nothing else switched on", true, true, 8},
    {"latency", "a time stamp per record into a histogram", true, false, 3},
    {"alloc", "exact allocations per record, peaks and what is left behind", true, false, 2},
    {"counters", "cycles, instructions and misses of the hardware, or reference cycles", true,
     false, 2},
    {"stages", "time and memory by stage", true, false, 2},
    {NULL, NULL, false, false, 0},
};

const struct br_pass *br_pass_find(const char *name)
{
    for (const struct br_pass *pass = br_passes; pass->name != NULL; pass++) {
        if (strcmp(pass->name, name) == 0)
            return pass;
    }
    return NULL;
}
