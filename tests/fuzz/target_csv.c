/* CSV rows. */
#include "bench/workloads.h"
#include "fuzz/fuzz.h"

static const char *const strict[] = {"strict=yes", NULL};
static const char *const tab[] = {"delimiter=tab", "quote='", NULL};
static const char *const *const options[] = {NULL, strict, tab};

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    br_fuzz_workload(&br_workload_csv, options, sizeof options / sizeof *options, data, size);
    return 0;
}
