/*
 * Profiles on disk.
 */
#ifndef BR_STORE_STORE_H
#define BR_STORE_STORE_H

#include "base/error.h"
#include "base/text.h"
#include "model/profile.h"

/* Saves as <folder>/<profile->name>.json, in the current schema version: temporary file, fsync,
 * rename, fsync of the folder. Missing folders are made. The same profile gives the same bytes.
 * `path` (may be NULL) gets the path; free() it. */
int br_store_save(const struct br_profile *profile, const char *folder, char **path,
                  struct br_error *error);

/* The bytes of a profile's file, appended to `text`. */
int br_store_print(const struct br_profile *profile, struct br_text *text, struct br_error *error);

/* Loads the profile that `name` means: a path, the id of a reference, or the name of a working or
 * archived profile in `folder` (br_library_find). Checks the schema version (older ones are
 * converted, newer ones refused with the version needed), every member's type, that the names
 * reports go by are there and of one mode, and each result's identities. The error names the file
 * and what in it is wrong: line and column, the JSON path, or the result. `profile` is zeroed by
 * the caller; it stays zeroed on failure. */
int br_store_load(const char *folder, const char *name, struct br_profile *profile,
                  struct br_error *error);

/* A profile name: letters, digits, '.', '-' and '_', in parts between '/' that begin with a letter,
 * a digit or '_' and have at most 200 characters; no ".."; without the extension .json, the endings
 * .truth and .ab or "calibration-" at its beginning, which other files have; in neither of the
 * folders whose files are kept as they are (library.h). */
int br_store_check_name(const char *name, struct br_error *error);

#endif
