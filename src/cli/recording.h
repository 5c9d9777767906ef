/*
 * A run on record: the journal beside the profile from the run's start to its end, and the results
 * of an interrupted run where this one resumes it.
 */
#ifndef BR_CLI_RECORDING_H
#define BR_CLI_RECORDING_H

#include "cli/commands.h"
#include "engine/runner.h"
#include "store/journal.h"

struct br_recording {
    char *name; /* of the profile */
    char *path; /* of the journal */
    struct br_journal journal;
    bool resumes;
    struct br_profile earlier; /* head and results of the resumed run, else zeroed */
    bool append_failed;        /* said once */
    struct br_run_events listener;
};

/*
 * Finds the name of the run; with --resume opens its journal and holds the command line to it.
 * `profiles` is the folder. Returns negative with `error`, or adds to `mistakes`; release it
 * whatever happens.
 */
int br_recording_open(struct br_recording *recording, const struct br_command_line *line,
                      const struct br_registry *registry, const char *profiles,
                      struct br_mistakes *mistakes, struct br_error *error);

/* What is to be measured: the configuration of the resumed run, or that of the command line. */
const struct br_config *br_recording_config(const struct br_recording *recording,
                                            const struct br_command_line *line);

/* Events for br_run that keep the journal and then tell `listener`; the recording must outlive the
 * run. */
struct br_run_events br_recording_events(struct br_recording *recording,
                                         const struct br_run_events *listener);

/* The profile of a resumed run keeps date, command and environment of its beginning. */
void br_recording_restore_origin(struct br_recording *recording, struct br_profile *profile);

/* Appends the command that resumes this run. */
void br_recording_append_command(const struct br_recording *recording,
                                 const struct br_command_line *line, struct br_text *text);

/* The journal is there and not deleted. */
bool br_recording_is_open(const struct br_recording *recording);

/* The journal, if there is one, has done its work: deletes it. */
int br_recording_remove(struct br_recording *recording, struct br_error *error);

/* Closes the journal and keeps it. */
void br_recording_release(struct br_recording *recording);

#endif
