/* The mode `concurrent`: N workers, pinned where there are CPUs for it, released by a barrier. */
#include <stdlib.h>
#include <string.h>

#include "modes/concurrent/strategy.h"

static const struct br_concurrent_strategy *const strategies[] = {
    &br_strategy_partition,
    &br_strategy_dynamic,
    &br_strategy_queue,
    NULL,
};

static const struct br_concurrent_strategy *find_strategy(const char *name)
{
    for (size_t i = 0; strategies[i] != NULL; i++) {
        if (strcmp(strategies[i]->name, name) == 0)
            return strategies[i];
    }
    return strategies[0];
}

void br_drive_split(struct br_lane *lane, uint64_t begin, uint64_t end, uint64_t limit)
{
    const struct br_run *run = lane->run;
    const struct br_workload *workload = run->workload;
    uint64_t first = workload->split(run->state, run->data, run->size, begin);
    uint64_t last = end >= limit ? limit : workload->split(run->state, run->data, run->size, end);
    br_lane_drive_range(lane, first, last < limit ? last : limit);
}

static size_t concurrent_lanes(uint64_t threads, const char *strategy)
{
    return (size_t)threads + (find_strategy(strategy)->has_producer ? 1 : 0);
}

static void concurrent_close(struct br_run *run)
{
    struct br_concurrent *concurrent = run->mode_state;
    if (concurrent == NULL)
        return;
    br_crew_free(concurrent->crew);
    concurrent->strategy->close(concurrent->own);
    free(concurrent);
    run->mode_state = NULL;
}

static int concurrent_open(struct br_run *run, struct br_error *error)
{
    struct br_concurrent *concurrent = calloc(1, sizeof *concurrent);
    if (concurrent == NULL)
        return br_error_set(error, BR_ERROR_MEMORY, "no memory for the concurrent mode");
    concurrent->strategy = find_strategy(run->strategy);
    run->mode_state = concurrent;
    run->lanes[0].producer = concurrent->strategy->has_producer;
    int status = concurrent->strategy->open(run, concurrent, error);
    if (status == 0) {
        concurrent->crew = br_crew_new(run, error);
        status = concurrent->crew != NULL ? 0 : error->code;
    }
    if (status < 0)
        concurrent_close(run);
    return status;
}

/* While lane 0 prepares, the others have nothing to do yet. */
static void account_preparation(struct br_run *run, uint64_t ticks)
{
    for (size_t i = 0; i < run->lane_count; i++) {
        run->lanes[i].wall_ticks += ticks;
        if (i > 0)
            run->lanes[i].starved_ticks += ticks;
    }
}

static void concurrent_repeat(struct br_run *run)
{
    struct br_concurrent *concurrent = run->mode_state;
    uint64_t begin = br_clock_ticks();
    concurrent->strategy->prepare(run, concurrent->own);
    account_preparation(run, br_clock_ticks() - begin);
    br_crew_call(concurrent->crew, concurrent->strategy->work, true);
}

static void concurrent_on_lanes(struct br_run *run, void (*call)(struct br_run *run, size_t lane))
{
    struct br_concurrent *concurrent = run->mode_state;
    br_crew_call(concurrent->crew, call, false);
}

static const struct br_strategy described[] = {
    {"partition", "each worker owns a contiguous range"},
    {"dynamic", "workers claim chunks from a shared cursor"},
    {"queue", "one producer frames and hands batches through a bounded ring to the workers"},
    {NULL, NULL},
};

const struct br_mode br_mode_concurrent = {
    .name = "concurrent",
    .summary = "N workers, pinned where there are CPUs for it, released by a barrier",
    .strategies = described,
    .takes_threads = true,
    .lanes = concurrent_lanes,
    .open = concurrent_open,
    .repeat = concurrent_repeat,
    .on_lanes = concurrent_on_lanes,
    .close = concurrent_close,
};
