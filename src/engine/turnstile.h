/*
 * The turnstile between two measuring processes: they take their samples in turns, so that whatever
 * the machine does for a while hits both alike.
 *
 * It is a page of shared memory, made by the parent and inherited by both children. Who waits
 * sleeps (futex). A side that is gone lets the other pass for good: whoever sees it end says so.
 */
#ifndef BR_ENGINE_TURNSTILE_H
#define BR_ENGINE_TURNSTILE_H

#include <stdint.h>

#include "base/error.h"

struct br_turnstile;

/* Parent: `first` (0 or 1) gets the first turn. `descriptor` goes to the children and is closed by
 * br_turnstile_close. NULL with error. */
struct br_turnstile *br_turnstile_new(uint32_t first, int *descriptor, struct br_error *error);
/* Child: maps an inherited descriptor; NULL where it is none. */
struct br_turnstile *br_turnstile_open(int descriptor);
void br_turnstile_close(struct br_turnstile *turnstile, int descriptor);

/* Waits until both sides are ready, at most `longest_ns`. */
void br_turnstile_ready(struct br_turnstile *turnstile, uint32_t side, uint64_t longest_ns);
/* Waits for the side's turn, at most `longest_ns`. */
void br_turnstile_enter(struct br_turnstile *turnstile, uint32_t side, uint64_t longest_ns);
/* Gives the turn to the other side. */
void br_turnstile_leave(struct br_turnstile *turnstile, uint32_t side);
/* The side takes no more turns; any process may say so, and more than once. */
void br_turnstile_quit(struct br_turnstile *turnstile, uint32_t side);

#endif
