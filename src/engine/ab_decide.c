/* Deciding a cell of a trial; see ab_decide.h. */
#include "engine/ab_decide.h"

#include <math.h>
#include <stdlib.h>

#include "base/text.h"
#include "base/units.h"
#include "engine/ab.h"

enum { GLANCE_PAIRS_MOST = 100 }; /* a look at so many takes 1 ms */

/* ---- when ---- */

static bool fits_another(const struct br_trial *trial, const struct br_trial_cell *cell)
{
    uint64_t pairs = cell->pairs.count;
    if (trial->pairs_most > 0 && pairs >= trial->pairs_most)
        return false;
    return cell->used_ns + cell->used_ns / pairs <= trial->config.time_budget_ns;
}

/* How many pairs there will be in the end, if the others take as long as those so far. */
static double expected_pairs(const struct br_trial *trial, const struct br_trial_cell *cell)
{
    double fit = (double)trial->config.time_budget_ns * (double)cell->pairs.count /
                 (double)(cell->used_ns > 0 ? cell->used_ns : 1);
    double most = (double)trial->pairs_most;
    return most > 0 && most < fit ? most : fit;
}

/* After one now: those that it is time for before the last pair, and one after that. */
static unsigned looks_to_come(const struct br_trial *trial, const struct br_pairs_rule *rule,
                              const struct br_trial_cell *cell)
{
    unsigned next = (unsigned)cell->looks.count + 1;
    double most = expected_pairs(trial, cell);
    if (next >= rule->looks_most || !fits_another(trial, cell))
        return 0;
    unsigned last = next;
    while (last + 1 < rule->looks_most && (double)br_pairs_at_look(last) < most)
        last++;
    return last + 1 - next;
}

static struct br_pairs_levels levels_now(const struct br_trial *trial,
                                         const struct br_pairs_rule *rule,
                                         const struct br_trial_cell *cell)
{
    struct br_pairs_levels spent = {0};
    for (size_t i = 0; i < cell->looks.count; i++) {
        spent.alarm += cell->looks.items[i].alarm_level;
        spent.same += cell->looks.items[i].same_level;
    }
    return br_pairs_levels_at(rule, spent, looks_to_come(trial, rule, cell));
}

/* ---- the words ---- */

static double percent(double ratio)
{
    return 100 * (ratio - 1);
}

static char *describe_settled(const struct br_trial *trial, const struct br_trial_cell *cell,
                              const struct br_trial_look *look)
{
    if (cell->verdict == BR_TRIAL_SAME)
        return br_string_format("the difference lies between %+.2f %% and %+.2f %%, within the "
                                "effect limit of %.3g %%",
                                percent(look->inner_low), percent(look->inner_high),
                                trial->effect_percent);
    return br_string_format(
        "the new side takes %.2f %% %s (%+.2f %% to %+.2f %%): beyond the effect "
        "limit of %.3g %%, and the interval lies %s zero",
        fabs(percent(look->ratio)), cell->verdict == BR_TRIAL_SLOWER ? "longer" : "less time",
        percent(look->low), percent(look->high), trial->effect_percent,
        cell->verdict == BR_TRIAL_SLOWER ? "above" : "below");
}

static void append_wanted(const struct br_trial_cell *cell, struct br_text *text)
{
    char duration[BR_UNITS_BUFFER];
    uint64_t more = cell->pairs_wanted - cell->pairs.count;
    uint64_t pair_ns = cell->used_ns / cell->pairs.count;
    if (cell->pairs_wanted <= cell->pairs.count) {
        br_text_append(text, cell->pairs_wanted == 0
                                 ? "; the difference is so near the limit that more pairs would "
                                   "hardly settle it"
                                 : "; a few more pairs would settle it");
        return;
    }
    br_units_format_duration(duration, (double)more * (double)pair_ns);
    br_text_format(text, "; about %llu more pair%s (%s) would settle it", (unsigned long long)more,
                   more == 1 ? "" : "s", duration);
}

static char *describe_ambiguous(const struct br_trial *trial, const struct br_trial_cell *cell,
                                const struct br_trial_look *look)
{
    struct br_text text = {0};
    if (isfinite(look->low))
        br_text_format(&text,
                       "the difference lies between %+.2f %% and %+.2f %%: not within the effect "
                       "limit of %.3g %%, nor certainly beyond it",
                       percent(look->low), percent(look->high), trial->effect_percent);
    else
        br_text_format(&text, "%zu pair%s too few to tell", cell->pairs.count,
                       cell->pairs.count == 1 ? " is" : "s are");
    append_wanted(cell, &text);
    return br_text_take(&text);
}

/* ---- the look ---- */

static double *log_ratios(const struct br_trial_cell *cell)
{
    double *ratios = calloc(cell->pairs.count, sizeof *ratios);
    if (ratios == NULL)
        abort();
    for (size_t i = 0; i < cell->pairs.count; i++)
        ratios[i] = cell->pairs.items[i].log_ratio;
    return ratios;
}

static double ratio_of(double log_ratio)
{
    return isfinite(log_ratio) ? exp(log_ratio) : NAN;
}

/* One at all pairs so far; it is not added. */
static struct br_trial_look look_now(const struct br_trial *trial, const struct br_pairs_rule *rule,
                                     const struct br_trial_cell *cell, struct br_pairs_look *look)
{
    struct br_pairs_levels levels = levels_now(trial, rule, cell);
    double *ratios = log_ratios(cell);
    br_pairs_look(ratios, cell->pairs.count, rule->effect, levels, look);
    free(ratios);
    return (struct br_trial_look){
        .pairs = look->pairs,
        .ratio = ratio_of(look->estimate),
        .low = ratio_of(look->alarm.low),
        .high = ratio_of(look->alarm.high),
        .inner_low = ratio_of(look->inner.low),
        .inner_high = ratio_of(look->inner.high),
        .alarm_level = levels.alarm,
        .same_level = levels.same,
        .elapsed_ns = cell->used_ns,
    };
}

struct br_trial_look br_ab_glance(const struct br_trial *trial, const struct br_pairs_rule *rule,
                                  const struct br_trial_cell *cell)
{
    const struct br_trial_looks *looks = &cell->looks;
    size_t count = cell->pairs.count;
    struct br_pairs_look look;
    if (looks->count > 0 &&
        (count > GLANCE_PAIRS_MOST || looks->items[looks->count - 1].pairs == count))
        return looks->items[looks->count - 1];
    return look_now(trial, rule, cell, &look);
}

static uint32_t verdict_of(enum br_pairs_verdict verdict)
{
    static const uint32_t verdicts[] = {[BR_PAIRS_UNDECIDED] = BR_TRIAL_AMBIGUOUS,
                                        [BR_PAIRS_SAME] = BR_TRIAL_SAME,
                                        [BR_PAIRS_SLOWER] = BR_TRIAL_SLOWER,
                                        [BR_PAIRS_FASTER] = BR_TRIAL_FASTER};
    return verdicts[verdict];
}

bool br_ab_decide(const struct br_trial *trial, const struct br_pairs_rule *rule,
                  struct br_trial_cell *cell)
{
    bool is_time = cell->pairs.count == br_pairs_at_look((unsigned)cell->looks.count);
    bool has_room = fits_another(trial, cell);
    bool last = !has_room || cell->looks.count + 1 >= rule->looks_most;
    if (has_room && !is_time)
        return false;
    struct br_pairs_look look;
    const struct br_trial_look now = look_now(trial, rule, cell, &look);
    struct br_trial_look *added = br_list_append(&cell->looks, sizeof *added);
    *added = now;
    cell->verdict = verdict_of(look.verdict);
    if (look.verdict != BR_PAIRS_UNDECIDED)
        cell->reason = describe_settled(trial, cell, added);
    else if (last) {
        cell->pairs_wanted = br_pairs_wanted(&look, rule->effect);
        cell->reason = describe_ambiguous(trial, cell, added);
    }
    return true;
}

size_t br_ab_replay(const struct br_trial *trial, const struct br_pairs_rule *rule,
                    const struct br_trial_pair *pairs, size_t count, struct br_trial_cell *cell)
{
    size_t used = 0;
    while (used < count && cell->reason == NULL) {
        struct br_trial_pair *pair = br_list_append(&cell->pairs, sizeof *pair);
        *pair = pairs[used++];
        cell->used_ns += pair->ended_ns - pair->started_ns;
        br_ab_decide(trial, rule, cell);
    }
    return cell->reason != NULL ? used : 0;
}

uint32_t br_ab_overall(const struct br_trial_cells *cells)
{
    static const uint32_t gravest_first[] = {BR_TRIAL_SLOWER, BR_TRIAL_AMBIGUOUS, BR_TRIAL_FASTER};
    for (size_t v = 0; v < sizeof gravest_first / sizeof gravest_first[0]; v++)
        for (size_t i = 0; i < cells->count; i++)
            if (cells->items[i].verdict == gravest_first[v])
                return gravest_first[v];
    return cells->count > 0 ? BR_TRIAL_SAME : BR_TRIAL_AMBIGUOUS;
}
