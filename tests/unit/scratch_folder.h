/* A folder of its own for a test that writes files; everything in it goes at the end. */
#ifndef TESTS_SCRATCH_FOLDER_H
#define TESTS_SCRATCH_FOLDER_H

#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

enum { SCRATCH_PATH = 512 };

/* Makes the folder, readable by all, under $TMPDIR or /tmp. */
static inline int scratch_make(char folder[SCRATCH_PATH])
{
    const char *base = getenv("TMPDIR");
    snprintf(folder, SCRATCH_PATH, "%s/benchrun-test-XXXXXX", base != NULL ? base : "/tmp");
    return mkdtemp(folder) != NULL ? chmod(folder, 0755) : -1;
}

static inline int scratch_remove_entry(const char *path, const struct stat *facts, int kind,
                                       struct FTW *place)
{
    (void)facts;
    (void)kind;
    (void)place;
    return remove(path);
}

static inline int scratch_remove(const char *folder)
{
    return nftw(folder, scratch_remove_entry, 16, FTW_DEPTH | FTW_PHYS);
}

/* "folder/name" in a buffer of the caller. */
static inline const char *scratch_path(char path[SCRATCH_PATH + 256], const char *folder,
                                       const char *name)
{
    snprintf(path, SCRATCH_PATH + 256, "%s/%s", folder, name);
    return path;
}

static inline int scratch_write(const char *path, const void *data, size_t size)
{
    FILE *file = fopen(path, "wb");
    if (file == NULL)
        return -1;
    size_t written = fwrite(data, 1, size, file);
    return fclose(file) == 0 && written == size ? 0 : -1;
}

#endif
