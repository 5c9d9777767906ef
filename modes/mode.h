/*
 * What a mode is: a way to drive records through a workload.
 *
 * The engine prepares a `struct br_run` (input, workload, lanes with their recorders and the
 * instruments of the pass); the mode's `repeat` drives one repetition through it, from the first
 * record framed to the last record's memory released. A lane is one thread's own state, written by
 * that thread alone. Everything the modes share is in modes/lane.h.
 */
#ifndef BR_MODES_MODE_H
#define BR_MODES_MODE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/error.h"

struct br_run; /* modes/lane.h */

struct br_strategy {
    const char *name; /* NULL ends a table */
    const char *summary;
};

struct br_mode {
    const char *name;
    const char *summary;
    const struct br_strategy *strategies; /* the first is the default; NULL = the mode has none */
    bool takes_threads;                   /* false: always one */
    /* Threads that need a lane for `threads` workers with a strategy. */
    size_t (*lanes)(uint64_t threads, const char *strategy);
    /* Starts the mode's threads and gets memory; run->mode_state is the mode's own. */
    int (*open)(struct br_run *run, struct br_error *error);
    /* One repetition of run->records records. Nothing is allocated, printed or locked by the
     * harness in here but what the strategy itself is. */
    void (*repeat)(struct br_run *run);
    /* Runs `call` once on every lane's own thread (to flush caches, open counters). */
    void (*on_lanes)(struct br_run *run, void (*call)(struct br_run *run, size_t lane));
    void (*close)(struct br_run *run);
};

extern const struct br_mode br_mode_single;
extern const struct br_mode br_mode_concurrent;

#endif
