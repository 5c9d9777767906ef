/*
 * The journal of a run: what was measured so far, kept on disk while the run goes on, so that at
 * most the pass at work is lost however the run ends.
 *
 * One line per entry: kind, length of the payload in bytes, XXH3-64 of the payload as 16
 * hexadecimal digits, payload; spaces between them, and '\n' at the end. The payload is JSON by the
 * shapes of the model, which has no line ends in it. The first line is the `run`: the profile
 * without its results. Every further line is a `pass`: one result.
 *
 * Appending is one write at the end of the file, then fsync. What a crash leaves of the last line
 * is recognised by its length and checksum and dropped; damage before the last line is an error.
 *
 * A journal that is open is locked (flock), so that two runs never share one; the lock goes with
 * the process. Thread-safety: one journal belongs to one thread. Cost: one write and one fsync per
 * entry; opening reads the whole file into memory.
 */
#ifndef BR_STORE_JOURNAL_H
#define BR_STORE_JOURNAL_H

#include <stdint.h>

#include "base/error.h"
#include "model/profile.h"

struct br_journal {
    char *path;     /* NULL: not open */
    int descriptor; /* locked */
    uint64_t size;  /* of the entries that are complete */
};

/* <folder>/<name>.journal, beside the profile of that name; free() it. */
char *br_journal_path(const char *folder, const char *name);

/* Starts a journal with the profile's header (its results are left out), in the place of an older
 * one; missing folders are made. When this returns the file and its name are on disk.
 * BR_ERROR_USAGE when another process has the older one open. `journal` is zeroed by the caller. */
int br_journal_create(const char *path, const struct br_profile *profile,
                      struct br_journal *journal, struct br_error *error);

/* Opens an existing journal to append to it, and fills `profile` (zeroed by the caller) with its
 * header and results. A torn last line is cut off. Errors: no such file (BR_ERROR_INPUT), another
 * process has it open (BR_ERROR_USAGE), another schema version or a damaged line, which is named
 * (BR_ERROR_FORMAT). On failure both stay zeroed and the file is as it was. */
int br_journal_open(const char *path, struct br_journal *journal, struct br_profile *profile,
                    struct br_error *error);

/* Appends a result. On failure (a full disk) nothing of it stays in the file, and later results may
 * be appended all the same: resuming measures again what is missing. */
int br_journal_append(struct br_journal *journal, const struct br_result *result,
                      struct br_error *error);

/* Closes and keeps the file. Nothing happens to one that is not open. */
void br_journal_close(struct br_journal *journal);

/* Deletes the file and closes. A deletion that a crash undoes does no harm: resuming a run whose
 * passes are all there measures nothing. */
int br_journal_remove(struct br_journal *journal, struct br_error *error);

#endif
