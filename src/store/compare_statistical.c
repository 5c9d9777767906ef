/* Statistical rows: the decision, and the sentence that says how it was reached. */
#include <inttypes.h>
#include <math.h>

#include "store/compare_parts.h"

static double percent_of(double log_ratio)
{
    return 100 * expm1(log_ratio);
}

/* A limit in the measure's unit, as a share of what was. */
static double limit_of(const struct br_ruling *ruling, const struct br_comparison_row *row)
{
    return ruling->limit_is_share ? ruling->limit : ruling->limit / fabs(row->from.value);
}

static struct br_stored_rule rule_for(const struct br_comparison *comparison,
                                      const struct br_statistical *statistical,
                                      const struct br_comparison_row *row)
{
    bool is_time = statistical->facts->family == BR_FAMILY_TIME;
    const struct br_calibration_entry *known = statistical->known;
    bool has_noise = known != NULL && isfinite(known->noise_floor_percent);
    return (struct br_stored_rule){.limit = limit_of(statistical->ruling, row),
                                   .floor = is_time ? BR_STORED_TIME_FLOOR : 0,
                                   .noise = has_noise ? known->noise_floor_percent / 100 : 0,
                                   .level = comparison->false_discovery_rate,
                                   .unrest = is_time ? statistical->unrest : 0};
}

/* ---- the sentence ---- */

static void append_p(const struct br_comparison *comparison, const struct br_comparison_row *row,
                     struct br_text *text)
{
    br_text_format(text, "p = %.2g", row->p_value);
    if (comparison->rows_tested > 1)
        br_text_format(text, ", %.2g among %" PRIu64 " rows", row->p_adjusted,
                       comparison->rows_tested);
}

static void append_limit(const struct br_stored_decision *decision, struct br_text *text)
{
    br_text_append(text, " the limit of ");
    br_compare_append_percent(text, 100 * decision->limit);
}

static void append_decision(const struct br_comparison *comparison,
                            const struct br_stored_decision *decision,
                            const struct br_comparison_row *row, struct br_text *text)
{
    static const char *const beginnings[] = {
        [BR_STORED_WITHIN] = "the interval lies within",
        [BR_STORED_WITHIN_UNTESTED] = "within",
        [BR_STORED_BEYOND] = "beyond",
        [BR_STORED_WIDE] = "within, but the interval reaches beyond",
        [BR_STORED_INSIGNIFICANT] = "beyond",
        [BR_STORED_NOISE] = "beyond",
        [BR_STORED_UNSTABLE] = "beyond",
        [BR_STORED_UNTESTED] = "beyond",
        [BR_STORED_UNKNOWN] = "a value is not above 0, which has no ratio;",
    };
    br_text_append(text, beginnings[decision->why]);
    append_limit(decision, text);
    if (decision->why == BR_STORED_BEYOND || decision->why == BR_STORED_INSIGNIFICANT) {
        br_text_append(text, decision->why == BR_STORED_BEYOND ? ", " : ", but not significant: ");
        append_p(comparison, row, text);
    } else if (decision->why == BR_STORED_WITHIN_UNTESTED || decision->why == BR_STORED_UNTESTED) {
        br_text_format(text,
                       "; %" PRIu64 " and %" PRIu64 " processes, fewer than %d a side, do not "
                       "tell a change from chance",
                       row->from.processes, row->to.processes, BR_STORED_FEWEST);
    } else if (decision->why == BR_STORED_UNSTABLE) {
        br_text_append(text, ", but slow spells of an unstable side reach as far by themselves");
    } else if (decision->why == BR_STORED_NOISE) {
        br_text_append(text, ", but within what this machine reaches by itself");
    }
}

static void append_unstable(unsigned unstable, struct br_text *text)
{
    static const struct {
        unsigned bit;
        const char *what;
    } reasons[] = {{BR_UNSTABLE_PROCESSES, "processes of a side differ by more than 2 %"},
                   {BR_UNSTABLE_SAMPLES, "samples of a process differ by more than 12 %"},
                   {BR_UNSTABLE_RUN_DELAY, "a process waited for its CPU"},
                   {BR_UNSTABLE_CLOCK, "the core clock moved"}};
    const char *before = "; unstable: ";
    for (size_t i = 0; i < sizeof reasons / sizeof reasons[0]; i++) {
        if ((unstable & reasons[i].bit) == 0)
            continue;
        br_text_format(text, "%s%s", before, reasons[i].what);
        before = ", ";
    }
}

static void append_calibration(const struct br_calibration_entry *known, struct br_text *text)
{
    if (isfinite(known->noise_floor_percent)) {
        br_text_format(text,
                       "; calibrated here: medians of %" PRIu64
                       " processes of the same code differ by up to ",
                       known->replicates);
        br_compare_append_percent(text, known->noise_floor_percent);
    }
    if (isfinite(known->detectable_percent))
        br_text_format(text, "; benchrun ab finds %.2g %%", known->detectable_percent);
}

static void append_floor(const struct br_stored_rule *rule, struct br_text *text)
{
    if (rule->limit >= rule->floor)
        return;
    br_text_append(text, "; the rule's ");
    br_compare_append_percent(text, 100 * rule->limit);
    br_text_append(text, " is less than times measured apart from each other can tell");
}

static void explain(const struct br_comparison *comparison,
                    const struct br_statistical *statistical, const struct br_stored_rule *rule,
                    const struct br_stored_decision *decision, struct br_comparison_row *row)
{
    struct br_text text = {0};
    bool is_time = statistical->facts->family == BR_FAMILY_TIME;
    append_decision(comparison, decision, row, &text);
    append_floor(rule, &text);
    if (decision->verdict == BR_STORED_AMBIGUOUS && is_time)
        append_unstable(statistical->unstable, &text);
    if (decision->verdict == BR_STORED_AMBIGUOUS && statistical->known != NULL)
        append_calibration(statistical->known, &text);
    br_compare_reason(row, &text);
}

/* ---- the decision ---- */

static uint64_t processes_wanted(const struct br_comparison *comparison,
                                 const struct br_stored_change *change,
                                 const struct br_stored_rule *rule,
                                 const struct br_stored_decision *decision)
{
    bool more_would_settle =
        decision->why == BR_STORED_WIDE || decision->why == BR_STORED_INSIGNIFICANT;
    double rows = (double)(comparison->rows_tested > 0 ? comparison->rows_tested : 1);
    uint64_t wanted =
        more_would_settle ? br_stored_processes_wanted(change, rule, rule->level / rows) : 0;
    /* As many are there already and did not settle it: the formula knows no better. */
    return wanted > change->from_count && wanted > change->to_count ? wanted : 0;
}

void br_compare_statistical(const struct br_comparison *comparison,
                            const struct br_statistical *statistical, struct br_comparison_row *row)
{
    const struct br_stored_change *change = statistical->change;
    const struct br_stored_rule rule = rule_for(comparison, statistical, row);
    row->delta_percent_low = percent_of(change->interval.low);
    row->delta_percent_high = percent_of(change->interval.high);
    row->p_value = br_stored_p(change);
    row->p_adjusted = statistical->p_adjusted;
    struct br_stored_decision decision = br_stored_decide(change, row->p_adjusted, &rule);
    row->limit_percent = 100 * decision.limit;
    row->limit_absolute = NAN;
    if (decision.verdict == BR_STORED_SAME)
        row->verdict = BR_VERDICT_SAME;
    else if (decision.verdict == BR_STORED_AMBIGUOUS)
        row->verdict = BR_VERDICT_AMBIGUOUS;
    else
        br_compare_change(statistical->facts, decision.verdict == BR_STORED_HIGHER, row);
    row->replicates_needed = processes_wanted(comparison, change, &rule, &decision);
    explain(comparison, statistical, &rule, &decision, row);
}
