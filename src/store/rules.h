/*
 * Rules of a comparison: per measure, what counts as a change and how much it matters.
 *
 * Rules apply in their order, and each says only what it changes: of all that fit a row, the last
 * one to name a limit gives the limit, the last one to name a severity the severity. So a later,
 * narrower rule loosens or tightens an earlier one. The built-in rules always come first; a file
 * adds to them. profiles/rules.yaml in the tree says the same as the built-in ones, with comments.
 *
 * A file is YAML (docs/profiling/gate.md describes it):
 *
 *     false_discovery_rate: 5%
 *     rules:
 *       - {measure: time, mode: concurrent, size: 1k, limit: 15%}
 */
#ifndef BR_STORE_RULES_H
#define BR_STORE_RULES_H

#include "base/mistakes.h"
#include "model/comparison.h"
#include "summary/measures.h"

struct br_rule {
    /* Which rows it fits; NULL and false: all. */
    struct br_texts measures; /* names; none = all */
    char *mode, *workload;
    bool sized;
    uint64_t size; /* BR_SIZE_ALL = `all` */
    char *stage;   /* pattern with * and ?, which fits rows of stages only */
    /* What it says; each counts only where its flag is set. */
    bool limits, limit_is_share;
    double limit; /* a share (0.1 = 10 %), or an amount in the measure's unit */
    bool directs, grades, sorts;
    uint32_t direction; /* enum br_direction */
    uint32_t severity;  /* enum br_severity */
    uint32_t kind;      /* enum br_measure_kind */
};
struct br_rule_list {
    struct br_rule *items;
    size_t count;
};

struct br_rules {
    char *origin; /* "built in", or the file that added to these */
    double false_discovery_rate;
    struct br_rule_list rules;
};

extern const struct br_shape br_rules_shape;

/* The built-in rules into zeroed `rules`. */
void br_rules_built_in(struct br_rules *rules);

/* Adds the rules of a file, or of its content (`file` is then only what it is called). All mistakes
 * are told together, each as "file:line:column: sentence"; with mistakes the rules must not be
 * used. A file that cannot be read is a mistake as well, and so is any in a build without libyaml.
 */
void br_rules_load(const char *file, struct br_rules *rules, struct br_mistakes *mistakes);
void br_rules_parse(const char *data, size_t size, const char *file, struct br_rules *rules,
                    struct br_mistakes *mistakes);

/* What the rules say of one row. */
struct br_ruling {
    enum br_measure_kind kind;
    enum br_direction direction;
    enum br_severity severity;
    bool limit_is_share;
    double limit;
};
struct br_ruling br_rules_apply(const struct br_rules *rules, const char *measure,
                                const char *stage, const struct br_cell *cell);

void br_rules_release(struct br_rules *rules);

#endif
