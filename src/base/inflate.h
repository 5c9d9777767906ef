/*
 * Unpacking of compressed inputs: Zstandard (RFC 8878) and gzip (RFC 1952), told apart by their
 * first bytes, never by the file's name. Streaming: memory is a few hundred KiB beside what the
 * format's own window needs.
 */
#ifndef BR_BASE_INFLATE_H
#define BR_BASE_INFLATE_H

#include <stdbool.h>
#include <stdint.h>

#include "base/error.h"

/* Whether the file begins like a Zstandard frame or a gzip member; false when it cannot be read. */
bool br_inflate_is_packed(const char *path);

/* Unpacks all frames or members of the file `path`, one after the other, into `descriptor` from
 * where it stands; *size gets the bytes written. Errors: whatever opening the file says, not
 * packed, truncated, corrupt (checksums are verified), bytes after the end that are no further
 * frame (zeros after a gzip member are padding), and failed writes. What was written before an
 * error stays. */
int br_inflate_to_descriptor(const char *path, int descriptor, uint64_t *size,
                             struct br_error *error);

#endif
