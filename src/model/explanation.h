/*
 * An explanation: what limits one mode, as findings of the rules in docs/profiling/bottlenecks.md,
 * each with the figures that say so. Made from a profile alone; nothing here is measured anew.
 */
#ifndef BR_MODEL_EXPLANATION_H
#define BR_MODEL_EXPLANATION_H

#include "model/shape.h"

/* One figure. */
struct br_evidence {
    char *what;   /* "time in which the workers starved" */
    double value; /* NAN never: what was not measured is not evidence */
    char *unit;   /* "%", "ns/record", "B/record"; "" for a plain ratio or count */
    char *where;  /* its place in the profile: "results[4].workers"; of a pass with several
                     processes the first is named, and all were used */
};
struct br_evidence_list {
    struct br_evidence *items;
    size_t count;
};

enum br_confidence { BR_CONFIDENCE_LOW, BR_CONFIDENCE_MEDIUM, BR_CONFIDENCE_HIGH };
extern const char *const br_confidence_names[];

struct br_bottleneck {
    char *rule;            /* "producer-bound" */
    char *cell;            /* label of the cell that shows it most; the figures are of this one */
    struct br_texts cells; /* labels of the others that show it */
    char *claim;           /* one sentence */
    uint32_t confidence;   /* enum br_confidence */
    char *why;             /* that confidence */
    struct br_evidence_list evidence; /* the first is the one the rule judges by */
};
struct br_bottlenecks {
    struct br_bottleneck *items;
    size_t count;
};

/* A rule that could not be asked. */
struct br_unjudged {
    char *rule;
    char *reason;
};
struct br_unjudged_list {
    struct br_unjudged *items;
    size_t count;
};

/* Against a baseline: a rule that speaks in at least one of the two. */
struct br_explanation_change {
    char *rule;
    char *change;         /* "appeared", "disappeared", "moved", "same"; "elsewhere": another cell
                             shows it most; "unknown": one of the two could not be asked */
    char *what, *unit;    /* the figure that the rule judges by */
    double before, after; /* NAN where the rule did not speak */
    char *sentence;
};
struct br_explanation_changes {
    struct br_explanation_change *items;
    size_t count;
};

struct br_explanation {
    char *profile, *mode, *workload;
    char *strategy;                    /* NULL in single */
    struct br_bottlenecks bottlenecks; /* never empty: "nothing-stands-out" is one */
    struct br_unjudged_list unjudged;
    char *baseline;                        /* NULL: compared with none */
    struct br_explanation_changes changes; /* against the baseline */
};

extern const struct br_shape br_explanation_shape;

#endif
