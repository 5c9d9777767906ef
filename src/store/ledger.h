/*
 * Ledgers: Markdown files of the library with one generated table each, for people to read and for
 * `benchrun profiles verify` to hold the files to.
 *
 *   README.md            the references: id, mode, workload, host, dates, commit, by, reason,
 * digests _archive/README.md   what was archived: id, when, by, reason, digests
 *
 * The table stands between two comments; whatever a person writes around them is kept. A row
 * belongs to the id it begins with, and ends with the digest of the profile's file and that of its
 * companions. Digests are what they were when the row was written, never worked out again.
 *
 * Thread-safety: one writer at a time (store/change.h locks). Cost: the file is read and written
 * whole.
 */
#ifndef BR_STORE_LEDGER_H
#define BR_STORE_LEDGER_H

#include <stddef.h>

#include "base/error.h"
#include "base/text.h"

struct br_ledger {
    const char *file;    /* below the library */
    const char *folder;  /* of the profiles it is about, below the library */
    const char *begin;   /* the comment before the table */
    const char *heading; /* of a file made anew: title and introduction */
    const char *columns; /* the table's first line */
};
extern const struct br_ledger br_ledger_references;
extern const struct br_ledger br_ledger_archive;

/* The ledger of that file; NULL when there is none. */
const struct br_ledger *br_ledger_find(const char *file);

struct br_ledger_row {
    char *id;
    char *digest, *companions; /* as br_digest_file and br_digest_companions write them */
};
struct br_ledger_rows {
    struct br_ledger_row *items;
    size_t count;
};

/* The line of a row, cells (ended by NULL) escaped for Markdown, then the digests. */
void br_ledger_append_row(const struct br_ledger *ledger, const char *id, const char *const *cells,
                          const char *digest, const char *companions, struct br_text *text);

/* Puts a line into the table in the place of that of `id`, or at its end; with NULL the line of
 * `id` goes. Doing it twice is doing it once. An absent file, and a file without the table, get
 * one. The file is replaced as a whole. */
int br_ledger_set(const struct br_ledger *ledger, const char *library, const char *id,
                  const char *line, struct br_error *error);

/* Could br_ledger_set do it? To be asked before an operation begins that it is a part of. */
int br_ledger_check(const struct br_ledger *ledger, const char *library, struct br_error *error);

/* All rows; none where the file or the table is absent. `rows` is zeroed by the caller. */
int br_ledger_read(const struct br_ledger *ledger, const char *library, struct br_ledger_rows *rows,
                   struct br_error *error);
void br_ledger_rows_release(struct br_ledger_rows *rows);
/* The row of an id, or NULL. */
const struct br_ledger_row *br_ledger_row(const struct br_ledger_rows *rows, const char *id);

#endif
