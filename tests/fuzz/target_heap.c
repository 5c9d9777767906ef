/* A heap profile: refused with a sentence, or read, with every stack inside its addresses. */
#include <stdlib.h>

#include "fuzz/fuzz.h"
#include "measure/heap_dump.h"

static void require_whole(const struct br_heap_dump *dump)
{
    FUZZ_REQUIRE(dump->rate > 0);
    for (size_t i = 0; i < dump->rows.count; i++) {
        const struct br_heap_row *row = &dump->rows.items[i];
        const struct br_heap_counts *counts = &row->counts;
        FUZZ_REQUIRE(row->depth <= BR_HEAP_DUMP_DEPTH);
        FUZZ_REQUIRE(row->first + row->depth <= dump->addresses.count);
        FUZZ_REQUIRE(br_heap_factor(counts->live_objects, counts->live_bytes, dump->rate) >= 0);
    }
    for (size_t i = 0; i < dump->mappings.count; i++)
        FUZZ_REQUIRE(dump->mappings.items[i].path != NULL);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct br_heap_dump dump = {0};
    struct br_error error = {0};
    if (br_heap_dump_parse((const char *)data, size, &dump, &error) == 0)
        require_whole(&dump);
    else
        br_fuzz_require_visible(error.message);
    br_heap_dump_release(&dump);
    return 0;
}
