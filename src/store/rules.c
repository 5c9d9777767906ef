/* Rules: the built-in ones, and which of them fit a row. */
#include "store/rules.h"

#include <fnmatch.h>
#include <string.h>

#include "base/text.h"
#include "model/fields.h"

static const struct br_field rule_fields[] = {
    BR_TEXTS(br_rule, measures),
    BR_TEXT(br_rule, mode),
    BR_TEXT(br_rule, workload),
    BR_FLAG(br_rule, sized),
    BR_COUNT(br_rule, size),
    BR_TEXT(br_rule, stage),
    BR_FLAG(br_rule, limits),
    BR_FLAG(br_rule, limit_is_share),
    BR_NUMBER(br_rule, limit),
    BR_FLAG(br_rule, directs),
    BR_FLAG(br_rule, grades),
    BR_FLAG(br_rule, sorts),
    BR_CHOICE(br_rule, direction, br_direction_names),
    BR_CHOICE(br_rule, severity, br_severity_names),
    BR_CHOICE(br_rule, kind, br_measure_kind_names),
    BR_FIELDS_END,
};
static const struct br_shape br_rule_shape = BR_SHAPE(br_rule, rule_fields);

static const struct br_field rules_fields[] = {
    BR_TEXT(br_rules, origin),
    BR_NUMBER(br_rules, false_discovery_rate),
    BR_LIST(br_rules, rules, br_rule),
    BR_FIELDS_END,
};
const struct br_shape br_rules_shape = BR_SHAPE(br_rules, rules_fields);

/* ---- built in: profiles/rules.yaml without its comments ---- */

enum { NAMES_MOST = 4 };

static const struct built_in {
    const char *measures[NAMES_MOST];
    const char *mode, *stage;
    enum br_measure_kind kind;
    enum br_severity severity;
    double limit; /* a share */
    bool refines; /* says limit and severity only */
} built_in[] = {
    {.measures = {"instructions", "allocations", "allocated-bytes"},
     .kind = BR_MEASURE_EXACT,
     .severity = BR_SEVERITY_ERROR,
     .limit = 0.001},
    {.measures = {"left-behind-bytes", "rejected", "work-digest"},
     .kind = BR_MEASURE_EXACT,
     .severity = BR_SEVERITY_ERROR,
     .limit = 0},
    {.measures = {"heap-peak"},
     .kind = BR_MEASURE_EXACT,
     .severity = BR_SEVERITY_WARNING,
     .limit = 0.001},
    {.measures = {"time", "cpu"},
     .kind = BR_MEASURE_STATISTICAL,
     .severity = BR_SEVERITY_ERROR,
     .limit = 0.1},
    {.measures = {"latency-p50", "latency-p99", "residence-p50", "residence-p99"},
     .kind = BR_MEASURE_STATISTICAL,
     .severity = BR_SEVERITY_WARNING,
     .limit = 0.1},
    {.measures = {"rss-peak"},
     .kind = BR_MEASURE_STATISTICAL,
     .severity = BR_SEVERITY_WARNING,
     .limit = 0.1},
    {.measures = {"latency-p99.9", "residence-p99.9", "stage-time", "stage-self-time"},
     .kind = BR_MEASURE_STATISTICAL,
     .severity = BR_SEVERITY_INFO,
     .limit = 0.1},
    {.measures = {"instructions"},
     .stage = "*",
     .severity = BR_SEVERITY_INFO,
     .limit = 0.001,
     .refines = true},
    {.measures = {"heap-peak"},
     .mode = "concurrent",
     .severity = BR_SEVERITY_INFO,
     .limit = 0.1,
     .refines = true},
};

static const double built_in_false_discovery_rate = 0.05;

void br_rules_built_in(struct br_rules *rules)
{
    rules->origin = br_string_copy("built in");
    rules->false_discovery_rate = built_in_false_discovery_rate;
    for (size_t i = 0; i < sizeof built_in / sizeof built_in[0]; i++) {
        const struct built_in *entry = &built_in[i];
        struct br_rule *rule = br_list_append(&rules->rules, sizeof *rule);
        for (size_t j = 0; j < NAMES_MOST && entry->measures[j] != NULL; j++)
            *(char **)br_list_append(&rule->measures, sizeof(char *)) =
                br_string_copy(entry->measures[j]);
        rule->mode = br_string_copy(entry->mode);
        rule->stage = br_string_copy(entry->stage);
        rule->limits = rule->limit_is_share = rule->grades = true;
        rule->limit = entry->limit;
        rule->severity = (uint32_t)entry->severity;
        rule->directs = rule->sorts = !entry->refines;
        rule->kind = entry->refines ? 0 : (uint32_t)entry->kind;
    }
}

/* ---- applying ---- */

static bool fits_text(const char *wanted, const char *text)
{
    return wanted == NULL || (text != NULL && strcmp(wanted, text) == 0);
}

static bool fits_measure(const struct br_texts *measures, const char *measure)
{
    for (size_t i = 0; i < measures->count; i++)
        if (strcmp(measures->items[i], measure) == 0)
            return true;
    return measures->count == 0;
}

static bool fits(const struct br_rule *rule, const char *measure, const char *stage,
                 const struct br_cell *cell)
{
    return fits_measure(&rule->measures, measure) && fits_text(rule->mode, cell->mode) &&
           fits_text(rule->workload, cell->workload) &&
           (!rule->sized || rule->size == cell->size) &&
           (rule->stage == NULL || (stage != NULL && fnmatch(rule->stage, stage, 0) == 0));
}

struct br_ruling br_rules_apply(const struct br_rules *rules, const char *measure,
                                const char *stage, const struct br_cell *cell)
{
    struct br_ruling ruling = {.kind = BR_MEASURE_EXACT,
                               .direction = BR_DIRECTION_LOWER,
                               .severity = BR_SEVERITY_INFO,
                               .limit_is_share = true};
    for (size_t i = 0; i < rules->rules.count; i++) {
        const struct br_rule *rule = &rules->rules.items[i];
        if (!fits(rule, measure, stage, cell))
            continue;
        if (rule->limits) {
            ruling.limit_is_share = rule->limit_is_share;
            ruling.limit = rule->limit;
        }
        if (rule->directs)
            ruling.direction = (enum br_direction)rule->direction;
        if (rule->grades)
            ruling.severity = (enum br_severity)rule->severity;
        if (rule->sorts)
            ruling.kind = (enum br_measure_kind)rule->kind;
    }
    return ruling;
}

void br_rules_release(struct br_rules *rules)
{
    br_shape_release(&br_rules_shape, rules);
}
