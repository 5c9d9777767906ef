/* What changed between two explanations; see explain.h. */
#include <math.h>
#include <string.h>

#include "base/text.h"
#include "summary/explain.h"

/* A figure that moved by less than a tenth of itself is called the same: rules are about what
 * limits, and gates are for smaller changes. */
static const double moved_least = 0.10;

static const char *text_of(const char *string)
{
    return string != NULL ? string : "?";
}

static int check_same(const char *what, const char *now, const char *then, struct br_error *error)
{
    if (strcmp(text_of(now), text_of(then)) == 0)
        return 0;
    return br_error_set(error, BR_ERROR_INPUT,
                        "the %s is %s, that of the baseline %s: a profile is only explained "
                        "against a baseline of the same mode, workload and strategy",
                        what, text_of(now), text_of(then));
}

static const struct br_bottleneck *find(const struct br_explanation *explanation, const char *rule)
{
    for (size_t i = 0; i < explanation->bottlenecks.count; i++)
        if (strcmp(explanation->bottlenecks.items[i].rule, rule) == 0)
            return &explanation->bottlenecks.items[i];
    return NULL;
}

static const struct br_evidence *headline(const struct br_bottleneck *finding)
{
    return finding != NULL && finding->evidence.count > 0 ? &finding->evidence.items[0] : NULL;
}

/* Two rules' first figures are comparable when they are the same one. */
static bool same_figure(const struct br_evidence *left, const struct br_evidence *right)
{
    return left != NULL && right != NULL && strcmp(left->what, right->what) == 0;
}

/* A rule that speaks in one of the two, or in both. */
struct speaking {
    const struct br_bottleneck *now, *then; /* NULL: it does not speak there */
    const char *unasked;                    /* why it could not be asked there; NULL: it was */
};

static const char *reason_of(const struct br_explanation *explanation, const char *rule)
{
    for (size_t i = 0; i < explanation->unjudged.count; i++)
        if (strcmp(explanation->unjudged.items[i].rule, rule) == 0)
            return explanation->unjudged.items[i].reason;
    return NULL;
}

static const char *judge(const struct speaking *rule, const struct br_explanation_change *change)
{
    if (rule->unasked != NULL)
        return "unknown";
    if (rule->then == NULL)
        return "appeared";
    if (rule->now == NULL)
        return "disappeared";
    if (strcmp(text_of(rule->now->cell), text_of(rule->then->cell)) != 0)
        return "elsewhere";
    double moved = fabs(change->after - change->before);
    return moved >= moved_least * fabs(change->before) && moved > 0 ? "moved" : "same";
}

static void say_verdict(const struct speaking *rule, const struct br_explanation_change *change,
                        struct br_text *text)
{
    br_text_append(text, change->rule);
    if (rule->unasked != NULL)
        br_text_format(text, "%s could not be asked (%s)",
                       rule->now != NULL ? " speaks, and in the baseline" : "", rule->unasked);
    else if (strcmp(change->change, "same") == 0)
        br_text_append(text, " is as it was");
    else if (rule->now != NULL && rule->then != NULL && strcmp(change->change, "elsewhere") == 0)
        br_text_format(text, " is strongest at %s, and was at %s", text_of(rule->now->cell),
                       text_of(rule->then->cell));
    else
        br_text_format(text, " %s", change->change);
}

static void say(const struct speaking *rule, struct br_explanation_change *change)
{
    struct br_text text = {0};
    say_verdict(rule, change, &text);
    if (isfinite(change->before) && isfinite(change->after))
        br_text_format(&text, ": %s %.3g, was %.3g", change->what, change->after, change->before);
    else if (isfinite(change->after))
        br_text_format(&text, ": %s %.3g", change->what, change->after);
    else if (isfinite(change->before))
        br_text_format(&text, ": %s was %.3g", change->what, change->before);
    bool has_figure = isfinite(change->before) || isfinite(change->after);
    if (has_figure && change->unit != NULL && change->unit[0] != '\0')
        br_text_format(&text, " %s", change->unit);
    change->sentence = br_text_take(&text);
}

static void add(struct br_explanation *explanation, const struct speaking *rule)
{
    struct br_explanation_change *change = br_list_append(&explanation->changes, sizeof *change);
    const struct br_bottleneck *now = rule->now, *then = rule->then;
    const struct br_evidence *after = headline(now), *before = headline(then);
    const struct br_evidence *any = after != NULL ? after : before;
    bool comparable = now == NULL || then == NULL || same_figure(after, before);
    change->rule = br_string_copy(now != NULL ? now->rule : then->rule);
    change->what = br_string_copy(any != NULL ? any->what : NULL);
    change->unit = br_string_copy(any != NULL ? any->unit : NULL);
    change->before = before != NULL && comparable ? before->value : NAN;
    change->after = after != NULL ? after->value : NAN;
    change->change = br_string_copy(judge(rule, change));
    say(rule, change);
}

static int check_baseline(const struct br_explanation *explanation,
                          const struct br_explanation *baseline, struct br_error *error)
{
    int code = check_same("mode", explanation->mode, baseline->mode, error);
    if (code == 0)
        code = check_same("workload", explanation->workload, baseline->workload, error);
    if (code == 0)
        code = check_same("strategy", explanation->strategy, baseline->strategy, error);
    return code;
}

int br_explain_changes(struct br_explanation *explanation, const struct br_explanation *baseline,
                       struct br_error *error)
{
    int code = check_baseline(explanation, baseline, error);
    if (code != 0)
        return code;
    explanation->baseline = br_string_copy(baseline->profile);
    for (size_t i = 0; i < explanation->bottlenecks.count; i++) {
        const struct br_bottleneck *now = &explanation->bottlenecks.items[i];
        if (strcmp(now->rule, BR_EXPLAIN_NOTHING) != 0)
            add(explanation, &(struct speaking){.now = now,
                                                .then = find(baseline, now->rule),
                                                .unasked = reason_of(baseline, now->rule)});
    }
    for (size_t i = 0; i < baseline->bottlenecks.count; i++) {
        const struct br_bottleneck *then = &baseline->bottlenecks.items[i];
        if (strcmp(then->rule, BR_EXPLAIN_NOTHING) != 0 && find(explanation, then->rule) == NULL)
            add(explanation,
                &(struct speaking){.then = then, .unasked = reason_of(explanation, then->rule)});
    }
    return 0;
}
