/* Reports of a comparison against golden files; see golden_file.h. */
#include "unit/cmocka_all.h"

#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "compared_profiles.h"
#include "report/comparison.h"
#include "store/compare.h"
#include "unit/golden_file.h"

/* Slower, fewer allocations, another kernel, a stage that is new, a count that is lacking. */
static void make(struct br_comparison *comparison)
{
    struct br_profile from = {0}, to = {0};
    struct br_rules rules = {0};
    struct br_error error = {0};
    compared_profile_fill(&from, "old");
    compared_profile_fill(&to, "new | *hostile*\033[31m");
    compared_profile_slow_down(&to, 1.3);
    struct br_result *alloc = compared_profile_pass(&to, "alloc");
    alloc->allocation.allocations -= 2000;
    alloc->allocation.left_behind_bytes = 16000;
    struct br_result *stages = compared_profile_pass(&to, "stages");
    stages->samples.items[0].wall_ns += 300000;
    stages->stages.items[0].wall_ns += 250000;
    stages->stages.items[0].self_wall_ns += 250000;
    compared_profile_stage(stages, "later", 40000, 40000);
    struct br_instruction_counts *counts =
        &compared_profile_pass(&to, "instructions")->instructions;
    counts->state = BR_STATE_UNSUPPORTED;
    counts->reason = br_string_copy("valgrind is not installed");
    from.environment.kernel = br_string_copy("6.1");
    to.environment.kernel = br_string_copy("6.18");
    br_rules_built_in(&rules);
    if (br_compare(&from, &to, &rules, NULL, comparison, &error) != 0)
        fail_msg("%s", error.message);
    br_rules_release(&rules);
    br_profile_release(&from);
    br_profile_release(&to);
}

static char *shown(const struct br_comparison *comparison)
{
    const struct br_report_style style = {.columns = 200};
    struct br_text text = {0};
    br_report_comparison_terminal(comparison, &style, &text);
    return br_text_take(&text);
}

/* Which row fails the gate, and what the differing environments mean, can be read. */
static void severities_and_differences_are_named(void **state)
{
    (void)state;
    struct br_comparison comparison = {0};
    make(&comparison);
    char *text = shown(&comparison);
    assert_null(strstr(text, "a warning"));
    assert_null(strstr(text, "What differs"));
    free(text);
    for (size_t i = 0; i < comparison.rows.count; i++) {
        comparison.rows.items[i].severity = BR_SEVERITY_WARNING;
        comparison.rows.items[i].advisory = false;
    }
    comparison.advisory = false;
    comparison.stages.items[0].share = -0.001;
    comparison.rows.items[0].delta_percent = 1440;
    text = shown(&comparison);
    assert_non_null(strstr(text, "no change is allowed; a warning, which no gate fails by"));
    assert_non_null(strstr(text, "\nWhat differs\n  · kernel: 6.1 and 6.18"));
    assert_null(strstr(text, " -0 %"));
    assert_non_null(strstr(text, "+1440 %"));
    free(text);
    br_comparison_release(&comparison);
}

static void the_terminal_shows_it(void **state)
{
    (void)state;
    static const struct {
        const char *name;
        struct br_report_style style;
    } styles[] = {{"comparison-terminal.txt", {.columns = 100}},
                  {"comparison-narrow.txt", {.columns = 50}},
                  {"comparison-wide.txt", {.columns = 130}},
                  {"comparison-colour.txt", {.columns = 100, .colour = true}}};
    struct br_comparison comparison = {0};
    make(&comparison);
    for (size_t i = 0; i < sizeof styles / sizeof styles[0]; i++) {
        struct br_text text = {0};
        br_report_comparison_terminal(&comparison, &styles[i].style, &text);
        assert_golden(styles[i].name, br_text_string(&text));
        br_text_release(&text);
    }
    br_comparison_release(&comparison);
}

static void markdown_shows_it(void **state)
{
    (void)state;
    struct br_comparison comparison = {0};
    struct br_text text = {0};
    make(&comparison);
    br_report_comparison_markdown(&comparison, &text);
    assert_golden("comparison.md", br_text_string(&text));
    br_text_release(&text);
    br_comparison_release(&comparison);
}

static void json_holds_it_and_reads_back(void **state)
{
    (void)state;
    struct br_comparison comparison = {0}, back = {0};
    struct br_error error;
    make(&comparison);
    char *json = br_shape_print(&br_comparison_shape, &comparison, true);
    assert_golden("comparison-v1.json", json);
    assert_int_equal(br_shape_parse(&br_comparison_shape, json, strlen(json), &back, &error), 0);
    assert_true(br_shape_equal(&br_comparison_shape, &comparison, &back, NULL, 0));
    free(json);
    br_comparison_release(&comparison);
    br_comparison_release(&back);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(severities_and_differences_are_named),
        cmocka_unit_test(the_terminal_shows_it),
        cmocka_unit_test(markdown_shows_it),
        cmocka_unit_test(json_holds_it_and_reads_back),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
