/*
 * Digests of profiles' files, which tell an altered reference: XXH3-128 (xxHash) as
 * "xxh3-128:" and 32 hexadecimal digits. They find accidents and careless edits; they are no proof
 * against somebody who means to deceive.
 */
#ifndef BR_STORE_DIGEST_H
#define BR_STORE_DIGEST_H

#include "base/error.h"

/* Of a file's bytes; to be freed. NULL with error when it cannot be read. */
char *br_digest_file(const char *path, struct br_error *error);

/* Of all companions of the profile at `path`: of what follows the stem in their names, and of their
 * bytes, in the order of the names; so it stays the same when profile and companions get another
 * name together. "none" where there are none. To be freed; NULL with error. */
char *br_digest_companions(const char *path, struct br_error *error);

/* Of bytes; to be freed. */
char *br_digest_bytes(const void *data, size_t size);

#endif
