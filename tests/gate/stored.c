/*
 * The decision against a stored baseline (stats/stored.h) on process values of one code measured at
 * different times with one input, and where several files are given, under different loads: groups
 * of processes are cut from the files, drawn in pairs, and each pair is one comparison. No process
 * is in two comparisons. Which groups are unstable is judged as a summary judges it, by what the
 * data has: how far processes lie apart, and samples of one.
 */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/list.h"
#include "base/rng.h"
#include "row.h"
#include "stats/distribution.h"
#include "stats/stored.h"
#include "summary/summary.h"

enum {
    GROUP = 5,   /* replicates of a run */
    STRIDE = 10, /* pairs from one to the next: five over some ten seconds, as rounds spread those
                    of a run */
    SEED = 1     /* of the drawing */
};

struct group {
    double values[GROUP];
    double unrest;
};
struct groups {
    struct group *items;
    size_t count;
};

struct tally {
    size_t comparisons;
    size_t verdicts[4]; /* by enum br_stored_verdict */
    size_t five_percent;
    size_t far; /* groups whose medians are more than the limit apart */
};

/* One side of five pairs. */
static void add_group(const struct gate_row *rows, bool of_new, struct groups *groups)
{
    struct group *group = br_list_append(groups, sizeof *group);
    double rates[GROUP];
    struct br_summary_rate rate = {
        .processes = GROUP, .process_records_per_s = rates, .clock_deviation = NAN};
    for (size_t i = 0; i < GROUP; i++) {
        const struct gate_row *row = &rows[i * STRIDE];
        group->values[i] = of_new ? row->new_ns : row->old_ns;
        rates[i] = 1e9 / group->values[i];
        rate.sample_ratio = fmax(rate.sample_ratio, of_new ? row->new_spread : row->old_spread);
    }
    rate.robust_cv = br_stats_robust_cv(group->values, GROUP);
    group->unrest = br_summary_unrest(&rate);
}

static void add_groups(const char *path, struct groups *groups)
{
    const size_t window = (size_t)GROUP * STRIDE;
    struct gate_rows rows = {0};
    gate_rows_read(path, &rows);
    for (size_t at = 0; at < rows.count;) {
        size_t together = gate_rows_together(&rows, at);
        for (size_t i = 0; i + window <= together; i += window)
            for (size_t j = 0; j < STRIDE; j++) {
                add_group(rows.items + at + i + j, false, groups);
                add_group(rows.items + at + i + j, true, groups);
            }
        at += together;
    }
    free(rows.items);
}

static void compare(const struct group *from, const struct group *to, struct tally *tally)
{
    struct br_stored_rule rule = br_stored_rule_default();
    rule.unrest = fmax(from->unrest, to->unrest);
    double ratio = br_stats_median(to->values, GROUP) / br_stats_median(from->values, GROUP);
    tally->verdicts[br_stats_stored_verdict(from->values, GROUP, to->values, GROUP, &rule)]++;
    tally->five_percent += ratio > 1.05 ? 1 : 0;
    tally->far += ratio > 1 + rule.limit || ratio < 1 - rule.limit ? 1 : 0;
    tally->comparisons++;
}

static void print_tally(const struct tally *tally)
{
    size_t alarms = tally->verdicts[BR_STORED_HIGHER] + tally->verdicts[BR_STORED_LOWER];
    struct br_interval bound = br_stats_clopper_pearson(alarms, tally->comparisons, 0.90);
    double whole = tally->comparisons > 0 ? (double)tally->comparisons : NAN;
    printf(
        "| stored baseline | %zu | %zu | %zu | %zu | %zu | %.2f %% (at most %.2f %%) | %.1f %% | "
        "%.1f %% |\n",
        tally->comparisons, tally->verdicts[BR_STORED_HIGHER], tally->verdicts[BR_STORED_LOWER],
        tally->verdicts[BR_STORED_SAME], tally->verdicts[BR_STORED_AMBIGUOUS],
        100 * (double)alarms / whole, 100 * bound.high, 100 * (double)tally->five_percent / whole,
        100 * (double)tally->far / whole);
}

int gate_stored(int count, char **arguments)
{
    struct groups groups = {0};
    struct tally tally = {0};
    struct br_random random;
    for (int i = 0; i < count; i++)
        add_groups(arguments[i], &groups);
    br_random_init(&random, SEED);
    br_random_shuffle(groups.items, groups.count, sizeof *groups.items, &random);
    for (size_t i = 0; i + 1 < groups.count; i += 2)
        compare(&groups.items[i], &groups.items[i + 1], &tally);
    print_tally(&tally);
    free(groups.items);
    return 0;
}
