/* JSON lines, and JSON documents. */
#include "bench/workloads.h"
#include "fuzz/fuzz.h"

static const char *const compact[] = {"write=compact", NULL};
static const char *const document[] = {"framing=document", "write=compact", NULL};
static const char *const *const options[] = {NULL, compact, document};

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    br_fuzz_workload(&br_workload_ndjson, options, sizeof options / sizeof *options, data, size);
    return 0;
}
