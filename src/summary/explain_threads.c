/* Rules about threads: too many of them, what they wait for, what they cost each other. */
#include <math.h>
#include <string.h>

#include "base/units.h"
#include "summary/explain_rules.h"

static const double least_wait = 0.10;       /* of the workers' time */
static const double least_serial = 0.10;     /* of the wall time spent indexing by one thread */
static const double busy_producer = 0.90;    /* of its time */
static const double least_contention = 0.15; /* more CPU time per record, or less rate */
static const double least_mutex_wait = 0.05; /* of the workers' time in the alloc pass */

static bool is_strategy(const struct br_summary_cell *cell, const char *name)
{
    return cell->cell->strategy != NULL && strcmp(cell->cell->strategy, name) == 0;
}

/* ---- oversubscribed ---- */

static double oversubscription(const struct br_summary *summary, const struct br_summary_cell *cell)
{
    uint64_t cpus = summary->profile->environment.cpus_allowed;
    return cell->oversubscribed && cpus > 0 ? (double)cell->lanes / (double)cpus : 0;
}

static void tell_oversubscribed(const struct br_summary *summary,
                                const struct br_summary_cell *cell, struct br_bottleneck *finding)
{
    uint64_t cpus = summary->profile->environment.cpus_allowed;
    br_explain_claim(finding,
                     "%llu threads share %llu CPUs: further threads get no CPU time of their own, "
                     "and the waits are the scheduler's.",
                     (unsigned long long)cell->lanes, (unsigned long long)cpus);
    br_explain_add(summary, cell, finding, "threads per CPU", (double)cell->lanes / (double)cpus,
                   "", "throughput", "workers");
    br_explain_add(summary, cell, finding, "time runnable without a CPU",
                   cell->rate.run_delay_share * 100, "%", "throughput", "samples");
    finding->confidence = BR_CONFIDENCE_HIGH;
    finding->why = br_string_copy("threads and CPUs are counted");
}

const struct br_rule br_rule_oversubscribed = {.name = "oversubscribed",
                                               .missing = br_explain_needs_rate,
                                               .strength = oversubscription,
                                               .tell = tell_oversubscribed};

/* ---- producer-bound ---- */

static const char *needs_workers(const struct br_summary *summary,
                                 const struct br_summary_cell *cell)
{
    const char *missing = br_explain_needs_rate(summary, cell);
    if (missing == NULL && strcmp(cell->cell->mode != NULL ? cell->cell->mode : "", "single") == 0)
        missing = "a mode without workers";
    return missing;
}

static double producer_busy(const struct br_summary_cell *cell)
{
    for (size_t i = 0; i < cell->workers.count; i++)
        if (cell->workers.items[i].producer)
            return cell->workers.items[i].busy_share;
    return NAN;
}

/* Sequential formats are framed by one worker at a time under the lock of `dynamic`. */
static bool frames_under_lock(const struct br_summary *summary, const struct br_summary_cell *cell)
{
    const struct br_input *input = br_profile_input(summary->profile, cell->cell);
    return is_strategy(cell, "dynamic") && input != NULL && !input->splittable;
}

static double production(const struct br_summary *summary, const struct br_summary_cell *cell)
{
    double starved = cell->workers.starved_share;
    if (cell->rate.index_share >= least_serial && cell->cell->threads > 1)
        return cell->rate.index_share;
    if (!(starved >= least_wait))
        return 0;
    bool busy = producer_busy(cell) >= busy_producer;
    return busy || (frames_under_lock(summary, cell) && cell->cell->threads > 1) ? starved : 0;
}

static void tell_index(const struct br_summary *summary, const struct br_summary_cell *cell,
                       struct br_bottleneck *finding)
{
    char rate[BR_UNITS_BUFFER];
    br_explain_claim(finding,
                     "One worker finds the records for all: %.0f %% of the time goes by before the "
                     "others can begin, which limits the rate to %s records/s with any number of "
                     "workers.",
                     cell->rate.index_share * 100,
                     br_units_format_rate(rate, cell->rate.index_per_s));
    br_explain_add(summary, cell, finding, "time spent indexing serially",
                   cell->rate.index_share * 100, "%", "throughput", "index_ns");
    br_explain_add(summary, cell, finding, "records indexed", cell->rate.index_per_s, "records/s",
                   "throughput", "index_ns");
}

static void tell_producer(const struct br_summary *summary, const struct br_summary_cell *cell,
                          struct br_bottleneck *finding)
{
    double busy = producer_busy(cell) * 100, starved = cell->workers.starved_share * 100;
    if (cell->rate.index_share >= least_serial && cell->cell->threads > 1)
        tell_index(summary, cell, finding);
    else if (isfinite(busy))
        br_explain_claim(finding,
                         "The producer is busy %.0f %% of its time while the workers starve "
                         "%.0f %% of theirs: framing and handing over limit the rate.",
                         busy, starved);
    else
        br_explain_claim(finding,
                         "Records are framed by one worker at a time: the others wait %.0f %% of "
                         "their time for the next chunk.",
                         starved);
    br_explain_add(summary, cell, finding, "time in which the workers starved", starved, "%",
                   "throughput", "workers");
    br_explain_add(summary, cell, finding, "time in which the producer was busy", busy, "%",
                   "throughput", "workers");
    br_explain_confide(cell, finding, BR_CONFIDENCE_HIGH,
                       "waits are timed in the throughput pass itself");
}

const struct br_rule br_rule_producer = {.name = "producer-bound",
                                         .missing = needs_workers,
                                         .strength = production,
                                         .tell = tell_producer,
                                         .unless = 1u << BR_RULE_OVERSUBSCRIBED};

/* ---- contention-bound ---- */

static double cpu_growth(const struct br_summary *summary, const struct br_summary_cell *cell)
{
    const struct br_summary_cell *alone = br_explain_alone(summary, cell);
    return alone != NULL ? cell->rate.cpu_ns_per_record / alone->rate.cpu_ns_per_record - 1 : NAN;
}

/* Of the workers' time in the alloc pass; NAN where it was not counted. */
static double mutex_wait(const struct br_summary *summary, const struct br_summary_cell *cell)
{
    const struct br_result *result = br_part_find(summary->profile, cell->cell, "alloc", NULL);
    double waited = 0, time = 0;
    if (result == NULL || result->allocation.state != BR_STATE_COUNTED)
        return NAN;
    for (size_t i = 0; i < result->allocation.mutexes.count; i++)
        waited += (double)result->allocation.mutexes.items[i].wait_ns;
    for (size_t i = 0; i < result->workers.count; i++)
        time += (double)result->workers.items[i].wall_ns;
    return br_part_ratio(waited, time);
}

static const struct br_summary_scaling *scaling_of(const struct br_summary *summary,
                                                   const struct br_summary_cell *cell)
{
    for (size_t i = 0; i < summary->scaling_count; i++)
        if (br_part_same_series(summary->scalings[i].first->cell, cell->cell))
            return summary->scalings[i].fitted ? &summary->scalings[i] : NULL;
    return NULL;
}

/* What the scaling law says is lost with this many workers; 0 where its intervals hold no loss. */
static double law_loss(const struct br_summary *summary, const struct br_summary_cell *cell)
{
    const struct br_summary_scaling *scaling = scaling_of(summary, cell);
    double n = (double)cell->cell->threads;
    if (scaling == NULL || !scaling->intervals_known)
        return NAN;
    bool certain = scaling->intervals.sigma.low > 0 || scaling->intervals.kappa.low > 0;
    double factor = 1 + scaling->law.sigma * (n - 1) + scaling->law.kappa * n * (n - 1);
    return certain ? 1 - 1 / factor : 0;
}

static const char *needs_more_workers(const struct br_summary *summary,
                                      const struct br_summary_cell *cell)
{
    const char *missing = needs_workers(summary, cell);
    bool judged = isfinite(cpu_growth(summary, cell)) || isfinite(mutex_wait(summary, cell));
    if (missing == NULL && cell->cell->threads < 2)
        missing = "only one worker was measured";
    if (missing == NULL && !judged)
        missing = "neither one worker for comparison nor the allocator's mutexes were measured";
    return missing;
}

static double contention(const struct br_summary *summary, const struct br_summary_cell *cell)
{
    double growth = cpu_growth(summary, cell), waited = mutex_wait(summary, cell);
    double loss = law_loss(summary, cell);
    if (waited >= least_mutex_wait)
        return waited;
    if (br_explain_waiting(cell).all >= least_wait) /* waiting threads spin: that is CPU time too */
        return 0;
    if (growth >= least_contention && cell->efficiency <= 1 / (1 + least_contention))
        return growth;
    return loss >= least_contention ? loss : 0;
}

static void tell_contention(const struct br_summary *summary, const struct br_summary_cell *cell,
                            struct br_bottleneck *finding)
{
    double growth = cpu_growth(summary, cell), waited = mutex_wait(summary, cell);
    double loss = law_loss(summary, cell);
    bool by_mutex = waited >= least_mutex_wait;
    if (by_mutex)
        br_explain_claim(finding,
                         "The workers wait %.0f %% of their time for the allocator's locks.",
                         waited * 100);
    else
        br_explain_claim(finding,
                         "%llu workers get in each other's way: their rate is %.0f %% of as many "
                         "times one worker's, though they hardly wait.",
                         (unsigned long long)cell->cell->threads, cell->efficiency * 100);
    if (by_mutex)
        br_explain_add(summary, cell, finding, "time waiting for jemalloc's mutexes", waited * 100,
                       "%", "alloc", "allocation.mutexes");
    br_explain_add(summary, cell, finding, "more CPU time per record than with one worker",
                   growth * 100, "%", "throughput", "samples");
    br_explain_add(summary, cell, finding, "efficiency against one worker", cell->efficiency * 100,
                   "%", "throughput", "samples");
    br_explain_add(summary, cell, finding, "loss by the scaling law", loss * 100, "%", "throughput",
                   "samples");
    if (by_mutex)
        br_explain_confide(cell, finding, BR_CONFIDENCE_HIGH, "the allocator times these waits");
    else if (loss >= least_contention)
        br_explain_confide(cell, finding, BR_CONFIDENCE_HIGH,
                           "the intervals of the scaling law exclude none");
    else
        br_explain_confide(cell, finding, BR_CONFIDENCE_MEDIUM,
                           "CPUs that share a core or a clock show the same");
}

const struct br_rule br_rule_contention = {.name = "contention-bound",
                                           .missing = needs_more_workers,
                                           .strength = contention,
                                           .tell = tell_contention,
                                           .unless = 1u << BR_RULE_OVERSUBSCRIBED |
                                                     1u << BR_RULE_PRODUCER};

/* ---- wait-bound ---- */

static double waiting(const struct br_summary *summary, const struct br_summary_cell *cell)
{
    (void)summary;
    double all = br_explain_waiting(cell).all;
    return all >= least_wait ? all : 0;
}

static void tell_wait(const struct br_summary *summary, const struct br_summary_cell *cell,
                      struct br_bottleneck *finding)
{
    struct br_waiting share = br_explain_waiting(cell);
    br_explain_claim(finding,
                     "%.0f %% of the working threads' time is waiting: %.0f %% for work, %.0f %% "
                     "for each other, %.0f %% inside the workload.",
                     share.all * 100, share.starved * 100, share.blocked * 100, share.inside * 100);
    br_explain_add(summary, cell, finding, "time spent waiting", share.all * 100, "%", "throughput",
                   "workers");
    br_explain_add(summary, cell, finding, "waiting inside the workload", share.inside * 100, "%",
                   "throughput", "samples");
    br_explain_add(summary, cell, finding, "CPUs in use", cell->rate.effective_cpus, "",
                   "throughput", "samples");
    br_explain_add(summary, cell, finding, "imbalance of the workers",
                   cell->workers.imbalance * 100, "%", "throughput", "workers");
    br_explain_confide(cell, finding, BR_CONFIDENCE_HIGH,
                       "waits are timed in the throughput pass itself, CPU time is the kernel's");
}

const struct br_rule br_rule_wait = {.name = "wait-bound",
                                     .missing = br_explain_needs_rate,
                                     .strength = waiting,
                                     .tell = tell_wait,
                                     .unless = 1u << BR_RULE_OVERSUBSCRIBED |
                                               1u << BR_RULE_PRODUCER | 1u << BR_RULE_CONTENTION};
