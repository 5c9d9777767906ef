/*
 * The crew: the threads of a concurrent run. Lane 0 is the calling thread, the others are started
 * once and called to work, repetition after repetition.
 *
 * br_crew_call is the barrier in both directions: every lane starts after the call, and the call
 * returns after the last lane has finished. What lanes wrote is visible to the caller then.
 */
#ifndef BR_MODES_CONCURRENT_CREW_H
#define BR_MODES_CONCURRENT_CREW_H

#include "modes/concurrent/gate.h"
#include "modes/lane.h"

struct br_crew;

/* Every wait of a lane goes through here: br_gate_wait, whose instructions are kept apart from
 * those of the work where instructions are counted. */
uint64_t br_lane_wait(struct br_lane *lane, struct br_gate *gate, bool (*ready)(void *context),
                      void *context, unsigned spins);

/* Starts run->lane_count - 1 threads, pinned as their lanes say. NULL with error. */
struct br_crew *br_crew_new(struct br_run *run, struct br_error *error);

/* Runs `work` on every lane, each on its own thread. When `timed`, the lanes' wall_ticks grow by
 * the whole call and blocked_ticks by what each waited for the others at its end. */
void br_crew_call(struct br_crew *crew, void (*work)(struct br_run *run, size_t lane), bool timed);

/* Sends the threads home and joins them. */
void br_crew_free(struct br_crew *crew);

#endif
