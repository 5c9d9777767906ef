/* False alarms of the gate, and what it finds; see gate_alarms.h. */
#include "summary/gate_alarms.h"

#include <math.h>
#include <stdlib.h>

#include "stats/distribution.h"
#include "summary/summary.h"

/* Slowdowns that are tried, in percent. */
static const double shifts[] = {5, 6, 7, 8, 9, 10, 12, 15, 20, 25, 30, 40, 50, 75, 100};
enum { SHIFTS = sizeof shifts / sizeof shifts[0] };

/* Fewer comparisons do not tell nine of ten. */
enum { COMPARISONS_FEWEST = 10 };

/* One side of a comparison. */
struct group {
    double *values;
    double unrest;
};

static double *allocate(size_t count)
{
    double *values = calloc(count + 1, sizeof *values);
    if (values == NULL)
        abort();
    return values;
}

static void make_group(const struct br_trial_pair *pairs, size_t count, double shift,
                       struct group *group)
{
    double *rates = allocate(count);
    struct br_summary_rate rate = {
        .processes = count, .process_records_per_s = rates, .clock_deviation = NAN};
    *group = (struct group){.values = allocate(count)};
    for (size_t i = 0; i < count; i++) {
        group->values[i] = pairs[i].old_ns_per_record * (1 + shift);
        rates[i] = 1e9 / group->values[i];
        rate.sample_ratio = fmax(rate.sample_ratio, pairs[i].old_spread);
    }
    rate.robust_cv = br_stats_robust_cv(group->values, count);
    group->unrest = br_summary_unrest(&rate);
    free(rates);
}

static enum br_stored_verdict compare(const struct br_trial_pair *from,
                                      const struct br_trial_pair *to, size_t count, double shift,
                                      struct br_stored_rule rule)
{
    struct group left, right;
    make_group(from, count, 0, &left);
    make_group(to, count, shift, &right);
    rule.unrest = fmax(left.unrest, right.unrest);
    enum br_stored_verdict verdict =
        br_stats_stored_verdict(left.values, count, right.values, count, &rule);
    free(left.values);
    free(right.values);
    return verdict;
}

/* How many comparisons end with each verdict, the later side being slower by `shift`. */
struct tally {
    uint64_t comparisons;
    uint64_t verdicts[BR_STORED_AMBIGUOUS + 1];
};

static struct tally compare_all(const struct br_trial_pairs *pairs,
                                const struct br_stored_rule *rule, size_t group, double shift)
{
    struct tally tally = {0};
    size_t half = pairs->count / 2;
    for (size_t at = 0; at + group <= half; at += group) {
        const struct br_trial_pair *from = pairs->items + at;
        tally.verdicts[compare(from, from + half, group, shift, *rule)]++;
        tally.comparisons++;
    }
    return tally;
}

/* What is larger is found as well: the first that nine of ten comparisons call slower. */
static double detectable(const struct br_trial_pairs *pairs, const struct br_stored_rule *rule,
                         size_t group)
{
    for (size_t i = 0; i < SHIFTS; i++) {
        struct tally tally = compare_all(pairs, rule, group, shifts[i] / 100);
        if (tally.comparisons < COMPARISONS_FEWEST)
            return NAN;
        if (10 * tally.verdicts[BR_STORED_HIGHER] >= 9 * tally.comparisons)
            return shifts[i];
    }
    return NAN;
}

void br_gate_alarms_learn(const struct br_trial_pairs *pairs, const struct br_stored_rule *rule,
                          uint64_t replicates, struct br_calibration_entry *entry)
{
    struct tally tally = compare_all(pairs, rule, replicates, 0);
    entry->gate_limit_percent = 100 * fmax(rule->limit, rule->floor);
    entry->gate_comparisons = tally.comparisons;
    entry->gate_false_alarms = tally.verdicts[BR_STORED_HIGHER] + tally.verdicts[BR_STORED_LOWER];
    entry->gate_false_alarm_rate_upper =
        br_stats_clopper_pearson(entry->gate_false_alarms, entry->gate_comparisons, 0.90).high;
    entry->gate_detectable_percent = detectable(pairs, rule, replicates);
}
