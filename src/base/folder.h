/*
 * Folders and the names in them: listing, and the steps of operations on several files. Every step
 * that changes something is on disk when it returns (fsync of the folder).
 *
 * Errors are BR_ERROR_IO with the path and the system's reason, unless a comment says otherwise.
 */
#ifndef BR_BASE_FOLDER_H
#define BR_BASE_FOLDER_H

#include <stdbool.h>
#include <stddef.h>

#include "base/error.h"
#include "base/list.h"

/* The names in a folder, sorted by their bytes, "." and ".." left out; an absent folder has none.
 * `names` is zeroed by the caller and released by br_texts_release. */
int br_folder_read(const char *path, struct br_texts *names, struct br_error *error);

bool br_folder_exists(const char *path);
/* A file that is neither folder nor device; symbolic links are followed. */
bool br_file_is_regular(const char *path);

/* Makes what was done to the name of a file last: fsync of the folder it is in. Returns 0 or an
 * errno. */
int br_folder_sync_of(const char *path);

/* Deletes the files of a folder and the folder; folders inside it are an error, and so is a
 * symbolic link in its place. An absent one is fine. */
int br_folder_remove(const char *path, struct br_error *error);

/* Gives a file a new name in the place of what had it. */
int br_file_rename(const char *from, const char *to, struct br_error *error);
/* The same, but never in the place of a file: BR_ERROR_USAGE when `to` exists, which nobody can
 * slip in between. On file systems that can do neither hard links nor exclusive renames it fails.
 */
int br_file_rename_exclusively(const char *from, const char *to, struct br_error *error);
/* Deletes a file; an absent one is fine. */
int br_file_remove(const char *path, struct br_error *error);
/* Takes everybody's permission to write. */
int br_file_protect(const char *path, struct br_error *error);

/* Opens (and makes) a file and locks it against others (flock); waits for whoever has it. Returns
 * the descriptor, which holds the lock until it is closed and goes with the process. */
int br_file_lock(const char *path, struct br_error *error);

#endif
