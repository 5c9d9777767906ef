/*
 * The life of a profile: working, reference, archived. Every operation checks all it needs before
 * it touches anything and happens wholly or not at all (store/change.h).
 *
 * What stands in the way is gathered as `mistakes`, a sentence each; where there are any, nothing
 * was done and the function returns BR_ERROR_INPUT. Other errors are of the files and the disk.
 *
 * Thread-safety and processes: operations lock the library, so any number may be tried at once; of
 * several promotions to one id exactly one succeeds. Cost: profiles are loaded whole.
 */
#ifndef BR_STORE_LIFECYCLE_H
#define BR_STORE_LIFECYCLE_H

#include <stdbool.h>
#include <stdint.h>

#include "base/error.h"
#include "base/mistakes.h"
#include "model/profile.h"
#include "model/shape.h"
#include "store/change.h"
#include "store/library.h"

/* What an operation did, or (dry) would do: lines for a person, and what was put in order before.
 */
struct br_lifecycle_report {
    struct br_mistakes mistakes;
    struct br_text actions; /* one per line: "create references/v1.json", "delete old.json" */
    struct br_text notes;   /* one per line: about interrupted operations */
};
void br_lifecycle_report_release(struct br_lifecycle_report *report);

/* ---- freeze ---- */

/* One file that goes along with a frozen profile. */
struct br_companion {
    char *ending; /* ".hlog" */
    char *data;
    size_t size;
};
struct br_companions {
    struct br_companion *items;
    size_t count;
};
void br_companions_add(struct br_companions *companions, const char *ending, const void *data,
                       size_t size);
void br_companions_release(struct br_companions *companions);

/* All borrowed. */
struct br_freeze_request {
    const char *library;
    const struct br_profile *profile;
    const struct br_companions *companions;
    const struct br_change_watch *watch;
};
/* Saves a working profile with its companions, in the place of an older one with all of its. */
int br_freeze_save(const struct br_freeze_request *request, struct br_lifecycle_report *report,
                   struct br_error *error);

/* ---- promote ---- */

/* All borrowed. */
struct br_promote_request {
    const char *library;
    const char *source; /* name or path of a working profile */
    const char *id;     /* NULL, as a NULL reason: a mistake among the others */
    const char *reason, *by;
    const char *commit; /* of the folder it is promoted in; NULL outside a repository */
    bool truth_optional;
    bool dry;
    const struct br_change_watch *watch;
};
int br_promote(const struct br_promote_request *request, struct br_lifecycle_report *report,
               struct br_error *error);

/* An id: vMAJOR.MINOR.PATCH, and -SUFFIX where SUFFIX is parts of letters, digits, '-' and '_'
 * between single dots; "wip" nowhere in it, in any case; at most 100 characters. Adds each mistake.
 */
void br_promote_check_id(const char *id, struct br_mistakes *mistakes);

/* What a profile itself must have to be promoted: complete, nothing failed, all facts there, its
 * work verified, stable, and accepted where it was frozen. Adds each mistake. The run delay of
 * cells with more threads than CPUs is their nature and no mistake. */
int br_promote_check_profile(const struct br_profile *profile, struct br_mistakes *mistakes,
                             struct br_error *error);

/* ---- archive ---- */

struct br_archive_request {
    const char *library, *id, *reason, *by;
    const struct br_change_watch *watch;
};
int br_archive(const struct br_archive_request *request, struct br_lifecycle_report *report,
               struct br_error *error);

/* ---- verify ---- */

struct br_verified {
    char *id;
    bool archived;
    char *finding; /* "ok", or what is wrong */
    bool ok;
};
struct br_verification {
    struct br_verified *items;
    size_t count;
    size_t wrong;
};
/* Holds every reference and archived reference to its row in the ledger: digests of the profile and
 * of its companions, rows without files, files without rows. */
int br_verify(const char *library, struct br_verification *verification, struct br_error *error);
void br_verification_release(struct br_verification *verification);

/* ---- prune ---- */

struct br_prune_request {
    const char *library;
    uint64_t keep;          /* the newest so many of each mode and workload stay; 0 = none for it */
    uint64_t older_than_ns; /* younger ones stay; 0 = age does not matter */
    uint64_t now_s;         /* since 1970 */
    bool dry;
    const struct br_change_watch *watch;
};
/* Deletes working profiles with their companions; never a reference. One that cannot be read, or
 * has no date, stays, with a note; symbolic links stay, and do not count among those to keep. */
int br_prune(const struct br_prune_request *request, struct br_lifecycle_report *report,
             struct br_error *error);

#endif
