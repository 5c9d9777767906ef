/*
 * Real input files for tests: in the folder that the environment variable BENCHRUN_CORPORA names,
 * otherwise in ../shared/corpora beside the source tree. They are not part of the project: a test
 * skips what needs them and says so.
 */
#ifndef BR_TESTS_CORPORA_H
#define BR_TESTS_CORPORA_H

#include <stdbool.h>
#include <stddef.h>

/* The folder, or NULL when there is none. */
const char *br_corpora(void);

/* Skips the running cmocka test, with the reason, when there are no corpora. */
void br_corpora_need(void);

/* The bytes of a file, unpacked when its name ends in .zst; `path` is relative to the folder. The
 * caller frees them. One byte more than `size` is allocated, so that an empty file has bytes. */
unsigned char *br_corpora_read(const char *path, size_t *size);

/* Calls `visit` for each regular file under `folder` (relative), recursively, in the order of
 * their names. Returns how many there were. */
size_t br_corpora_each(const char *folder, void (*visit)(const char *path, void *data), void *data);

#endif
