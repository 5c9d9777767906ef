/*
 * The slowest records that one lane has timed: a short list in which each record of the input
 * stands at most once, with the largest of its times. Asking whether a record belongs into it is
 * one comparison; putting it there walks the list.
 *
 * One writer, no lock, no memory. A zeroed list is empty.
 */
#ifndef BR_MODES_SLOWEST_H
#define BR_MODES_SLOWEST_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <benchrun/workload.h>

#define BR_SLOWEST 20

struct br_slow_entry {
    uint64_t ticks;
    uint64_t offset; /* in the input: it tells records apart */
    uint32_t size;
    bool rejected;
};

struct br_slowest {
    uint64_t gate;                            /* only a record that took more ticks is looked at */
    size_t count;                             /* of entries */
    struct br_slow_entry entries[BR_SLOWEST]; /* in no order */
};

/* Puts a record into the list if it belongs there; takes some tens of nanoseconds. Where an input
 * of few records is cycled that happens often, as each of them stands in the list. */
void br_slowest_keep(struct br_slowest *slowest, const struct br_slow_entry *entry);

/* Puts the entries of `from` into the list. */
void br_slowest_merge(struct br_slowest *slowest, const struct br_slowest *from);

/* The slowest first; of two alike, the one that comes first in the input. */
void br_slowest_sort(struct br_slowest *slowest);

/* The same for a record that was just timed; true when the list was walked, so that the time this
 * took can be kept out of the next record's. */
static inline bool br_slowest_note(struct br_slowest *slowest, uint64_t ticks,
                                   const struct br_span *span, const struct br_outcome *outcome)
{
    if (__builtin_expect(ticks <= slowest->gate, 1))
        return false;
    const struct br_slow_entry entry = {.ticks = ticks,
                                        .offset = span->offset,
                                        .size = span->size,
                                        .rejected = outcome->reason != BR_ACCEPTED};
    br_slowest_keep(slowest, &entry);
    return true;
}

#endif
