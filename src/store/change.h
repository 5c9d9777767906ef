/*
 * Operations on several files of the library that happen wholly or not at all, whenever the program
 * or the machine is killed.
 *
 *   1. `begin` locks the library (flock on profiles/.lock; other processes wait) and completes what
 *      a killed operation left.
 *   2. New files are written to profiles/.staging-WORD-ID/, each with fsync, and all that is to be
 *      done is written down there, in intent.json.
 *   3. `commit` renames that folder to profiles/.pending-WORD-ID: the one moment at which the
 *      operation happens. Killed before it, the library is as it was, and the next operation
 *      deletes the staging folder.
 *   4. The changes are made one after the other, each of them such that doing it again does no
 *      harm; then the folder goes. Killed meanwhile, the next operation goes through the list
 *      again, from its beginning.
 *
 * A change that cannot be made (a full disk, a file that somebody took away) is an error; the
 * pending folder stays, and the next operation tries again and says so if it fails, too.
 *
 * Thread-safety: one operation belongs to one thread. Cost: a few fsyncs per file.
 */
#ifndef BR_STORE_CHANGE_H
#define BR_STORE_CHANGE_H

#include <stdbool.h>
#include <stdint.h>

#include "base/error.h"
#include "base/text.h"

enum br_change_kind {
    BR_CHANGE_CREATE,  /* a staged file gets its name; one of that name is never replaced */
    BR_CHANGE_REPLACE, /* a staged file gets its name, whatever had it */
    BR_CHANGE_MOVE,    /* a file of the library gets another name; none is replaced */
    BR_CHANGE_REMOVE,  /* a file of the library is deleted */
    BR_CHANGE_ROW      /* a row of a ledger is set, or goes */
};

struct br_change {
    uint32_t kind; /* enum br_change_kind */
    char *from;    /* CREATE, REPLACE: in the staging folder; MOVE: below the library */
    char *to;      /* below the library; ROW: the ledger's file */
    char *id;      /* ROW: whose */
    char *line;    /* ROW: NULL = the row goes */
};
struct br_changes {
    struct br_change *items;
    size_t count;
};

/* What an operation is going to do: the file intent.json. */
struct br_intent {
    char *word; /* "promote" */
    char *id;   /* what it is about */
    char *at;   /* UTC */
    struct br_changes changes;
};

/* Called behind every step that changed a file, for tests that end the process there. */
struct br_change_watch {
    void (*step)(void *context);
    void *context;
};

struct br_operation {
    char *library; /* the folder */
    char *staging; /* path of the staging folder, later of the pending one */
    int lock;      /* descriptor; -1 = none */
    bool is_committed;
    struct br_intent intent;
    const struct br_change_watch *watch; /* borrowed; may be NULL */
};

/* Locks the library (made when it is absent) and completes or deletes what a killed operation left:
 * one sentence per such operation is added to `notes`, each with a line end. `operation` is ended
 * by the caller whatever happens. Fails when an earlier operation cannot be completed. */
int br_operation_begin(struct br_operation *operation, const char *library, const char *word,
                       const char *id, const struct br_change_watch *watch, struct br_text *notes,
                       struct br_error *error);

/* Stages a file with this content, to get the name `to` below the library; one that is `created`
 * replaces none, and nobody may write to it. */
int br_operation_stage(struct br_operation *operation, enum br_change_kind kind, const char *to,
                       const void *data, size_t size, struct br_error *error);
void br_operation_move(struct br_operation *operation, const char *from, const char *to);
void br_operation_remove(struct br_operation *operation, const char *name);
void br_operation_row(struct br_operation *operation, const char *ledger_file, const char *id,
                      const char *line);

/* Makes it happen. On failure nothing has changed, or (the error says so) the rest is made up for
 * by the next operation. */
int br_operation_commit(struct br_operation *operation, struct br_error *error);

/* Unlocks; what was staged and not committed is deleted. */
void br_operation_end(struct br_operation *operation);

/* The part of `begin` that puts the library in order, for those who only read it: does nothing, and
 * does not lock, where no operation left anything. */
int br_library_recover(const char *library, struct br_text *notes, struct br_error *error);

#endif
