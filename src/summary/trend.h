/*
 * Trends: measures of cells over the profiles of one mode on one host, in the order of time, and
 * where their level changed.
 *
 * One set of trends speaks of one mode, workload and host, those of the profile that is looked at;
 * and one series of one input and one amount of work. Profiles that differ are left out, each with
 * the reason. Pure functions; trends borrow from their history, which must outlive them.
 */
#ifndef BR_SUMMARY_TREND_H
#define BR_SUMMARY_TREND_H

#include "base/text.h"
#include "model/history.h"
#include "stats/change.h"
#include "summary/measures.h"

struct br_trend_point {
    const struct br_history_entry *entry;
    double value;
};

struct br_trend {
    const struct br_history_cell *cell; /* of the profile that sets input and work */
    const struct br_measure_facts *measure;
    struct br_trend_point *points; /* [count] by time; at least one */
    size_t count;
    struct br_level_change *changes; /* [change_count]; the index is of the first point after it */
    size_t change_count;
};

/* Profiles that are in no series, or (the reason then begins with a cell) not in one of them. */
struct br_trend_omission {
    char *reason;
    struct br_texts names; /* their files below the folder of profiles */
};

struct br_trends {
    const struct br_history_entry *like; /* the profile that sets mode, workload and host; NULL: no
                                            profile is as asked for, and there are no trends */
    struct br_change_rule rule;
    struct br_trend *items; /* by cell, then by measure */
    size_t count;
    size_t profile_count; /* in at least one series */
    struct br_trend_omission *omissions;
    size_t omission_count;
};

/* What is asked for. NULL and empty lists stand for all, but measures: for time alone. */
struct br_trend_filter {
    const char *mode, *workload, *hostname; /* of the newest profile that has them */
    struct br_texts cells;                  /* labels, with x or × for the threads */
    struct br_texts measures;
    bool archived;        /* archived references, too */
    bool references_only; /* no working profiles, except `like` */
    const char *like;     /* name of the profile to be looked at; NULL: the newest */
};

/* A promoted profile and the working one it was made from are one point. `trends` is zeroed by the
 * caller and released by it. */
void br_trends_make(const struct br_history *history, const struct br_trend_filter *filter,
                    const struct br_change_rule *rule, struct br_trends *trends);
void br_trends_release(struct br_trends *trends);

/* The order of time: below, at or above zero, as strcmp. Of the same moment references come first.
 */
int br_trend_compare_entries(const struct br_history_entry *left,
                             const struct br_history_entry *right);

/* What else is different between two profiles and may move figures, "kernel, compiler flags";
 * nothing when that is nothing. */
void br_trend_differences(const struct br_history_entry *from, const struct br_history_entry *to,
                          struct br_text *text);

#endif
