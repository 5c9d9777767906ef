/*
 * Decisions on raw pairs: consecutive pairs are cut into disjoint comparisons, each of which ends
 * where the product's own decision (engine/ab_decide.h), looks and all, ends it, or its time.
 */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "engine/ab.h"
#include "engine/ab_decide.h"
#include "row.h"
#include "stats/distribution.h"

struct tally {
    size_t comparisons;
    size_t verdicts[4];  /* by enum br_trial_verdict */
    size_t five_percent; /* the rule "medians differ by more than 5 %" calls the new side slower,
                            on the same pairs */
    double *seconds;     /* of each comparison, set-up included */
    size_t pairs;        /* of all comparisons */
    size_t unused;       /* pairs in no comparison: too few were left before a break */
};

static double median_of(const struct gate_row *rows, size_t count, bool of_new)
{
    double *values = calloc(count, sizeof *values);
    for (size_t i = 0; i < count; i++)
        values[i] = of_new ? rows[i].new_ns : rows[i].old_ns;
    double median = br_stats_median(values, count);
    free(values);
    return median;
}

static struct br_trial_pair *pairs_of(const struct gate_row *rows, size_t count)
{
    struct br_trial_pair *pairs = calloc(count + 1, sizeof *pairs);
    for (size_t i = 0; i < count; i++)
        pairs[i] = (struct br_trial_pair){.log_ratio = rows[i].log_ratio,
                                          .ended_ns = (uint64_t)(rows[i].pair_ms * 1e6)};
    return pairs;
}

static void count_comparison(struct tally *tally, const struct br_trial_cell *cell,
                             const struct gate_row *rows)
{
    size_t used = cell->pairs.count;
    tally->seconds = realloc(tally->seconds, (tally->comparisons + 1) * sizeof *tally->seconds);
    tally->seconds[tally->comparisons++] = (double)cell->used_ns / 1e9 + rows->setup_ms / 1e3;
    tally->verdicts[cell->verdict]++;
    tally->pairs += used;
    if (median_of(rows, used, true) > 1.05 * median_of(rows, used, false))
        tally->five_percent++;
}

/* What is left of the time after the set-up. */
static double seconds_for_pairs(const struct gate_row *first, double budget_s)
{
    return fmax(budget_s - first->setup_ms / 1e3, 0);
}

/* One comparison from the first of `count` rows on; returns how many it took. */
static size_t compare(const struct gate_row *rows, const struct br_trial_pair *pairs, size_t count,
                      double pairs_s, struct tally *tally)
{
    const struct br_pairs_rule rule = br_pairs_rule_default();
    const struct br_trial trial = {.config = {.time_budget_ns = (uint64_t)(pairs_s * 1e9)},
                                   .effect_percent = 100 * expm1(rule.effect)};
    struct br_trial_cell cell = {0};
    size_t used = br_ab_replay(&trial, &rule, pairs, count, &cell);
    if (used > 0)
        count_comparison(tally, &cell, rows);
    br_shape_release(&br_trial_cell_shape, &cell);
    return used;
}

/* Rows that were measured one right after the other. A comparison begins only where there is enough
 * for the longest: else those that end early would be counted more often than the others. */
static void compare_together(const struct gate_row *rows, size_t count, double budget_s,
                             struct tally *tally)
{
    size_t at = 0, used = 1;
    double left_s = 0;
    struct br_trial_pair *pairs = pairs_of(rows, count);
    for (size_t i = 0; i < count; i++)
        left_s += rows[i].pair_ms / 1e3;
    while (at < count && used > 0 && left_s >= seconds_for_pairs(&rows[at], budget_s)) {
        used = compare(rows + at, pairs + at, count - at, seconds_for_pairs(&rows[at], budget_s),
                       tally);
        for (size_t i = at; i < at + used; i++)
            left_s -= rows[i].pair_ms / 1e3;
        at += used;
    }
    free(pairs);
    tally->unused += count - at;
}

static void compare_all(const char *path, double budget_s, struct tally *tally)
{
    struct gate_rows rows = {0};
    gate_rows_read(path, &rows);
    for (size_t at = 0; at < rows.count;) {
        size_t together = gate_rows_together(&rows, at);
        compare_together(rows.items + at, together, budget_s, tally);
        at += together;
    }
    free(rows.items);
}

static void add_tally(struct tally *sum, const struct tally *tally)
{
    size_t count = sum->comparisons + tally->comparisons;
    sum->seconds = realloc(sum->seconds, (count + 1) * sizeof *sum->seconds);
    for (size_t i = 0; i < tally->comparisons; i++)
        sum->seconds[sum->comparisons++] = tally->seconds[i];
    for (size_t i = 0; i < sizeof sum->verdicts / sizeof sum->verdicts[0]; i++)
        sum->verdicts[i] += tally->verdicts[i];
    sum->five_percent += tally->five_percent;
    sum->pairs += tally->pairs;
    sum->unused += tally->unused;
}

static double percent(size_t part, size_t whole)
{
    return whole > 0 ? 100 * (double)part / (double)whole : NAN;
}

static void print_tally(const char *path, bool is_same, double budget_s, const struct tally *tally)
{
    const char *name = strrchr(path, '/') != NULL ? strrchr(path, '/') + 1 : path;
    size_t slower = tally->verdicts[BR_TRIAL_SLOWER], faster = tally->verdicts[BR_TRIAL_FASTER];
    size_t hits = is_same ? slower + faster : slower;
    if (tally->comparisons == 0) {
        printf("| %s | %.0f s | 0 | | | | | | | | |\n", name, budget_s);
        return;
    }
    struct br_interval bound = br_stats_clopper_pearson(hits, tally->comparisons, 0.90);
    printf("| %s | %.0f s | %zu | %.0f | %zu | %zu | %zu | %zu | %.2f %% (%s %.2f %%) | "
           "%.1f s, %.1f s | %.1f %% |\n",
           name, budget_s, tally->comparisons, (double)tally->pairs / (double)tally->comparisons,
           slower, faster, tally->verdicts[BR_TRIAL_SAME], tally->verdicts[BR_TRIAL_AMBIGUOUS],
           percent(hits, tally->comparisons), is_same ? "at most" : "at least",
           100 * (is_same ? bound.high : bound.low),
           br_stats_median(tally->seconds, tally->comparisons),
           br_stats_quantile(tally->seconds, tally->comparisons, 0.95),
           percent(tally->five_percent, tally->comparisons));
}

int gate_evaluate(int count, char **arguments)
{
    if (count < 3) {
        fprintf(stderr, "usage: gate evaluate aa|slower SECONDS FILE...\n");
        return 2;
    }
    bool is_same = strcmp(arguments[0], "aa") == 0;
    double budget_s = atof(arguments[1]);
    struct tally sum = {0};
    for (int i = 2; i < count; i++) {
        struct tally tally = {0};
        compare_all(arguments[i], budget_s, &tally);
        print_tally(arguments[i], is_same, budget_s, &tally);
        add_tally(&sum, &tally);
        free(tally.seconds);
    }
    print_tally("all of these", is_same, budget_s, &sum);
    fprintf(stderr, "gate: %zu pairs before breaks are in no comparison\n", sum.unused);
    free(sum.seconds);
    return 0;
}
