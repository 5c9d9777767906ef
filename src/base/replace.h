/*
 * Replacing a file by what is written piece by piece: the old content stays until the new one is
 * complete. For output that need not fit into memory; br_os_write_file is for what does.
 *
 * Where the file system can (O_TMPFILE), the new content has no name until it is complete, so that
 * not even a killed process leaves anything behind. A path that exists and is a device or a pipe is
 * written to directly.
 */
#ifndef BR_BASE_REPLACE_H
#define BR_BASE_REPLACE_H

#include <stdbool.h>

#include "base/error.h"

struct br_replacement {
    int descriptor;  /* write here */
    char *path;      /* to be replaced */
    char *temporary; /* name of the new content; NULL while it has none */
    bool direct;     /* a device or pipe: nothing to rename */
};

/* Opens a replacement for `path`; the error names it. Writing to the descriptor is the caller's. */
int br_replace_open(const char *path, struct br_replacement *replacement, struct br_error *error);

/* Makes the new content last and puts it in the place of the old. Closes in any case. */
int br_replace_commit(struct br_replacement *replacement, struct br_error *error);

/* Closes and forgets the new content; the old one stays. */
void br_replace_abandon(struct br_replacement *replacement);

#endif
