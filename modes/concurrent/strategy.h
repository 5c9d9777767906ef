/*
 * What a strategy of the concurrent mode is: how workers come by their records.
 */
#ifndef BR_MODES_CONCURRENT_STRATEGY_H
#define BR_MODES_CONCURRENT_STRATEGY_H

#include "modes/concurrent/crew.h"
#include "modes/lane.h"

struct br_concurrent {
    struct br_crew *crew;
    const struct br_concurrent_strategy *strategy;
    void *own; /* the strategy's memory */
};

struct br_concurrent_strategy {
    const char *name;
    bool has_producer; /* one lane more than workers, lane 0, which frames and hands over */
    int (*open)(struct br_run *run, struct br_concurrent *concurrent, struct br_error *error);
    void (*prepare)(struct br_run *run, void *own); /* start of a repetition; inside the clock */
    void (*work)(struct br_run *run, size_t lane);  /* every lane's part of a repetition */
    void (*close)(void *own);
};

extern const struct br_concurrent_strategy br_strategy_partition;
extern const struct br_concurrent_strategy br_strategy_dynamic;
extern const struct br_concurrent_strategy br_strategy_queue;

static inline void *br_concurrent_own(const struct br_run *run)
{
    return ((const struct br_concurrent *)run->mode_state)->own;
}

/* Part number `part` of `parts` of `total`, contiguous and without gaps. */
static inline uint64_t br_part_begin(uint64_t total, uint64_t part, uint64_t parts)
{
    return (uint64_t)((unsigned __int128)total * part / parts);
}

/* Splittable formats: drives the records that begin in [begin, end) of one pass over the input;
 * `limit` is where that pass ends (the input's size, or the cut). */
void br_drive_split(struct br_lane *lane, uint64_t begin, uint64_t end, uint64_t limit);

#endif
