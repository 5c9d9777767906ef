/*
 * The library: the folder `profiles` of a project, and what lies where in it.
 *
 *   NAME.json, part/NAME.json   working profiles; may be replaced and deleted
 *   references/ID.json          references: promoted, never changed again
 *   _archive/ID.json            archived references: history, no baselines
 *   README.md, _archive/README.md   index of the references, log of the archive (store/ledger.h)
 *   .pending-*, .staging-*      an operation on several files at work, or killed (store/change.h)
 *
 * A profile's companions are the files beside it that begin with its name and a dot, such as
 * ID.truth.json and ID.hlog; a journal, a trial of `ab` and temporary files are none, and neither
 * is what belongs to a profile with a longer name (v1.2.json and v1.2.hlog beside v1.json).
 *
 * What a file is follows from the folder it lies in: one whose folder is called `references` is a
 * reference, one whose folder is called `_archive` is archived, any other is a working profile.
 * Working profiles are therefore never saved into folders of these names.
 *
 * Thread-safety: functions without shared state; the files are the caller's to lock (change.h).
 */
#ifndef BR_STORE_LIBRARY_H
#define BR_STORE_LIBRARY_H

#include "base/error.h"
#include "model/shape.h"

#define BR_LIBRARY_REFERENCES "references"
#define BR_LIBRARY_ARCHIVE "_archive"
#define BR_TRUTH_ENDING ".truth.json" /* of a companion; no profile has such a name */

enum br_library_kind { BR_LIBRARY_WORKING, BR_LIBRARY_REFERENCE, BR_LIBRARY_ARCHIVED };
extern const char *const br_library_kind_names[]; /* "working", "reference", "archived" */

/* Where a profile is; texts are owned. */
struct br_library_entry {
    char *name; /* below its part of the library, without .json: "issue-x/a", "v1.2.0-marc"; outside
                   the library the path without .json */
    char *path; /* of the file */
    enum br_library_kind kind;
};
struct br_library_entries {
    struct br_library_entry *items;
    size_t count;
};

/*
 * Finds the profile that `name` means; the first of these that is there:
 *   1. the file at that path, where the name has a slash or ends in .json;
 *   2. the reference of that id;
 *   3. the working profile of that name in `folder` (the library's);
 *   4. the archived reference of that id;
 *   5. the file at that path.
 * With or without .json. Nothing is loaded. BR_ERROR_INPUT when there is none: the sentence names
 * the paths that were tried. Whoever wants a baseline looks at `kind`. `entry` is zeroed by the
 * caller and released by it.
 */
int br_library_find(const char *folder, const char *name, struct br_library_entry *entry,
                    struct br_error *error);
/* The same among working profiles and files at paths alone: what is promoted. */
int br_library_find_working(const char *folder, const char *name, struct br_library_entry *entry,
                            struct br_error *error);
void br_library_entry_release(struct br_library_entry *entry);

/* All profiles of a library: working ones, references, archived ones, each by name. What lies in
 * hidden folders and files of other kinds (companions, calibrations) is left out; a .json that
 * cannot be read as JSON is in. An absent folder is an empty library. Reads the beginning of every
 * .json file, and all of one whose configuration is not there: some 30 µs a profile. */
int br_library_list(const char *folder, struct br_library_entries *entries, struct br_error *error);
void br_library_entries_release(struct br_library_entries *entries);

/* The companions of the profile at `path`: names of files in its folder, sorted. The profile itself
 * need not exist. `names` is zeroed by the caller; released by br_texts_release. */
int br_library_companions(const char *path, struct br_texts *names, struct br_error *error);

/* <path without .json><ending>: the place of a companion, as in ("a/x.json", ".hlog"). Free it. */
char *br_library_companion_path(const char *path, const char *ending);

/* Is a name or path in `references` or `_archive`, whatever its case? Nothing is saved there. */
bool br_library_is_kept(const char *name);

#endif
