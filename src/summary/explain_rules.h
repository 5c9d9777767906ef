/*
 * The rules an explanation is made by, in the order they are asked. Private to src/summary.
 * Limits stand beside each rule; their reasons are in docs/profiling/bottlenecks.md.
 */
#ifndef BR_SUMMARY_EXPLAIN_RULES_H
#define BR_SUMMARY_EXPLAIN_RULES_H

#include "model/explanation.h"
#include "summary/parts.h"

/* Below so many nanoseconds a record costs not much more than driving it does: what limits there is
 * the harness. */
#define BR_EXPLAIN_CHEAP_NS 100.0

enum br_rule_id {
    BR_RULE_OVERSUBSCRIBED,
    BR_RULE_PRODUCER,
    BR_RULE_CONTENTION,
    BR_RULE_WAIT,
    BR_RULE_ALLOCATOR,
    BR_RULE_STAGE,
    BR_RULE_CPU,
    BR_RULE_MEMORY,
    BR_RULE_TAIL,
    BR_RULE_GROWTH,
    BR_RULE_COUNT
};

struct br_rule {
    const char *name;
    /* Why a cell cannot be asked; NULL when it can. */
    const char *(*missing)(const struct br_summary *summary, const struct br_summary_cell *cell);
    /* How much the cell shows it, to rank cells; 0 = the rule does not speak. */
    double (*strength)(const struct br_summary *summary, const struct br_summary_cell *cell);
    /* Claim, evidence and confidence of a cell for which it speaks. */
    void (*tell)(const struct br_summary *summary, const struct br_summary_cell *cell,
                 struct br_bottleneck *finding);
    unsigned unless; /* bits 1 << enum br_rule_id: silent for a cell where one of these speaks */
};

extern const struct br_rule br_rule_oversubscribed, br_rule_producer, br_rule_contention,
    br_rule_wait, br_rule_allocator, br_rule_stage, br_rule_cpu, br_rule_memory, br_rule_tail,
    br_rule_growth;

/* ---- what rules share ---- */

/* Shares of the workers' time (the producer left out) in the throughput pass. */
struct br_waiting {
    double starved, blocked;
    double
        inside; /* without a CPU though neither starved nor blocked: the workload itself waited */
    double all;
};
struct br_waiting br_explain_waiting(const struct br_summary_cell *cell);

/* The cell of the same series with one worker; NULL when it was not measured or is the cell. */
const struct br_summary_cell *br_explain_alone(const struct br_summary *summary,
                                               const struct br_summary_cell *cell);

/* "the throughput pass was not run or failed" where the cell has no rate; NULL otherwise. */
const char *br_explain_needs_rate(const struct br_summary *summary,
                                  const struct br_summary_cell *cell);

/* Adds a figure; nothing when it is not finite. `pass` and `member` say where it stands. */
void br_explain_add(const struct br_summary *summary, const struct br_summary_cell *cell,
                    struct br_bottleneck *finding, const char *what, double value, const char *unit,
                    const char *pass, const char *member);

/* The claim, printf-like. */
__attribute__((format(printf, 2, 3))) void br_explain_claim(struct br_bottleneck *finding,
                                                            const char *format, ...);

/* The confidence; one less than `confidence` where the cell's rate was unstable, which is said. */
void br_explain_confide(const struct br_summary_cell *cell, struct br_bottleneck *finding,
                        enum br_confidence confidence, const char *why);

#endif
