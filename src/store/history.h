/*
 * Reading the history of a folder of profiles: working profiles, references and archived ones.
 *
 * Loading a profile takes milliseconds, so what was read is kept in the folder as .history.json,
 * with the state of each file; only profiles in another state are loaded again, and damaged ones
 * too are remembered. Loading uses all CPUs. The file may be deleted at any time. Where it cannot
 * be written, everything is read each time.
 */
#ifndef BR_STORE_HISTORY_H
#define BR_STORE_HISTORY_H

#include "base/error.h"
#include "model/history.h"
#include "model/profile.h"

/* Fills `history` (zeroed by the caller, released by br_shape_release) with every profile of the
 * library, in the order of br_library_list; one that cannot be read has its `damage`. An absent
 * folder has no history. `loaded` (may be NULL) gets how many files had to be loaded. */
int br_history_read(const char *folder, struct br_history *history, size_t *loaded,
                    struct br_error *error);

/* What a history keeps of one profile, into a zeroed entry; file and stamp stay empty. */
int br_history_entry_make(const struct br_profile *profile, struct br_history_entry *entry,
                          struct br_error *error);

/* The measures that a history keeps, into a zeroed list: those of whole cells, in the order of
 * br_measures_known. */
void br_history_measures(struct br_texts *measures);

#endif
