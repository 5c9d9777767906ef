/*
 * A journal: refused with a sentence, or read, added to and read again. Input that begins with '+'
 * is lines "kind payload", which get their lengths and checksums here: no fuzzer finds a checksum.
 */
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include <xxhash.h>

#include "base/text.h"
#include "fuzz/fuzz.h"
#include "store/journal.h"

static void seal_lines(char *lines, struct br_text *journal)
{
    for (char *next = lines; next != NULL;) {
        const char *kind = strsep(&next, "\n");
        const char *payload = strchr(kind, ' ');
        if (payload == NULL) {
            br_text_append(journal, kind);
            continue;
        }
        const size_t size = strlen(++payload);
        br_text_append_bytes(journal, kind, (size_t)(payload - kind));
        br_text_format(journal, "%zu %016" PRIx64 " %s\n", size,
                       (uint64_t)XXH3_64bits(payload, size), payload);
    }
}

static struct br_fuzz_file make_journal(const uint8_t *data, size_t size)
{
    if (size == 0 || data[0] != '+')
        return br_fuzz_file_open(data, size);
    struct br_text journal = {0};
    char *lines = br_fuzz_string(data + 1, size - 1);
    seal_lines(lines, &journal);
    struct br_fuzz_file file = br_fuzz_file_open(br_text_string(&journal), journal.size);
    br_text_release(&journal);
    free(lines);
    return file;
}

/* Appends the first result once more; the number of results that the file had. */
static size_t open_and_append(const char *path)
{
    struct br_journal journal = {0};
    struct br_profile profile = {0};
    struct br_error error;
    if (br_journal_open(path, &journal, &profile, &error) != 0) {
        br_fuzz_require_visible(error.message);
        FUZZ_REQUIRE(journal.path == NULL && profile.results.count == 0);
        return 0;
    }
    const size_t count = profile.results.count;
    if (count > 0)
        FUZZ_REQUIRE(br_journal_append(&journal, &profile.results.items[0], &error) == 0);
    br_profile_release(&profile);
    br_journal_close(&journal);
    return count;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct br_fuzz_file file = make_journal(data, size);
    const size_t count = open_and_append(file.path);
    if (count > 0)
        FUZZ_REQUIRE(open_and_append(file.path) == count + 1);
    br_fuzz_file_close(&file);
    return 0;
}
