/* Compressed input: unpacked whole, with the size told, or refused with a sentence. */
#include <unistd.h>

#include "base/inflate.h"
#include "fuzz/fuzz.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct br_fuzz_file packed = br_fuzz_file_open(data, size);
    struct br_fuzz_file unpacked = br_fuzz_file_open(NULL, 0);
    struct br_error error;
    uint64_t written = 0;
    const bool is_packed = br_inflate_is_packed(packed.path);
    if (br_inflate_to_descriptor(packed.path, unpacked.descriptor, &written, &error) == 0) {
        FUZZ_REQUIRE(is_packed);
        FUZZ_REQUIRE((off_t)written == lseek(unpacked.descriptor, 0, SEEK_END));
    } else {
        br_fuzz_require_visible(error.message);
    }
    br_fuzz_file_close(&unpacked);
    br_fuzz_file_close(&packed);
    return 0;
}
