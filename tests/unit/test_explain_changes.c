/* What limits a mode now against what limited it in a baseline. */
#include "unit/explain_scene.h"

static const struct br_explanation_change *find_change(const struct br_explanation *explanation,
                                                       const char *rule)
{
    for (size_t i = 0; i < explanation->changes.count; i++)
        if (strcmp(explanation->changes.items[i].rule, rule) == 0)
            return &explanation->changes.items[i];
    fail_msg("no change of %s", rule);
    return NULL;
}

static void changes_are_named(void **state)
{
    (void)state;
    struct scene now, then;
    struct br_error error;
    set_scene(&now);
    set_scene(&then);
    now.fit.grows = then.fit.grows = true;
    then.fit.growth = 0.2;
    now.fit.growth = 0.4;
    now.latencies[1].ns[3] = 8000;
    then.cells[1].workers.starved_share = 0.5;
    explain(&now);
    explain(&then);
    assert_int_equal(br_explain_changes(&now.explanation, &then.explanation, &error), 0);
    assert_int_equal(now.explanation.changes.count, 3);
    assert_string_equal(find_change(&now.explanation, "tail-bound")->change, "appeared");
    assert_string_equal(find_change(&now.explanation, "wait-bound")->change, "disappeared");
    const struct br_explanation_change *moved =
        find_change(&now.explanation, "cost-growing-with-size");
    assert_string_equal(moved->change, "moved");
    assert_true(fabs(moved->before - 20) < 1e-9 && fabs(moved->after - 40) < 1e-9);
    strike(&now);
    strike(&then);
}

static void a_rule_without_a_figure_has_no_unit(void **state)
{
    (void)state;
    static char rule[] = "a-rule", what[] = "time", unit[] = "ns", title[] = "p";
    struct br_evidence evidence = {.what = what, .value = 5, .unit = unit};
    struct br_bottleneck now = {.rule = rule};
    struct br_bottleneck then = {.rule = rule, .evidence = {&evidence, 1}};
    struct br_explanation explanation = {.profile = title, .bottlenecks = {&now, 1}};
    const struct br_explanation baseline = {.profile = title, .bottlenecks = {&then, 1}};
    assert_int_equal(br_explain_changes(&explanation, &baseline, NULL), 0);
    assert_string_equal(explanation.changes.items[0].sentence, "a-rule is as it was");
    explanation.profile = NULL;
    explanation.bottlenecks.count = 0;
    explanation.bottlenecks.items = NULL;
    br_shape_release(&br_explanation_shape, &explanation);
}

/* A figure of another cell has not moved, and a rule that could not be asked has not gone. */
static void what_cannot_be_compared_is_said(void **state)
{
    (void)state;
    static char rule[] = "a-rule", other[] = "b-rule", third[] = "c-rule", title[] = "p";
    static char what[] = "time", unit[] = "%", small[] = "1k", large[] = "5k", reason[] = "no pass";
    struct br_evidence after = {.what = what, .value = 73, .unit = unit};
    struct br_evidence before = {.what = what, .value = 91, .unit = unit};
    struct br_bottleneck now[] = {{.rule = rule, .cell = large, .evidence = {&after, 1}},
                                  {.rule = third, .cell = large, .evidence = {&after, 1}}};
    struct br_bottleneck then[] = {{.rule = rule, .cell = small, .evidence = {&before, 1}},
                                   {.rule = other, .cell = small, .evidence = {&before, 1}}};
    struct br_unjudged not_now = {.rule = other, .reason = reason};
    struct br_unjudged not_then = {.rule = third, .reason = reason};
    struct br_explanation explanation = {
        .profile = title, .bottlenecks = {now, 2}, .unjudged = {&not_now, 1}};
    const struct br_explanation baseline = {
        .profile = title, .bottlenecks = {then, 2}, .unjudged = {&not_then, 1}};
    assert_int_equal(br_explain_changes(&explanation, &baseline, NULL), 0);
    const struct br_explanation_change *changes = explanation.changes.items;
    assert_string_equal(changes[0].change, "elsewhere");
    assert_string_equal(changes[0].sentence,
                        "a-rule is strongest at 5k, and was at 1k: time 73, was 91 %");
    assert_string_equal(changes[1].change, "unknown");
    assert_string_equal(changes[1].sentence,
                        "c-rule speaks, and in the baseline could not be asked "
                        "(no pass): time 73 %");
    assert_string_equal(changes[2].change, "unknown");
    assert_string_equal(changes[2].sentence, "b-rule could not be asked (no pass): time was 91 %");
    explanation.profile = NULL;
    explanation.bottlenecks = (struct br_bottlenecks){0};
    explanation.unjudged = (struct br_unjudged_list){0};
    br_shape_release(&br_explanation_shape, &explanation);
}

static void another_mode_is_no_baseline(void **state)
{
    (void)state;
    struct scene now, then;
    struct br_error error;
    static char single[] = "single";
    set_scene(&now);
    set_scene(&then);
    then.profile.config.mode = single;
    explain(&now);
    explain(&then);
    assert_int_equal(br_explain_changes(&now.explanation, &then.explanation, &error),
                     BR_ERROR_INPUT);
    assert_non_null(strstr(error.message, "the mode is concurrent, that of the baseline single"));
    static char queue[] = "queue", dynamic[] = "dynamic";
    strike(&now);
    strike(&then);
    now.profile.config.strategy = queue;
    then.profile.config = now.profile.config;
    then.profile.config.strategy = dynamic;
    explain(&now);
    explain(&then);
    assert_int_equal(br_explain_changes(&now.explanation, &then.explanation, &error),
                     BR_ERROR_INPUT);
    assert_non_null(strstr(error.message, "the strategy is queue, that of the baseline dynamic"));
    strike(&now);
    strike(&then);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(changes_are_named),
        cmocka_unit_test(a_rule_without_a_figure_has_no_unit),
        cmocka_unit_test(what_cannot_be_compared_is_said),
        cmocka_unit_test(another_mode_is_no_baseline),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
