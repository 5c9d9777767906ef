/*
 * The decision against a stored baseline (stats/stored.h) on process values of one code measured at
 * different times, and where several files are given, under different loads: groups of processes
 * are cut from the files in turn, and each group is held against one that lies half of all groups
 * away. No process is in two comparisons.
 */
#include <stdlib.h>
#include <string.h>

#include "base/list.h"
#include "row.h"
#include "stats/distribution.h"
#include "stats/stored.h"

enum { GROUP = 5 }; /* replicates of a run */

struct group {
    double values[GROUP];
};
struct groups {
    struct group *items;
    size_t count;
};

/* The old sides of consecutive pairs: five processes that ran within seconds, as those of a run do.
 */
static void add_groups(const char *path, struct groups *groups)
{
    struct gate_rows rows = {0};
    gate_rows_read(path, &rows);
    for (size_t at = 0; at + GROUP <= rows.count; at += GROUP) {
        struct group *group = br_list_append(groups, sizeof *group);
        for (size_t i = 0; i < GROUP; i++)
            group->values[i] = rows.items[at + i].old_ns;
    }
    free(rows.items);
}

int gate_stored(int count, char **arguments)
{
    struct groups groups = {0};
    size_t verdicts[4] = {0}; /* by enum br_stored_verdict */
    size_t five_percent = 0;
    const struct br_stored_rule rule = br_stored_rule_default();
    for (int i = 0; i < count; i++)
        add_groups(arguments[i], &groups);
    size_t half = groups.count / 2;
    for (size_t i = 0; i < half; i++) {
        const double *from = groups.items[i].values;
        const double *to = groups.items[half + i].values;
        verdicts[br_stats_stored_verdict(from, GROUP, to, GROUP, &rule)]++;
        five_percent += br_stats_median(to, GROUP) > 1.05 * br_stats_median(from, GROUP) ? 1 : 0;
    }
    size_t alarms = verdicts[BR_STORED_HIGHER] + verdicts[BR_STORED_LOWER];
    struct br_interval bound = br_stats_clopper_pearson(alarms, half, 0.90);
    printf(
        "| stored baseline | %zu | %zu | %zu | %zu | %zu | %.2f %% (at most %.2f %%) | %.1f %% |\n",
        half, verdicts[BR_STORED_HIGHER], verdicts[BR_STORED_LOWER], verdicts[BR_STORED_SAME],
        verdicts[BR_STORED_AMBIGUOUS], half > 0 ? 100 * (double)alarms / (double)half : 0,
        100 * bound.high, half > 0 ? 100 * (double)five_percent / (double)half : 0);
    free(groups.items);
    return 0;
}
