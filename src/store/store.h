/*
 * Profiles on disk.
 */
#ifndef BR_STORE_STORE_H
#define BR_STORE_STORE_H

#include "base/error.h"
#include "model/profile.h"

/* Saves as <folder>/<profile->name>.json: temporary file, fsync, rename, fsync of the folder.
 * `path` (may be NULL) gets the path; free() it. */
int br_store_save(const struct br_profile *profile, const char *folder, char **path,
                  struct br_error *error);

/* Loads the profile at a path, or, when `name` has no slash and no such file exists, the profile of
 * that name (with or without .json) in `folder`. Checks the schema version (older ones are
 * converted, newer ones refused with the version needed), every member's type, and each result's
 * identities. `profile` is zeroed by the caller. */
int br_store_load(const char *folder, const char *name, struct br_profile *profile,
                  struct br_error *error);

/* A profile name: letters, digits, '.', '-', '_' and '/' between them; no "..". */
int br_store_check_name(const char *name, struct br_error *error);

#endif
