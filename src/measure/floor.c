/*
 * The machine's own floor: how often, and for how long, it takes the CPU away from a thread that
 * does nothing but look at the clock.
 */
#include "measure/machine.h"

#include <string.h>

#define GAP_NS 1000.0

void br_machine_listen_start(struct br_machine_listener *listener, double ticks_per_ns)
{
    br_histogram_reset(&listener->gaps);
    listener->elapsed_ticks = 0;
    listener->ticks_per_ns = ticks_per_ns;
}

void br_machine_listen(struct br_machine_listener *listener, uint64_t duration_ns)
{
    uint64_t gap_ticks = (uint64_t)(GAP_NS * listener->ticks_per_ns);
    uint64_t begin = br_clock_ticks();
    uint64_t last = begin + (uint64_t)((double)duration_ns * listener->ticks_per_ns);
    uint64_t now = begin;
    while (now < last) {
        uint64_t before = now;
        now = br_clock_ticks();
        if (now - before > gap_ticks)
            br_histogram_record(&listener->gaps, now - before);
    }
    listener->elapsed_ticks += now - begin;
}

/* A bucket belongs to the decade of its lower end; 0.8 % of a length is what that can be off. */
static void count_decades(const struct br_machine_listener *listener,
                          struct br_machine_floor *floor)
{
    for (size_t i = 0; i < BR_HISTOGRAM_BUCKETS; i++) {
        double gap_ns = (double)br_histogram_bucket_low(i) / listener->ticks_per_ns;
        size_t decade = 0;
        for (double end_ns = 10 * GAP_NS; gap_ns >= end_ns && decade < BR_MACHINE_GAP_DECADES - 1;
             end_ns *= 10)
            decade++;
        floor->gaps_by_decade[decade] += listener->gaps.counts[i];
    }
}

void br_machine_listen_finish(const struct br_machine_listener *listener,
                              struct br_machine_floor *floor)
{
    const struct br_histogram *gaps = &listener->gaps;
    memset(floor, 0, sizeof *floor);
    if (listener->elapsed_ticks == 0)
        return;
    double elapsed_ns = (double)listener->elapsed_ticks / listener->ticks_per_ns;
    floor->duration_ns = (uint64_t)elapsed_ns;
    floor->gaps_per_s = (double)br_histogram_count(gaps) / (elapsed_ns * 1e-9);
    floor->gap_ns_p50 = br_histogram_quantile(gaps, 0.5) / listener->ticks_per_ns;
    floor->gap_ns_p99 = br_histogram_quantile(gaps, 0.99) / listener->ticks_per_ns;
    floor->gap_ns_max = (double)gaps->maximum / listener->ticks_per_ns;
    floor->lost_share = (double)gaps->sum / (double)listener->elapsed_ticks;
    count_decades(listener, floor);
}

void br_machine_floor_measure(uint64_t duration_ns, double ticks_per_ns,
                              struct br_machine_floor *floor)
{
    struct br_machine_listener listener;
    br_machine_listen_start(&listener, ticks_per_ns);
    br_machine_listen(&listener, duration_ns);
    br_machine_listen_finish(&listener, floor);
}

double br_machine_tick_limit(const struct br_machine_floor *floor, double mean_ns)
{
    double hit_share = floor->gaps_per_s * mean_ns * 1e-9;
    return hit_share < 1 ? 1 - hit_share : 0;
}
