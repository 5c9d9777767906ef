/*
 * A comparison: rows of verdicts between two profiles of one mode. Data only; src/store makes it,
 * src/report and `--format json` show it.
 *
 * Figures that do not exist are NAN, never 0.
 */
#ifndef BR_MODEL_COMPARISON_H
#define BR_MODEL_COMPARISON_H

#include <stdbool.h>
#include <stdint.h>

#include "model/cell.h"
#include "model/shape.h"

#define BR_COMPARISON_SCHEMA_VERSION 1

enum br_measure_kind {
    BR_MEASURE_EXACT,      /* counted: the same code gives the same figure */
    BR_MEASURE_STATISTICAL /* measured by several processes that differ */
};
extern const char *const br_measure_kind_names[];

enum br_direction { BR_DIRECTION_LOWER, BR_DIRECTION_HIGHER }; /* which is better */
extern const char *const br_direction_names[];

enum br_severity {
    BR_SEVERITY_ERROR,   /* worse fails the gate */
    BR_SEVERITY_WARNING, /* worse is pointed out */
    BR_SEVERITY_INFO     /* only shown */
};
extern const char *const br_severity_names[];

enum br_verdict {
    BR_VERDICT_SAME,
    BR_VERDICT_FASTER, /* times */
    BR_VERDICT_SLOWER,
    BR_VERDICT_FEWER, /* everything else */
    BR_VERDICT_MORE,
    BR_VERDICT_AMBIGUOUS,
    BR_VERDICT_MISSING,    /* only the first profile has it */
    BR_VERDICT_NEW,        /* only the second has it */
    BR_VERDICT_UNSUPPORTED /* could not be measured on a side */
};
extern const char *const br_verdict_names[];

enum br_gate_outcome {
    BR_GATE_PASSED,
    BR_GATE_AMBIGUOUS, /* no regression, but a row of severity error is ambiguous or missing */
    BR_GATE_REGRESSION /* a row of severity error is worse */
};
extern const char *const br_gate_outcome_names[];

/* One of the two profiles. */
struct br_comparison_side {
    char *name;
    char *id;      /* of a reference; NULL: a working profile */
    char *created; /* UTC, ISO 8601 */
    char *hostname;
    char *commit; /* of the folder the run was started in; NULL outside a repository */
    bool dirty;
    char *benchrun_version;
};

struct br_comparison_input {
    struct br_variant variant;
    char *name; /* "synthetic" or the path as the second profile has it */
    uint64_t records;
    uint64_t digest;
};
struct br_comparison_inputs {
    struct br_comparison_input *items;
    size_t count;
};

/* A member of the environment or the configuration in which the profiles differ. */
struct br_mismatch {
    char *field; /* "kernel", "library zlib" */
    char *from;  /* NULL: not there */
    char *to;
    bool exact; /* moves counted figures as well, not only times and memory of the system */
};
struct br_mismatches {
    struct br_mismatch *items;
    size_t count;
};

struct br_comparison_value {
    double value;       /* median over processes */
    double low, high;   /* 95 %; NAN below three processes */
    uint64_t processes; /* behind it */
};

struct br_comparison_row {
    char *label; /* of the cell within its profile: "100k ×2" */
    struct br_cell cell;
    char *measure; /* "time"; "cell" where a whole cell is only on one side */
    char *unit;    /* "ns/record" */
    char *stage;   /* path; NULL: of the whole */
    uint32_t kind; /* enum br_measure_kind */
    uint32_t direction;
    struct br_comparison_value from, to;
    double delta;                                 /* to - from */
    double delta_percent;                         /* of from; NAN where that is 0 */
    double delta_percent_low, delta_percent_high; /* 95 %; NAN where there is no interval */
    double p_value;        /* one-sided, of so large a change where nothing changed; NAN untested */
    double p_adjusted;     /* for the number of rows tested */
    double limit_percent;  /* that counted; NAN where the limit is absolute */
    double limit_absolute; /* in `unit`; NAN where the limit is a share */
    uint32_t severity;
    bool advisory; /* the environment differs: for information, whatever the rules say */
    uint32_t verdict;
    bool worse;                 /* the verdict is a change in the wrong direction */
    char *reason;               /* one sentence */
    uint64_t replicates_needed; /* ambiguous: processes a side that would settle it; 0 = none */
};
struct br_comparison_rows {
    struct br_comparison_row *items;
    size_t count;
};

/* What a stage adds to the change of its cell: its own part, nested stages left out. */
struct br_stage_change {
    char *label;   /* of the cell */
    char *measure; /* "time" or "instructions" */
    char *unit;
    char *stage;     /* path; NULL: what no stage covers */
    double from, to; /* NAN: the stage is not on that side */
    double delta;    /* what is not there counts as nothing here: the deltas add up */
    double share;    /* of the change of the whole cell; NAN where that is none */
};
struct br_stage_changes {
    struct br_stage_change *items; /* by cell and measure, the largest change first */
    size_t count;
};

struct br_verdict_counts {
    uint64_t rows;
    uint64_t same, better, worse, ambiguous, missing, added, unsupported; /* add up to rows */
    uint64_t errors;    /* of `worse`: of severity error */
    uint64_t unsettled; /* of severity error: ambiguous or missing */
};

struct br_comparison {
    uint64_t schema_version;
    struct br_comparison_side from, to;
    char *mode, *workload;
    struct br_comparison_inputs inputs;
    char *rules;                 /* where the rules are from: a path, or "built in" */
    double false_discovery_rate; /* that the verdicts of statistical rows keep to */
    uint64_t rows_tested;        /* together, for that */
    bool advisory;               /* some measures are, for these reasons: */
    struct br_mismatches mismatches;
    struct br_texts remarks; /* sentences worth knowing beside the rows */
    struct br_comparison_rows rows;
    struct br_stage_changes stages;
    struct br_verdict_counts counts;
    uint32_t outcome;
};

extern const struct br_shape br_comparison_shape;

void br_comparison_release(struct br_comparison *comparison);

#endif
