/*
 * What a freeze adds to a run: heap dumps kept aside while it goes on, the judgement of its two
 * blocks, and the profile saved with its companions.
 */
#ifndef BR_CLI_FROZEN_H
#define BR_CLI_FROZEN_H

#include "cli/commands.h"
#include "model/profile.h"

/* Where heap dumps wait for the end of the freeze of that name, so that a resumed one still has
 * those of its beginning; to be freed. */
char *br_frozen_heap_folder(const char *library, const char *name);
/* Deletes that folder and the dumps of this mode in it. */
void br_frozen_forget_heap(const char *folder, const char *mode);

/* Fills profile->freeze; uses the calibration of the host in the library, where there is one. */
void br_frozen_judge(struct br_profile *profile, const char *library);

/* Saves the profile with its truth (unless --no-truth), latencies, sampled stacks and heap
 * dumps, and deletes the folder of the latter. */
int br_frozen_save(const struct br_profile *profile, const struct br_command_line *line,
                   const char *library, const struct br_invocation *invocation,
                   struct br_error *error);

/* Says what became of it; returns the exit status: 4 with --strict for one not accepted. */
int br_frozen_tell(const struct br_profile *profile, const struct br_command_line *line,
                   const struct br_invocation *invocation);

#endif
