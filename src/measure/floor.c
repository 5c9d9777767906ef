/*
 * The machine's own floor: how often, and for how long, it takes the CPU away from a thread that
 * does nothing but look at the clock.
 */
#include "measure/machine.h"

#include <string.h>

#include "measure/histogram.h"

#define GAP_NS 1000.0

void br_machine_floor_measure(uint64_t duration_ns, double ticks_per_ns,
                              struct br_machine_floor *floor)
{
    struct br_histogram gaps;
    br_histogram_reset(&gaps);
    uint64_t gap_ticks = (uint64_t)(GAP_NS * ticks_per_ns);
    uint64_t begin = br_clock_ticks();
    uint64_t last = begin + (uint64_t)((double)duration_ns * ticks_per_ns);
    uint64_t now = begin;
    while (now < last) {
        uint64_t before = now;
        now = br_clock_ticks();
        if (now - before > gap_ticks)
            br_histogram_record(&gaps, now - before);
    }

    memset(floor, 0, sizeof *floor);
    double elapsed_ticks = (double)(now - begin);
    if (now == begin)
        return;
    floor->duration_ns = (uint64_t)(elapsed_ticks / ticks_per_ns);
    floor->gaps_per_s = (double)br_histogram_count(&gaps) / (elapsed_ticks / ticks_per_ns * 1e-9);
    floor->gap_ns_p50 = br_histogram_quantile(&gaps, 0.5) / ticks_per_ns;
    floor->gap_ns_p99 = br_histogram_quantile(&gaps, 0.99) / ticks_per_ns;
    floor->gap_ns_max = (double)gaps.maximum / ticks_per_ns;
    floor->lost_share = (double)gaps.sum / elapsed_ticks;
}

double br_machine_tick_limit(const struct br_machine_floor *floor, double mean_ns)
{
    double hit_share = floor->gaps_per_s * mean_ns * 1e-9;
    return hit_share < 1 ? 1 - hit_share : 0;
}
