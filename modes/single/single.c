/* The mode `single`: one thread frames and processes record after record. */
#include "modes/lane.h"

static size_t single_lanes(uint64_t threads, const char *strategy)
{
    (void)threads;
    (void)strategy;
    return 1;
}

static int single_open(struct br_run *run, struct br_error *error)
{
    (void)error;
    br_lane_pin(&run->lanes[0]);
    return 0;
}

static void single_repeat(struct br_run *run)
{
    struct br_lane *lane = &run->lanes[0];
    uint64_t begin = br_clock_ticks();
    size_t ahead = br_lane_ahead(run);
    uint64_t remaining = run->extent.records;
    uint64_t offset = 0;
    while (remaining > 0) {
        size_t wanted = remaining < ahead ? (size_t)remaining : ahead;
        size_t count = br_lane_frame(lane, run->size, &offset, lane->spans, wanted);
        if (count == 0) {
            offset = 0;
            continue;
        }
        br_lane_take(lane, lane->spans, count);
        remaining -= count;
    }
    lane->wall_ticks += br_clock_ticks() - begin;
}

static void single_on_lanes(struct br_run *run, void (*call)(struct br_run *run, size_t lane))
{
    call(run, 0);
}

static void single_close(struct br_run *run)
{
    (void)run;
}

const struct br_mode br_mode_single = {
    .name = "single",
    .summary = "one thread frames and processes record after record",
    .takes_threads = false,
    .lanes = single_lanes,
    .open = single_open,
    .repeat = single_repeat,
    .on_lanes = single_on_lanes,
    .close = single_close,
};
