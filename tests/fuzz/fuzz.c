/* Strings, files and checks of the fuzz targets. */
#include "fuzz/fuzz.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "base/utf8.h"

void br_fuzz_require(bool holds, const char *promise, const char *file, int line)
{
    if (holds)
        return;
    fprintf(stderr, "%s:%d: does not hold: %s\n", file, line, promise);
    abort();
}

char *br_fuzz_string(const uint8_t *data, size_t size)
{
    char *string = malloc(size + 1);
    FUZZ_REQUIRE(string != NULL);
    if (size > 0)
        memcpy(string, data, size);
    string[size] = '\0';
    return string;
}

struct br_fuzz_file br_fuzz_file_open(const void *data, size_t size)
{
    struct br_fuzz_file file = {.descriptor = memfd_create("fuzz", MFD_CLOEXEC)};
    FUZZ_REQUIRE(file.descriptor >= 0);
    FUZZ_REQUIRE(size == 0 || write(file.descriptor, data, size) == (ssize_t)size);
    FUZZ_REQUIRE(lseek(file.descriptor, 0, SEEK_SET) == 0);
    snprintf(file.path, sizeof file.path, "/proc/self/fd/%d", file.descriptor);
    return file;
}

void br_fuzz_file_close(struct br_fuzz_file *file)
{
    close(file->descriptor);
}

void br_fuzz_require_visible(const char *text)
{
    while (*text != '\0') {
        uint32_t code_point = 0;
        const size_t size = br_utf8_decode(text, &code_point);
        FUZZ_REQUIRE(size > 0);
        FUZZ_REQUIRE(code_point == '\n' || !br_utf8_is_hidden(code_point));
        text += size;
    }
}
