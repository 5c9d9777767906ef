/* Finding and reading the corpora for corpora.h. */
#include "corpora.h"

#include <dirent.h>
#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/inflate.h"

enum { PATH_SIZE = 1024 };

const char *br_corpora(void)
{
    const char *folder = getenv("BENCHRUN_CORPORA");
    if (folder == NULL)
        folder = BENCHRUN_SOURCE_DIR "/../shared/corpora";
    return access(folder, R_OK) == 0 ? folder : NULL;
}

void br_corpora_need(void)
{
    if (br_corpora() != NULL)
        return;
    print_message("skipped: no corpora (set BENCHRUN_CORPORA to their folder)\n");
    skip();
}

static void absolute(char *full, const char *path)
{
    assert_true(snprintf(full, PATH_SIZE, "%s/%s", br_corpora(), path) < PATH_SIZE);
}

static int open_plain(const char *full)
{
    const size_t length = strlen(full);
    if (length < 4 || strcmp(full + length - 4, ".zst") != 0)
        return open(full, O_RDONLY | O_CLOEXEC);
    int descriptor = memfd_create("corpus", MFD_CLOEXEC);
    struct br_error error;
    uint64_t size;
    assert_true(descriptor >= 0);
    assert_int_equal(br_inflate_to_descriptor(full, descriptor, &size, &error), 0);
    return descriptor;
}

unsigned char *br_corpora_read(const char *path, size_t *size)
{
    char full[PATH_SIZE];
    absolute(full, path);
    const int descriptor = open_plain(full);
    struct stat status;
    assert_true(descriptor >= 0);
    assert_int_equal(fstat(descriptor, &status), 0);
    *size = (size_t)status.st_size;
    unsigned char *bytes = malloc(*size + 1);
    assert_non_null(bytes);
    assert_int_equal(pread(descriptor, bytes, *size, 0), (ssize_t)*size);
    (void)close(descriptor);
    return bytes;
}

static int visible(const struct dirent *entry)
{
    return entry->d_name[0] != '.';
}

static bool is_folder(const char *path)
{
    char full[PATH_SIZE];
    struct stat status;
    absolute(full, path);
    return stat(full, &status) == 0 && S_ISDIR(status.st_mode);
}

size_t br_corpora_each(const char *folder, void (*visit)(const char *path, void *data), void *data)
{
    char full[PATH_SIZE], path[PATH_SIZE];
    struct dirent **entries;
    size_t files = 0;
    absolute(full, folder);
    const int count = scandir(full, &entries, visible, alphasort);
    for (int i = 0; i < count; i++) {
        assert_true(snprintf(path, sizeof path, "%s/%s", folder, entries[i]->d_name) < PATH_SIZE);
        free(entries[i]);
        if (is_folder(path)) {
            files += br_corpora_each(path, visit, data);
        } else {
            visit(path, data);
            files++;
        }
    }
    if (count >= 0)
        free(entries);
    return files;
}
