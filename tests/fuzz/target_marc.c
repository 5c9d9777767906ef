/* MARC: framing and decoding of ISO 2709. */
#include "bench/workloads.h"
#include "fuzz/fuzz.h"

static const char *const marcxml[] = {"charset=marc8", "write=marcxml", NULL};
static const char *const json[] = {"charset=auto", "write=json", NULL};
static const char *const line[] = {"write=line", NULL};
static const char *const marc[] = {"charset=auto", "write=marc", NULL};
static const char *const *const options[] = {NULL, marcxml, json, line, marc};

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    br_fuzz_workload(&br_workload_marc, options, sizeof options / sizeof *options, data, size);
    return 0;
}
