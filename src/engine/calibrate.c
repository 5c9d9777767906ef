/* What pairs of the same code teach; see calibrate.h. */
#include "engine/calibrate.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/rng.h"
#include "base/text.h"
#include "engine/ab_decide.h"
#include "stats/distribution.h"
#include "stats/stats.h"

enum { DRAWS = 100, MISSED_MOST = DRAWS / 10, SEED = 1 };
static const double covered = 0.95; /* of differences of medians */

/* Slowdowns that are tried, in percent. */
static const double shifts[] = {0.6, 0.7, 0.8, 0.9, 1, 1.2, 1.4, 1.6, 1.8, 2,
                                2.5, 3,   3.5, 4,   5, 6,   8,   10,  15,  20};
enum { SHIFTS = sizeof shifts / sizeof shifts[0] };

struct lesson {
    const struct br_trial_pairs *pairs;
    const struct br_calibrate_rule *rule;
    struct br_trial trial; /* what the decision reads of one */
};

static void *allocate(size_t count, size_t size)
{
    void *memory = calloc(count + 1, size);
    if (memory == NULL)
        abort();
    return memory;
}

/* ---- values of processes ---- */

static double process_spread(const struct br_trial_pairs *pairs)
{
    double *values = allocate(2 * pairs->count, sizeof *values);
    for (size_t i = 0; i < pairs->count; i++) {
        values[2 * i] = pairs->items[i].old_ns_per_record;
        values[2 * i + 1] = pairs->items[i].new_ns_per_record;
    }
    double spread = br_stats_robust_cv(values, 2 * pairs->count);
    free(values);
    return 100 * spread;
}

/* Medians of so many consecutive processes of one side, from each process on. */
static double *running_medians(const struct br_trial_pairs *pairs, size_t group, size_t *count)
{
    double *values = allocate(pairs->count, sizeof *values);
    double *medians = allocate(pairs->count, sizeof *medians);
    *count = pairs->count >= group ? pairs->count - group + 1 : 0;
    for (size_t i = 0; i < pairs->count; i++)
        values[i] = pairs->items[i].old_ns_per_record;
    for (size_t i = 0; i < *count; i++)
        medians[i] = br_stats_median(values + i, group);
    free(values);
    return medians;
}

/* All pairs of groups that have no process in common: what a stored baseline and a later run are.
 */
static double noise_floor(const struct br_trial_pairs *pairs, size_t group)
{
    size_t count, filled = 0;
    double *medians = running_medians(pairs, group, &count);
    double *differences = allocate(count * count / 2, sizeof *differences);
    for (size_t i = 0; i < count; i++)
        for (size_t j = i + group; j < count; j++)
            differences[filled++] = fabs(log(medians[j] / medians[i]));
    double floor = filled > 0 ? expm1(br_stats_quantile(differences, filled, covered)) : NAN;
    free(differences);
    free(medians);
    return 100 * floor;
}

static double median_pair_ns(const struct br_trial_pairs *pairs)
{
    double *values = allocate(pairs->count, sizeof *values);
    for (size_t i = 0; i < pairs->count; i++)
        values[i] = (double)(pairs->items[i].ended_ns - pairs->items[i].started_ns);
    double median = br_stats_median(values, pairs->count);
    free(values);
    return median;
}

/* ---- the paired procedure ---- */

static size_t replay(const struct lesson *lesson, const struct br_trial_pair *pairs, size_t count,
                     uint32_t *verdict)
{
    struct br_trial_cell cell = {0};
    size_t used = br_ab_replay(&lesson->trial, &lesson->rule->pairs, pairs, count, &cell);
    *verdict = cell.verdict;
    br_shape_release(&br_trial_cell_shape, &cell);
    return used;
}

static void count_false_alarms(const struct lesson *lesson, struct br_calibration_entry *entry)
{
    size_t at = 0, used = 1;
    while (at < lesson->pairs->count && used > 0) {
        uint32_t verdict;
        used = replay(lesson, lesson->pairs->items + at, lesson->pairs->count - at, &verdict);
        at += used;
        entry->comparisons += used > 0 ? 1 : 0;
        if (used > 0 && (verdict == BR_TRIAL_SLOWER || verdict == BR_TRIAL_FASTER))
            entry->false_alarms++;
    }
    entry->false_alarm_rate_upper =
        br_stats_clopper_pearson(entry->false_alarms, entry->comparisons, 0.90).high;
}

/* More pairs than fit into the time of a comparison: half of them take the median at least. */
static size_t pairs_to_draw(const struct lesson *lesson, double pair_ns)
{
    size_t looks = br_pairs_at_look(lesson->rule->pairs.looks_most - 1);
    double fit = 4 * (double)lesson->rule->time_budget_ns / pair_ns + 1;
    return fit < (double)looks ? (size_t)fit : looks;
}

static void draw(const struct lesson *lesson, double shift, struct br_random *random,
                 struct br_trial_pair *drawn, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        drawn[i] = lesson->pairs->items[br_random_below(random, lesson->pairs->count)];
        double sign = br_random_below(random, 2) == 1 ? 1 : -1;
        drawn[i].log_ratio = sign * drawn[i].log_ratio + shift;
    }
}

/* In nine of ten draws; over as soon as too many have failed. */
static bool is_found(const struct lesson *lesson, double percent, double pair_ns)
{
    struct br_random random;
    size_t count = pairs_to_draw(lesson, pair_ns), missed = 0;
    struct br_trial_pair *drawn = allocate(count, sizeof *drawn);
    br_random_init(&random, SEED);
    for (size_t i = 0; i < DRAWS && missed <= MISSED_MOST; i++) {
        uint32_t verdict;
        draw(lesson, log1p(percent / 100), &random, drawn, count);
        size_t used = replay(lesson, drawn, count, &verdict);
        missed += used > 0 && verdict == BR_TRIAL_SLOWER ? 0 : 1;
    }
    free(drawn);
    return missed <= MISSED_MOST;
}

/* What is larger is found as well: by halving. Fewer pairs than a first look takes say nothing. */
static double detectable(const struct lesson *lesson, double pair_ns)
{
    size_t low = 0, high = SHIFTS;
    if (lesson->pairs->count < br_pairs_at_look(0))
        return NAN;
    while (low < high) {
        size_t middle = (low + high) / 2;
        if (is_found(lesson, shifts[middle], pair_ns))
            high = middle;
        else
            low = middle + 1;
    }
    return low < SHIFTS ? shifts[low] : NAN;
}

/* ---- the calibration ---- */

static struct br_calibration_entry *entry_of(struct br_calibration *calibration,
                                             const struct br_cell *cell)
{
    const struct br_calibration_entry *known = br_calibration_find(calibration, cell, "throughput");
    if (known == NULL)
        return br_list_append(&calibration->entries, sizeof *known);
    struct br_calibration_entry *entry =
        &calibration->entries.items[known - calibration->entries.items];
    br_shape_release(&br_calibration_entry_shape, entry);
    *entry = (struct br_calibration_entry){0};
    return entry;
}

static void name_entry(const struct br_trial_cell *cell, struct br_calibration_entry *entry)
{
    char label[256];
    if (br_shape_copy(&br_cell_shape, &cell->cell, &entry->cell, NULL) < 0)
        abort();
    entry->mode = br_string_copy(cell->cell.mode);
    entry->workload = br_string_copy(cell->cell.workload);
    entry->label = br_string_copy(br_cell_label(&cell->cell, label, sizeof label));
    entry->measure = br_string_copy("throughput");
}

static void learn_cell(const struct br_trial *trial, const struct br_trial_cell *cell,
                       const struct br_calibrate_rule *rule, struct br_calibration_entry *entry)
{
    const struct lesson lesson = {
        .pairs = &cell->pairs,
        .rule = rule,
        .trial = {.config = {.time_budget_ns = rule->time_budget_ns},
                  .effect_percent = 100 * expm1(rule->pairs.effect)},
    };
    double pair_ns = median_pair_ns(&cell->pairs);
    name_entry(cell, entry);
    entry->processes = 2 * cell->pairs.count;
    entry->samples = trial->config.samples;
    entry->sample_ns = trial->config.sample_ns;
    entry->replicates = rule->replicates;
    entry->pair_ns = cell->pairs.count > 0 ? (uint64_t)pair_ns : 0;
    entry->time_budget_ns = rule->time_budget_ns;
    entry->process_spread_percent = process_spread(&cell->pairs);
    entry->noise_floor_percent = noise_floor(&cell->pairs, rule->replicates);
    count_false_alarms(&lesson, entry);
    entry->detectable_percent = detectable(&lesson, pair_ns);
}

static void replace_text(char **member, const char *text)
{
    free(*member);
    *member = br_string_copy(text);
}

static bool is_other(const char *known, const char *now)
{
    return known != NULL && (now == NULL || strcmp(known, now) != 0);
}

/* What was learnt on another CPU, or another host of that name, says nothing here. */
static void forget_other_machine(const struct br_environment *environment,
                                 struct br_calibration *calibration)
{
    if (is_other(calibration->hostname, environment->hostname) ||
        is_other(calibration->cpu_model, environment->cpu_model)) {
        br_shape_release(&br_calibration_shape, calibration);
        *calibration = (struct br_calibration){0};
    }
}

void br_calibrate_learn(const struct br_trial *trial, const struct br_calibrate_rule *rule,
                        struct br_calibration *calibration)
{
    const struct br_environment *environment = &trial->environment;
    forget_other_machine(environment, calibration);
    calibration->schema_version = BR_CALIBRATION_SCHEMA_VERSION;
    replace_text(&calibration->hostname, environment->hostname);
    replace_text(&calibration->cpu_model, environment->cpu_model);
    replace_text(&calibration->kernel, environment->kernel);
    replace_text(&calibration->created, trial->created);
    replace_text(&calibration->benchrun_version, environment->benchrun_version);
    replace_text(&calibration->command, trial->command);
    for (size_t i = 0; i < trial->cells.count; i++)
        learn_cell(trial, &trial->cells.items[i], rule,
                   entry_of(calibration, &trial->cells.items[i].cell));
}
