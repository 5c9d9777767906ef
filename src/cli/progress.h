/*
 * Progress of a run: on a terminal one status line that is drawn over (pass, cell, rate, time
 * left), elsewhere one plain line per finished pass. Quiet: nothing at all.
 */
#ifndef BR_CLI_PROGRESS_H
#define BR_CLI_PROGRESS_H

#include <stdbool.h>
#include <stdio.h>

#include "cli/terminal.h"
#include "engine/runner.h"

struct br_progress {
    FILE *stream;
    struct br_terminal terminal;
    bool quiet;
    bool drawn; /* a status line stands on the terminal */
    size_t done, total;
    char label[256]; /* of the cell at work, visible */
    char pass[64];
    uint64_t pass_started_ns; /* monotonic */
    uint64_t remaining_ns;    /* when the pass started */
};

void br_progress_init(struct br_progress *progress, FILE *stream, bool quiet);

/* Events for br_run that keep `progress` up to date; it must outlive the run. */
struct br_run_events br_progress_events(struct br_progress *progress);

/* Takes the status line away, so that other text can follow. */
void br_progress_clear(struct br_progress *progress);

#endif
