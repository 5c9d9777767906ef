/* Rules about records: what their CPU time goes into, which of them are slow, what they leave. */
#include <math.h>
#include <string.h>

#include "summary/explain.h"
#include "summary/explain_rules.h"

static const double busy_enough = 0.95;     /* of the working threads' time on a CPU */
static const double allocator_share = 0.20; /* of the CPU samples */
static const double allocation_ns = 80;     /* CPU time per allocation that means the same */
static const double dominant = 0.50;        /* of the working time, in one stage alone */
static const double leak_per_record = 1;    /* bytes */
static const double leak_bytes = 65536;     /* in all */
static const double tail_factor = 10;       /* over the median */

/* ---- allocator-bound ---- */

static bool is_allocator(const struct br_frame *frame)
{
    static const char *const libraries[] = {"libjemalloc", "libbenchrun-alloc"};
    for (size_t i = 0; frame->library != NULL && i < sizeof libraries / sizeof libraries[0]; i++)
        if (strncmp(frame->library, libraries[i], strlen(libraries[i])) == 0)
            return true;
    return false;
}

static bool is_in_allocator(const struct br_stacks *stacks, const struct br_stack *stack)
{
    for (size_t i = 0; i < stack->frames.count; i++)
        if (stack->frames.items[i] < stacks->frames.count &&
            is_allocator(&stacks->frames.items[stack->frames.items[i]]))
            return true;
    return false;
}

/* Of the sampled CPU time; NAN without the cpu pass. */
static double sampled_share(const struct br_summary *summary, const struct br_summary_cell *cell)
{
    const struct br_result *result = br_part_find(summary->profile, cell->cell, "cpu", NULL);
    double all = 0, allocator = 0;
    for (size_t i = 0; result != NULL && i < result->stacks.count; i++) {
        const struct br_stacks *stacks = &result->stacks.items[i];
        if (stacks->kind == NULL || strcmp(stacks->kind, "cpu") != 0)
            continue;
        for (size_t j = 0; j < stacks->stacks.count; j++) {
            const struct br_stack *stack = &stacks->stacks.items[j];
            all += stack->value;
            allocator += is_in_allocator(stacks, stack) ? stack->value : 0;
        }
    }
    return br_part_ratio(allocator, all);
}

static double ns_per_allocation(const struct br_summary_cell *cell)
{
    const struct br_summary_allocation *allocation = &cell->allocation;
    bool counted = allocation->raw != NULL && allocation->state == BR_STATE_COUNTED;
    return counted ? cell->rate.cpu_ns_per_record / allocation->allocations_per_record : NAN;
}

static const char *needs_allocations(const struct br_summary *summary,
                                     const struct br_summary_cell *cell)
{
    const char *missing = br_explain_needs_rate(summary, cell);
    bool counted = cell->allocation.raw != NULL && cell->allocation.state == BR_STATE_COUNTED;
    if (missing == NULL && !counted && !isfinite(sampled_share(summary, cell)))
        missing = "neither the alloc nor the cpu pass has figures";
    return missing;
}

static double allocating(const struct br_summary *summary, const struct br_summary_cell *cell)
{
    double share = sampled_share(summary, cell), each = ns_per_allocation(cell);
    if (!(cell->rate.cpu_ns_per_record >= BR_EXPLAIN_CHEAP_NS))
        return 0;
    if (isfinite(share))
        return share >= allocator_share ? share : 0;
    return each <= allocation_ns ? 1 / each : 0;
}

static void tell_allocator(const struct br_summary *summary, const struct br_summary_cell *cell,
                           struct br_bottleneck *finding)
{
    double share = sampled_share(summary, cell), each = ns_per_allocation(cell);
    if (isfinite(share)) {
        br_explain_claim(finding, "%.0f %% of the CPU time is spent in the allocator.",
                         share * 100);
        br_explain_add(summary, cell, finding, "CPU time in the allocator", share * 100, "%", "cpu",
                       "stacks");
        br_explain_confide(cell, finding, BR_CONFIDENCE_HIGH, "sampled stacks say so");
    } else {
        br_explain_claim(finding,
                         "A record makes %.3g allocations, one for every %.0f ns of its CPU time: "
                         "serving and freeing them is a good part of that.",
                         cell->allocation.allocations_per_record, each);
        br_explain_confide(cell, finding, BR_CONFIDENCE_MEDIUM,
                           "allocations are counted, but their time was not sampled (the cpu pass "
                           "does that)");
    }
    br_explain_add(summary, cell, finding, "CPU time per allocation", each, "ns", "alloc",
                   "allocation.allocations");
    br_explain_add(summary, cell, finding, "allocations", cell->allocation.allocations_per_record,
                   "/record", "alloc", "allocation.allocations");
    br_explain_add(summary, cell, finding, "bytes", cell->allocation.bytes_per_record, "B/record",
                   "alloc", "allocation.allocated_bytes");
}

const struct br_rule br_rule_allocator = {.name = "allocator-bound",
                                          .missing = needs_allocations,
                                          .strength = allocating,
                                          .tell = tell_allocator,
                                          .unless = 1u << BR_RULE_OVERSUBSCRIBED |
                                                    1u << BR_RULE_PRODUCER |
                                                    1u << BR_RULE_CONTENTION | 1u << BR_RULE_WAIT};

/* ---- one-stage-dominant ---- */

/* Of the mode, not of the workload: waiting, handing over, and `process`, which is all of the
 * workload. Framing is the workload's. */
static bool is_of_mode(const struct br_summary_stage *stage)
{
    static const char *const names[] = {"process", "wait", "push", "pop", "index"};
    for (size_t i = 0; stage->depth == 0 && i < sizeof names / sizeof names[0]; i++)
        if (strcmp(stage->name, names[i]) == 0)
            return true;
    return false;
}

/* What no stage waits in, of all threads' time. */
static double working_share(const struct br_summary_stages *stages)
{
    double waiting = stages->waiting_share;
    for (size_t i = 0; i < stages->count; i++)
        waiting += br_part_is_wait(&stages->items[i]) ? stages->items[i].share : 0;
    return 1 - waiting;
}

double br_explain_own_share(const struct br_summary_stages *stages,
                            const struct br_summary_stage *stage)
{
    double own_ns = stage->raw->self_wall_ns;
    double working_ns = stages->thread_ns * working_share(stages);
    return working_ns > 0 ? own_ns / working_ns : NAN;
}

double br_explain_amdahl(double share, double removed)
{
    double part = share > 1 ? 1 : share; /* a share that is unknown leaves the bound unknown */
    return 1 / (1 - part * removed) - 1;
}

static bool is_behind(const struct br_summary_stage *stage, const struct br_summary_stage *previous)
{
    double own_ns = stage->raw->self_wall_ns;
    return previous == NULL || own_ns < previous->raw->self_wall_ns ||
           (own_ns == previous->raw->self_wall_ns && stage > previous);
}

const struct br_summary_stage *br_explain_next_stage(const struct br_summary_stages *stages,
                                                     const struct br_summary_stage *previous)
{
    const struct br_summary_stage *next = NULL;
    for (size_t i = 0; i < stages->count; i++) {
        const struct br_summary_stage *stage = &stages->items[i];
        if (!is_of_mode(stage) && is_behind(stage, previous) &&
            (next == NULL || stage->raw->self_wall_ns > next->raw->self_wall_ns))
            next = stage;
    }
    return next;
}

static const char *needs_stages(const struct br_summary *summary,
                                const struct br_summary_cell *cell)
{
    (void)summary;
    return cell->stages.count > 0 ? NULL : "the stages pass was not run or failed";
}

static double dominance(const struct br_summary *summary, const struct br_summary_cell *cell)
{
    (void)summary;
    const struct br_summary_stage *stage = br_explain_next_stage(&cell->stages, NULL);
    if (stage == NULL || !(stage->self_ns_per_record >= BR_EXPLAIN_CHEAP_NS))
        return 0;
    double share = br_explain_own_share(&cell->stages, stage);
    return share >= dominant ? share : 0;
}

static void tell_stage(const struct br_summary *summary, const struct br_summary_cell *cell,
                       struct br_bottleneck *finding)
{
    const struct br_summary_stages *stages = &cell->stages;
    const struct br_summary_stage *stage = br_explain_next_stage(stages, NULL);
    double share = fmin(1, br_explain_own_share(stages, stage));
    double bound = br_explain_amdahl(share, 0.1);
    br_explain_claim(finding,
                     "The stage %s takes %.0f %% of the working time by itself: a tenth less of it "
                     "raises the rate by %.1f %% at most (Amdahl's law).",
                     stage->raw->path, share * 100, bound * 100);
    br_explain_add(summary, cell, finding, "working time in this stage alone", share * 100, "%",
                   "stages", "stages");
    br_explain_add(summary, cell, finding, "time in this stage alone", stage->self_ns_per_record,
                   "ns/record", "stages", "stages");
    br_explain_add(summary, cell, finding, "bound of the rate without a tenth of it", bound * 100,
                   "%", "stages", "stages");
    br_explain_add(summary, cell, finding, "time of the marks themselves",
                   stages->marks_share * 100, "%", "stages", "stage_pair_cost_ns");
    br_explain_confide(cell, finding,
                       stages->marks_share > 0.1 ? BR_CONFIDENCE_LOW : BR_CONFIDENCE_HIGH,
                       stages->marks_share > 0.1 ? "the marks take a good part of the time"
                                                 : "every call of the stage was timed");
}

const struct br_rule br_rule_stage = {.name = "one-stage-dominant",
                                      .missing = needs_stages,
                                      .strength = dominance,
                                      .tell = tell_stage,
                                      .unless = 1u << BR_RULE_OVERSUBSCRIBED | 1u << BR_RULE_WAIT |
                                                1u << BR_RULE_PRODUCER};

/* ---- cpu-bound ---- */

static double computing(const struct br_summary *summary, const struct br_summary_cell *cell)
{
    (void)summary;
    double busy = 1 - br_explain_waiting(cell).all;
    bool cheap = !(cell->rate.cpu_ns_per_record >= BR_EXPLAIN_CHEAP_NS);
    return busy >= busy_enough && !cheap ? busy : 0;
}

static void tell_cpu(const struct br_summary *summary, const struct br_summary_cell *cell,
                     struct br_bottleneck *finding)
{
    double busy = 1 - br_explain_waiting(cell).all;
    br_explain_claim(finding,
                     "The working threads compute %.0f %% of the time, %.0f ns of CPU time per "
                     "record, and neither the allocator nor one stage stands out in it.",
                     busy * 100, cell->rate.cpu_ns_per_record);
    br_explain_add(summary, cell, finding, "time not spent waiting", busy * 100, "%", "throughput",
                   "samples");
    br_explain_add(summary, cell, finding, "CPU time", cell->rate.cpu_ns_per_record, "ns/record",
                   "throughput", "samples");
    br_explain_add(summary, cell, finding, "CPUs in use", cell->rate.effective_cpus, "",
                   "throughput", "samples");
    br_explain_confide(cell, finding, BR_CONFIDENCE_HIGH, "CPU time is the kernel's");
}

const struct br_rule br_rule_cpu = {
    .name = "cpu-bound",
    .missing = br_explain_needs_rate,
    .strength = computing,
    .tell = tell_cpu,
    .unless = 1u << BR_RULE_OVERSUBSCRIBED | 1u << BR_RULE_PRODUCER | 1u << BR_RULE_CONTENTION |
              1u << BR_RULE_WAIT | 1u << BR_RULE_ALLOCATOR | 1u << BR_RULE_STAGE};

/* ---- memory-growth ---- */

static const char *needs_alloc(const struct br_summary *summary, const struct br_summary_cell *cell)
{
    (void)summary;
    bool counted = cell->allocation.raw != NULL && cell->allocation.state == BR_STATE_COUNTED;
    return counted ? NULL : "the alloc pass has no figures";
}

static double growing_memory(const struct br_summary *summary, const struct br_summary_cell *cell)
{
    (void)summary;
    double left = cell->allocation.left_behind_per_record;
    bool large = (double)cell->allocation.raw->left_behind_bytes >= leak_bytes;
    return left >= leak_per_record && large ? left : 0;
}

static void tell_memory(const struct br_summary *summary, const struct br_summary_cell *cell,
                        struct br_bottleneck *finding)
{
    const struct br_allocation *raw = cell->allocation.raw;
    double left = (double)raw->left_behind_bytes;
    double kept = (double)raw->after_drain.live_bytes - (double)raw->at_start.live_bytes;
    bool stays = kept >= left / 2;
    br_explain_claim(finding,
                     "Every record leaves %.3g B behind: memory grows with the records processed, "
                     "and %s when the workers end.",
                     cell->allocation.left_behind_per_record,
                     stays ? "stays" : "most of it is released");
    br_explain_add(summary, cell, finding, "left behind", cell->allocation.left_behind_per_record,
                   "B/record", "alloc", "allocation.left_behind_bytes");
    br_explain_add(summary, cell, finding, "left behind in all", left, "B", "alloc",
                   "allocation.left_behind_bytes");
    br_explain_add(summary, cell, finding, "more live after the workers' end than at the start",
                   kept, "B", "alloc", "allocation.after_drain.live_bytes");
    finding->confidence = stays ? BR_CONFIDENCE_HIGH : BR_CONFIDENCE_MEDIUM;
    finding->why = br_string_copy(stays ? "every allocation and free is counted"
                                        : "a cache that fills up once looks the same");
}

const struct br_rule br_rule_memory = {.name = "memory-growth",
                                       .missing = needs_alloc,
                                       .strength = growing_memory,
                                       .tell = tell_memory};

/* ---- tail-bound ---- */

static const struct br_summary_latency *service_of(const struct br_summary_cell *cell)
{
    for (size_t i = 0; i < cell->latency_count; i++)
        if (strcmp(cell->latencies[i].raw->kind, "service") == 0)
            return &cell->latencies[i];
    return NULL;
}

/* The highest quantile up to 99.9 % that is the workload's own; 0 where even 99 % is not. */
static size_t tail_quantile(const struct br_summary_latency *service)
{
    for (size_t i = 3; i >= 2; i--)
        if (service->tail[i] == BR_TAIL_WORKLOAD && isfinite(service->ns[i]))
            return i;
    return 0;
}

static const char *needs_tail(const struct br_summary *summary, const struct br_summary_cell *cell)
{
    const struct br_summary_latency *service = service_of(cell);
    (void)summary;
    if (service == NULL)
        return "the latency pass was not run or failed";
    if (service->batched)
        return "records share a time stamp";
    return tail_quantile(service) > 0 ? NULL : "the machine's own interruptions hide the tail";
}

static bool have_something_in_common(const struct br_summary_slowest *slowest)
{
    return slowest->are_longer || slowest->are_fuller || slowest->are_rejected;
}

static double tail_ratio(const struct br_summary *summary, const struct br_summary_cell *cell)
{
    (void)summary;
    const struct br_summary_latency *service = service_of(cell);
    double ratio = br_part_ratio(service->ns[tail_quantile(service)], service->ns[0]);
    bool known = have_something_in_common(&cell->slowest);
    /* A restless machine makes tails that the probe before the run did not see. */
    if (cell->rate.unstable != 0 && !known)
        return 0;
    return ratio >= tail_factor ? ratio : 0;
}

static void tell_tail(const struct br_summary *summary, const struct br_summary_cell *cell,
                      struct br_bottleneck *finding)
{
    const struct br_summary_latency *service = service_of(cell);
    const struct br_summary_slowest *slowest = &cell->slowest;
    size_t quantile = tail_quantile(service);
    const char *name = br_summary_quantile_names[quantile];
    bool known = have_something_in_common(slowest);
    struct br_text text = {0};
    if (slowest->raw != NULL && slowest->kept_cpu > 0)
        br_summary_append_common(slowest, &text);
    else
        br_text_append(&text, "which ones is not recorded");
    br_explain_claim(finding, "The slow records take %.0f times as long as the median (%s): %s.",
                     service->ns[quantile] / service->ns[0], name, br_text_string(&text));
    br_text_release(&text);
    br_explain_add(summary, cell, finding, "slow records over the median",
                   service->ns[quantile] / service->ns[0], "", "latency", "latencies");
    br_explain_add(summary, cell, finding, "p50", service->ns[0], "ns", "latency", "latencies");
    br_explain_add(summary, cell, finding, name, service->ns[quantile], "ns", "latency",
                   "latencies");
    br_explain_add(summary, cell, finding, "median length of the slowest", slowest->bytes_p50, "B",
                   "latency", "slowest");
    br_explain_add(summary, cell, finding, "median length of all", slowest->input_bytes_p50, "B",
                   NULL, "inputs[].record_bytes_p50");
    br_explain_add(summary, cell, finding, "median fields of the slowest", slowest->fields_p50, "",
                   "latency", "slowest");
    br_explain_add(summary, cell, finding, "median fields of all", slowest->input_fields_p50, "",
                   "latency", "record_fields_p50");
    br_explain_confide(cell, finding, known ? BR_CONFIDENCE_HIGH : BR_CONFIDENCE_MEDIUM,
                       known ? "the slowest records have something in common"
                             : "the slowest records have nothing in common that is recorded");
}

const struct br_rule br_rule_tail = {.name = "tail-bound",
                                     .missing = needs_tail,
                                     .strength = tail_ratio,
                                     .tell = tell_tail,
                                     .unless = 1u << BR_RULE_OVERSUBSCRIBED};
