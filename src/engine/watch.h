/*
 * One child from start to answer, watched by the parent.
 */
#ifndef BR_ENGINE_WATCH_H
#define BR_ENGINE_WATCH_H

#include <signal.h>

#include "engine/job.h"
#include "engine/runner.h"

struct br_watch {
    const struct br_job *job;
    const struct br_run_events *events;
    const volatile sig_atomic_t *interrupted;
    const char *executable;
    int input_descriptor; /* -1 = none */
};

/*
 * Starts a child for the job, looks at it every config.interval_ns, and waits for its answer
 * (zeroed by the caller). Fails when the child crashed, hung, exited without an answer or could not
 * do its job: the error then says so, with the record at hand where it is known, and output_tail of
 * the answer's result has the last lines it printed. BR_ERROR_INTERRUPTED when *interrupted was
 * set: the child is then killed and reaped.
 */
int br_watch_child(const struct br_watch *watch, struct br_answer *answer, struct br_error *error);

/* Puts the last lines that a failed child printed, if any, behind an error's message. */
void br_watch_add_tail(const struct br_answer *answer, struct br_error *error);

#endif
