/*
 * What lies beside profiles in their folder: trials (NAME.ab.json) and what was learnt about a
 * machine (calibration-HOST.json).
 */
#ifndef BR_STORE_ARTIFACT_H
#define BR_STORE_ARTIFACT_H

#include "base/error.h"
#include "model/shape.h"

/* <folder>/<name>.ab.json; free it. */
char *br_artifact_trial_path(const char *folder, const char *name);

/* <folder>/calibration-<host>.json; characters that file names had better not have are '_'. Free
 * it. */
char *br_artifact_calibration_path(const char *folder, const char *hostname);

/* Writes an object as JSON: temporary file, fsync, rename; missing folders are made. */
int br_artifact_save(const struct br_shape *shape, const void *object, const char *path,
                     struct br_error *error);

/* Reads it back into a zeroed object, which stays zeroed on failure. The error names the file and
 * what in it is wrong. BR_ERROR_INPUT when there is none, and BR_ERROR_FORMAT when its
 * schema_version is not `schema_version`. */
int br_artifact_load(const struct br_shape *shape, const char *path, uint64_t schema_version,
                     void *object, struct br_error *error);

#endif
