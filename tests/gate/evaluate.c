/*
 * Decisions on raw pairs: consecutive pairs are cut into disjoint comparisons, each of which ends
 * where the product's own decision (engine/ab_decide.h) ends it, or its time.
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
    double *seconds;     /* of the pairs of each comparison */
    size_t unfinished;   /* pairs at the end of a file that no comparison used up */
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

static void add_pair(struct br_trial_cell *cell, const struct gate_row *row)
{
    struct br_trial_pair *pair = br_list_append(&cell->pairs, sizeof *pair);
    pair->log_ratio = row->log_ratio;
    cell->used_ns += (uint64_t)(row->pair_ms * 1e6);
}

/* One comparison from the first of `count` rows on; returns how many it took, 0 where they end
 * before it does. */
static size_t compare(const struct gate_row *rows, size_t count, uint64_t budget_ns,
                      struct tally *tally)
{
    const struct br_pairs_rule rule = br_pairs_rule_default();
    const struct br_trial trial = {.config = {.time_budget_ns = budget_ns},
                                   .effect_percent = 100 * expm1(rule.effect)};
    struct br_trial_cell cell = {0};
    size_t used = 0;
    while (used < count && cell.reason == NULL) {
        add_pair(&cell, &rows[used++]);
        br_ab_decide(&trial, &rule, &cell);
    }
    bool is_over = cell.reason != NULL;
    if (is_over) {
        tally->seconds[tally->comparisons++] = (double)cell.used_ns / 1e9;
        tally->verdicts[cell.verdict]++;
        if (median_of(rows, used, true) > 1.05 * median_of(rows, used, false))
            tally->five_percent++;
    }
    free(cell.reason);
    free(cell.pairs.items);
    free(cell.looks.items);
    return is_over ? used : 0;
}

static void compare_all(const char *path, uint64_t budget_ns, struct tally *tally)
{
    struct gate_rows rows = {0};
    gate_rows_read(path, &rows);
    size_t at = 0, used = 1;
    tally->seconds = calloc(rows.count + 1, sizeof *tally->seconds);
    while (at < rows.count && used > 0) {
        used = compare(rows.items + at, rows.count - at, budget_ns, tally);
        at += used;
    }
    tally->unfinished = rows.count - at;
    free(rows.items);
}

static double percent(size_t part, size_t whole)
{
    return whole > 0 ? 100 * (double)part / (double)whole : NAN;
}

static void print_tally(const char *path, const char *kind, double budget_s,
                        const struct tally *tally)
{
    const char *name = strrchr(path, '/') != NULL ? strrchr(path, '/') + 1 : path;
    size_t slower = tally->verdicts[BR_TRIAL_SLOWER], faster = tally->verdicts[BR_TRIAL_FASTER];
    bool is_same = strcmp(kind, "aa") == 0;
    size_t hits = is_same ? slower + faster : slower;
    struct br_interval bound = br_stats_clopper_pearson(hits, tally->comparisons, 0.90);
    printf("| %s | %.0f s | %zu | %zu | %zu | %zu | %zu | %.2f %% (%s %.2f %%) | %.1f s, %.1f s | "
           "%.1f %% |\n",
           name, budget_s, tally->comparisons, slower, faster, tally->verdicts[BR_TRIAL_SAME],
           tally->verdicts[BR_TRIAL_AMBIGUOUS], percent(hits, tally->comparisons),
           is_same ? "at most" : "at least", 100 * (is_same ? bound.high : bound.low),
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
    double budget_s = atof(arguments[1]);
    for (int i = 2; i < count; i++) {
        struct tally tally = {0};
        compare_all(arguments[i], (uint64_t)(budget_s * 1e9), &tally);
        print_tally(arguments[i], arguments[0], budget_s, &tally);
        free(tally.seconds);
    }
    return 0;
}
