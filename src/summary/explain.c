/* Asking the rules, and what they share; see explain.h. */
#include "summary/explain.h"

#include <math.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include "summary/explain_rules.h"

static const struct br_rule *rule_at(enum br_rule_id id)
{
    static const struct br_rule *const rules[BR_RULE_COUNT] = {
        [BR_RULE_OVERSUBSCRIBED] = &br_rule_oversubscribed,
        [BR_RULE_PRODUCER] = &br_rule_producer,
        [BR_RULE_CONTENTION] = &br_rule_contention,
        [BR_RULE_WAIT] = &br_rule_wait,
        [BR_RULE_ALLOCATOR] = &br_rule_allocator,
        [BR_RULE_STAGE] = &br_rule_stage,
        [BR_RULE_CPU] = &br_rule_cpu,
        [BR_RULE_MEMORY] = &br_rule_memory,
        [BR_RULE_TAIL] = &br_rule_tail,
        [BR_RULE_GROWTH] = &br_rule_growth,
    };
    return rules[id];
}

/* ---- what rules share ---- */

struct br_waiting br_explain_waiting(const struct br_summary_cell *cell)
{
    struct br_waiting waiting = {0};
    double workers = 0, accounted = 0;
    for (size_t i = 0; i < cell->workers.count; i++) {
        const struct br_summary_worker *worker = &cell->workers.items[i];
        double share = worker->starved_share + worker->blocked_share;
        accounted += isfinite(share) ? share : 0;
        workers += worker->producer ? 0 : 1;
    }
    if (isfinite(cell->workers.starved_share))
        waiting.starved = cell->workers.starved_share;
    if (isfinite(cell->workers.blocked_share))
        waiting.blocked = cell->workers.blocked_share;
    double lanes = cell->lanes > 0 ? (double)cell->lanes : 1;
    double idle = lanes - cell->rate.effective_cpus - lanes * cell->rate.run_delay_share;
    if (isfinite(idle))
        waiting.inside = fmin(1, fmax(0, idle - accounted) / (workers > 0 ? workers : lanes));
    waiting.all = fmin(1, waiting.starved + waiting.blocked + waiting.inside);
    return waiting;
}

const struct br_summary_cell *br_explain_alone(const struct br_summary *summary,
                                               const struct br_summary_cell *cell)
{
    for (size_t i = 0; i < summary->cell_count; i++) {
        const struct br_summary_cell *other = &summary->cells[i];
        if (other != cell && other->cell->threads == 1 && other->rate.processes > 0 &&
            br_part_same_series(other->cell, cell->cell))
            return other;
    }
    return NULL;
}

const char *br_explain_needs_rate(const struct br_summary *summary,
                                  const struct br_summary_cell *cell)
{
    (void)summary;
    return cell->rate.processes > 0 ? NULL : "the throughput pass was not run or failed";
}

void br_explain_add(const struct br_summary *summary, const struct br_summary_cell *cell,
                    struct br_bottleneck *finding, const char *what, double value, const char *unit,
                    const char *pass, const char *member)
{
    if (!isfinite(value))
        return;
    struct br_evidence *evidence = br_list_append(&finding->evidence, sizeof *evidence);
    const struct br_result *result = br_part_find(summary->profile, cell->cell, pass, NULL);
    evidence->what = br_string_copy(what);
    evidence->value = value;
    evidence->unit = br_string_copy(unit);
    evidence->where =
        result != NULL
            ? br_string_format("results[%zu].%s",
                               (size_t)(result - summary->profile->results.items), member)
            : br_string_copy(member);
}

void br_explain_claim(struct br_bottleneck *finding, const char *format, ...)
{
    struct br_text text = {0};
    va_list arguments;
    va_start(arguments, format);
    br_text_format_list(&text, format, arguments);
    va_end(arguments);
    finding->claim = br_text_take(&text);
}

void br_explain_confide(const struct br_summary_cell *cell, struct br_bottleneck *finding,
                        enum br_confidence confidence, const char *why)
{
    bool lowered = cell->rate.unstable != 0 && confidence > BR_CONFIDENCE_LOW;
    finding->confidence = (uint32_t)confidence - (lowered ? 1 : 0);
    finding->why =
        lowered ? br_string_format("%s; the rate was not stable", why) : br_string_copy(why);
}

/* ---- asking ---- */

/* Per cell the rules that spoke so far, as bits. */
struct asked {
    const struct br_summary *summary;
    struct br_explanation *explanation;
    unsigned *spoke;
};

static void note_cell(struct br_bottleneck *finding, const char *label)
{
    *(char **)br_list_append(&finding->cells, sizeof(char *)) = br_string_copy(label);
}

static void tell(struct asked *asked, enum br_rule_id id, const struct br_summary_cell *strongest)
{
    struct br_bottleneck *finding =
        br_list_append(&asked->explanation->bottlenecks, sizeof *finding);
    finding->rule = br_string_copy(rule_at(id)->name);
    finding->cell = br_string_copy(strongest->label);
    for (size_t i = 0; i < asked->summary->cell_count; i++) {
        const struct br_summary_cell *cell = &asked->summary->cells[i];
        if (cell != strongest && (asked->spoke[i] & 1u << id) != 0)
            note_cell(finding, cell->label);
    }
    rule_at(id)->tell(asked->summary, strongest, finding);
}

static void note_unjudged(struct asked *asked, enum br_rule_id id, const char *reason)
{
    struct br_unjudged *unjudged = br_list_append(&asked->explanation->unjudged, sizeof *unjudged);
    unjudged->rule = br_string_copy(rule_at(id)->name);
    unjudged->reason = br_string_copy(reason);
}

static void ask(struct asked *asked, enum br_rule_id id)
{
    const struct br_summary *summary = asked->summary;
    const struct br_rule *rule = rule_at(id);
    const struct br_summary_cell *strongest = NULL;
    const char *reason = "nothing was measured";
    bool was_asked = false;
    double most = 0;
    for (size_t i = 0; i < summary->cell_count; i++) {
        const struct br_summary_cell *cell = &summary->cells[i];
        const char *missing = rule->missing(summary, cell);
        reason = missing != NULL ? missing : reason;
        if (missing != NULL)
            continue;
        was_asked = true;
        double strength = (asked->spoke[i] & rule->unless) == 0 ? rule->strength(summary, cell) : 0;
        if (!(strength > 0))
            continue;
        asked->spoke[i] |= 1u << id;
        strongest = strength > most ? cell : strongest;
        most = fmax(strength, most);
    }
    if (strongest != NULL)
        tell(asked, id, strongest);
    else if (!was_asked)
        note_unjudged(asked, id, reason);
}

static void say_nothing(struct br_explanation *explanation)
{
    struct br_bottleneck *finding = br_list_append(&explanation->bottlenecks, sizeof *finding);
    size_t asked = BR_RULE_COUNT - explanation->unjudged.count;
    finding->rule = br_string_copy(BR_EXPLAIN_NOTHING);
    finding->confidence = asked == BR_RULE_COUNT      ? BR_CONFIDENCE_HIGH
                          : asked > BR_RULE_COUNT / 2 ? BR_CONFIDENCE_MEDIUM
                                                      : BR_CONFIDENCE_LOW;
    br_explain_claim(finding, "No rule found a limit that stands out.");
    finding->why = br_string_format("%zu of %d rules could be asked", asked, BR_RULE_COUNT);
}

void br_explain(const struct br_summary *summary, struct br_explanation *explanation)
{
    struct asked asked = {.summary = summary,
                          .explanation = explanation,
                          .spoke = br_part_allocate(summary->cell_count, sizeof *asked.spoke)};
    explanation->profile = br_string_copy(summary->profile->name);
    explanation->mode = br_string_copy(summary->profile->config.mode);
    explanation->workload = br_string_copy(summary->workload);
    explanation->strategy = br_string_copy(summary->profile->config.strategy);
    for (int id = 0; id < BR_RULE_COUNT; id++)
        ask(&asked, (enum br_rule_id)id);
    if (explanation->bottlenecks.count == 0)
        say_nothing(explanation);
    free(asked.spoke);
}
