/*
 * A gate: threads wait at it until a condition holds. A short spin first, because most waits
 * between pinned workers are short, then sleep: a spinning loser would take the CPU from the
 * winner.
 *
 * Whoever makes a condition true calls br_gate_open afterwards. The fences pair "condition set,
 * then sleepers read" with "sleepers raised, then condition read", so no wake-up is lost.
 */
#ifndef BR_MODES_CONCURRENT_GATE_H
#define BR_MODES_CONCURRENT_GATE_H

#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>

struct br_gate {
    _Atomic uint32_t sequence;
    _Atomic uint32_t sleepers;
};

/* About 20 µs of pauses before the sleep; none where threads outnumber CPUs. */
#define BR_GATE_SPINS 1000u

/* Waits until ready(context) is true. Returns the ticks spent, 0 when it was true at once. The
 * waiting loops are functions of their own so that a profile can tell them from work. */
uint64_t br_gate_wait(struct br_gate *gate, bool (*ready)(void *context), void *context,
                      unsigned spins);

/* Wakes the sleepers; costs a fence and a load when there are none. */
void br_gate_open(struct br_gate *gate);

#endif
