/* Comparisons of two profiles: changes put in on purpose, refusals, environments that differ. */
#include "unit/cmocka_all.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "compared_profiles.h"
#include "small_profile.h"
#include "store/compare.h"

struct pair {
    struct br_profile from, to;
    struct br_comparison comparison;
    struct br_error error;
};

static void start(struct pair *pair)
{
    *pair = (struct pair){0};
    compared_profile_fill(&pair->from, "old");
    compared_profile_fill(&pair->to, "new");
}

static int compare(struct pair *pair)
{
    struct br_rules rules = {0};
    br_comparison_release(&pair->comparison);
    br_rules_built_in(&rules);
    int code = br_compare(&pair->from, &pair->to, &rules, NULL, &pair->comparison, &pair->error);
    br_rules_release(&rules);
    return code;
}

static void finish(struct pair *pair)
{
    br_profile_release(&pair->from);
    br_profile_release(&pair->to);
    br_comparison_release(&pair->comparison);
}

static const struct br_comparison_row *row(const struct pair *pair, const char *measure,
                                           const char *stage)
{
    for (size_t i = 0; i < pair->comparison.rows.count; i++) {
        const struct br_comparison_row *found = &pair->comparison.rows.items[i];
        bool same_stage = stage == NULL ? found->stage == NULL
                                        : found->stage != NULL && strcmp(found->stage, stage) == 0;
        if (same_stage && strcmp(found->measure, measure) == 0)
            return found;
    }
    fail_msg("no row %s", measure);
    return NULL;
}

static void a_profile_is_the_same_as_itself(void **state)
{
    (void)state;
    struct pair pair;
    start(&pair);
    assert_int_equal(compare(&pair), 0);
    for (size_t i = 0; i < pair.comparison.rows.count; i++) {
        const struct br_comparison_row *found = &pair.comparison.rows.items[i];
        if (found->verdict != BR_VERDICT_SAME || (isfinite(found->delta) && found->delta != 0))
            fail_msg("%s: %s", found->measure, found->reason);
    }
    assert_true(pair.comparison.rows.count >= 13);
    assert_int_equal(pair.comparison.outcome, BR_GATE_PASSED);
    assert_int_equal(pair.comparison.rows_tested, 3);
    assert_false(pair.comparison.advisory);
    finish(&pair);
}

/* Only of contents that are known may it be said that they are the same. */
static void names_of_inputs_are_told_with_what_is_known_of_them(void **state)
{
    (void)state;
    struct pair pair;
    start(&pair);
    pair.from.config.input = br_string_copy("named");
    pair.to.config.input = br_string_copy("renamed");
    br_list_append(&pair.from.inputs, sizeof *pair.from.inputs.items);
    br_list_append(&pair.to.inputs, sizeof *pair.to.inputs.items);
    assert_int_equal(compare(&pair), 0);
    assert_int_equal(pair.comparison.remarks.count, 1);
    assert_non_null(strstr(pair.comparison.remarks.items[0], "renamed, and the same content"));
    pair.to.inputs.items[0].failure = br_string_copy("unread");
    assert_int_equal(compare(&pair), 0);
    assert_non_null(strstr(pair.comparison.remarks.items[0], "is not known"));
    finish(&pair);
}

static void times_turn_both_ways(void **state)
{
    (void)state;
    struct pair pair;
    start(&pair);
    compared_profile_slow_down(&pair.to, 1.3);
    assert_int_equal(compare(&pair), 0);
    const struct br_comparison_row *time = row(&pair, "time", NULL);
    assert_int_equal(time->verdict, BR_VERDICT_SLOWER);
    assert_true(time->worse && fabs(time->delta_percent - 30) < 0.5);
    assert_true(time->p_value < 0.01 && time->p_adjusted >= time->p_value);
    assert_int_equal(pair.comparison.outcome, BR_GATE_REGRESSION);
    /* Instructions did not move: said. */
    assert_int_equal(pair.comparison.remarks.count, 1);
    assert_non_null(strstr(pair.comparison.remarks.items[0], "layout"));
    compared_profile_slow_down(&pair.from, 2);
    assert_int_equal(compare(&pair), 0);
    assert_int_equal(row(&pair, "time", NULL)->verdict, BR_VERDICT_FASTER);
    assert_false(row(&pair, "time", NULL)->worse);
    assert_int_equal(pair.comparison.outcome, BR_GATE_PASSED);
    finish(&pair);
}

/* The other way round: counts tell what times cannot show. */
static void instructions_alone_are_said_to_have_moved(void **state)
{
    (void)state;
    struct pair pair;
    start(&pair);
    compared_profile_pass(&pair.to, "instructions")->instructions.instructions = 2004000;
    assert_int_equal(compare(&pair), 0);
    assert_int_equal(row(&pair, "instructions", NULL)->verdict, BR_VERDICT_MORE);
    assert_int_equal(row(&pair, "time", NULL)->verdict, BR_VERDICT_SAME);
    assert_int_equal(pair.comparison.remarks.count, 1);
    assert_non_null(strstr(pair.comparison.remarks.items[0], "and the wall time did not"));
    /* Both moved: nothing to wonder at. */
    compared_profile_slow_down(&pair.to, 1.3);
    assert_int_equal(compare(&pair), 0);
    assert_int_equal(pair.comparison.remarks.count, 0);
    finish(&pair);
}

static void small_times_are_never_called(void **state)
{
    (void)state;
    struct pair pair;
    start(&pair);
    compared_profile_slow_down(&pair.to, 1.04);
    assert_int_equal(compare(&pair), 0);
    assert_int_equal(row(&pair, "time", NULL)->verdict, BR_VERDICT_SAME);
    finish(&pair);
}

/* Each count a little above and below, and what that is. */
static void counts_turn_both_ways(void **state)
{
    (void)state;
    static const char *const measures[] = {"allocations", "allocated-bytes", "left-behind-bytes",
                                           "instructions", "heap-peak"};
    for (size_t i = 0; i < sizeof measures / sizeof measures[0]; i++) {
        for (int sign = -1; sign <= 1; sign += 2) {
            struct pair pair;
            start(&pair);
            struct br_allocation *allocation =
                &compared_profile_pass(&pair.to, "alloc")->allocation;
            struct br_instruction_counts *counts =
                &compared_profile_pass(&pair.to, "instructions")->instructions;
            allocation->allocations += (uint64_t)(i == 0 ? sign * 20 : 0);
            allocation->allocated_bytes += (uint64_t)(i == 1 ? sign * 6400 : 0);
            allocation->left_behind_bytes += i == 2 ? sign * 1 : 0;
            counts->instructions += (uint64_t)(i == 3 ? sign * 4000 : 0);
            allocation->live_peak_bytes += (uint64_t)(i == 4 ? sign * 4000 : 0);
            assert_int_equal(compare(&pair), 0);
            const struct br_comparison_row *found = row(&pair, measures[i], NULL);
            if (found->verdict != (sign > 0 ? BR_VERDICT_MORE : BR_VERDICT_FEWER))
                fail_msg("%s: %s", measures[i], found->reason);
            assert_int_equal(found->worse, sign > 0);
            assert_int_equal(pair.comparison.outcome,
                             sign > 0 && i < 4 ? BR_GATE_REGRESSION : BR_GATE_PASSED);
            finish(&pair);
        }
    }
}

static void counts_within_their_limit_are_the_same(void **state)
{
    (void)state;
    struct pair pair;
    start(&pair);
    compared_profile_pass(&pair.to, "instructions")->instructions.instructions += 1000; /* 0.05 % */
    assert_int_equal(compare(&pair), 0);
    assert_int_equal(row(&pair, "instructions", NULL)->verdict, BR_VERDICT_SAME);
    finish(&pair);
}

static void one_process_a_side_is_never_an_alarm(void **state)
{
    (void)state;
    struct pair pair;
    start(&pair);
    compared_profile_pass(&pair.to, "stages")->stages.items[1].wall_ns *= 3;
    assert_int_equal(compare(&pair), 0);
    const struct br_comparison_row *stage = row(&pair, "stage-time", "outer.inner");
    assert_int_equal(stage->verdict, BR_VERDICT_AMBIGUOUS);
    assert_true(isnan(stage->p_value));
    finish(&pair);
}

static void stages_add_up_to_the_change(void **state)
{
    (void)state;
    struct pair pair;
    start(&pair);
    struct br_result *result = compared_profile_pass(&pair.to, "stages");
    result->samples.items[0].wall_ns += 200000;
    result->stages.items[0].wall_ns += 150000;
    result->stages.items[1].wall_ns += 150000;
    result->stages.items[1].self_wall_ns += 150000;
    assert_int_equal(compare(&pair), 0);
    double delta = 0, share = 0;
    assert_int_equal(pair.comparison.stages.count, 3);
    assert_string_equal(pair.comparison.stages.items[0].stage, "outer.inner");
    small_profile_assert_close(pair.comparison.stages.items[0].share, 0.75);
    assert_null(pair.comparison.stages.items[1].stage);
    for (size_t i = 0; i < 3; i++) {
        delta += pair.comparison.stages.items[i].delta;
        share += pair.comparison.stages.items[i].share;
    }
    small_profile_assert_close(delta, 200);
    small_profile_assert_close(share, 1);
    finish(&pair);
}

static void one_sided_rows_are_missing_or_new(void **state)
{
    (void)state;
    struct pair pair;
    start(&pair);
    small_profile_throughput(&pair.from, 5000, 2, 5000, 5);
    small_profile_throughput(&pair.to, 9000, 2, 9000, 5);
    compared_profile_stage(compared_profile_pass(&pair.to, "stages"), "later", 1000, 1000);
    compared_profile_pass(&pair.to, "alloc")->ok = false;
    compared_profile_pass(&pair.to, "instructions")->instructions.state = BR_STATE_UNSUPPORTED;
    assert_int_equal(compare(&pair), 0);
    assert_int_equal(row(&pair, "stage-time", "later")->verdict, BR_VERDICT_NEW);
    assert_true(isnan(row(&pair, "stage-time", "later")->from.value));
    assert_int_equal(row(&pair, "allocations", NULL)->verdict, BR_VERDICT_MISSING);
    assert_int_equal(row(&pair, "instructions", NULL)->verdict, BR_VERDICT_UNSUPPORTED);
    assert_int_equal(row(&pair, "cell", NULL)->verdict, BR_VERDICT_MISSING);
    assert_int_equal(pair.comparison.rows.items[pair.comparison.rows.count - 1].verdict,
                     BR_VERDICT_NEW);
    assert_int_equal(pair.comparison.outcome, BR_GATE_AMBIGUOUS);
    finish(&pair);
}

static void refuse(struct pair *pair, const char *part)
{
    assert_int_equal(compare(pair), BR_ERROR_INPUT);
    if (strstr(pair->error.message, part) == NULL)
        fail_msg("'%s' is not in: %s", part, pair->error.message);
    assert_int_equal(pair->comparison.rows.count, 0);
    finish(pair);
}

static void replace(char **text, const char *by)
{
    free(*text);
    *text = br_string_copy(by);
}

static void what_cannot_be_compared_is_refused(void **state)
{
    (void)state;
    struct pair pair;
    start(&pair);
    replace(&pair.to.config.mode, "single");
    refuse(&pair, "the mode is concurrent and single");
    start(&pair);
    for (size_t i = 0; i < pair.to.results.count; i++)
        replace(&pair.to.results.items[i].cell.workload, "v");
    refuse(&pair, "the workload is w and v");
    start(&pair);
    pair.to.inputs.items[0].digest = 99;
    refuse(&pair, "the content of the input is");
    start(&pair);
    for (size_t i = 0; i < pair.to.results.count; i++)
        pair.to.results.items[i].work.witness = 5;
    refuse(&pair, "witness is 0x0000000000000000 and 0x0000000000000005");
    start(&pair);
    compared_profile_pass(&pair.to, "verify")->work.digest = 8;
    refuse(&pair, "digest is 0x0000000000000007 and 0x0000000000000008");
    start(&pair);
    for (size_t i = 0; i < pair.to.results.count; i++)
        pair.to.results.items[i].cell.threads = 3;
    refuse(&pair, "no cell in common");
}

/* What differs, and whether it takes counts along. */
static void environments_that_differ_make_advisory(void **state)
{
    (void)state;
    static const struct {
        size_t member;
        bool exact;
    } members[] = {
        {offsetof(struct br_environment, hostname), false},
        {offsetof(struct br_environment, cpu_model), false},
        {offsetof(struct br_environment, kernel), false},
        {offsetof(struct br_environment, governor), false},
        {offsetof(struct br_environment, virtualisation), false},
        {offsetof(struct br_environment, compiler), true},
        {offsetof(struct br_environment, compiler_flags), true},
        {offsetof(struct br_environment, jemalloc_settings), true},
    };
    for (size_t i = 0; i < sizeof members / sizeof members[0]; i++) {
        struct pair pair;
        start(&pair);
        compared_profile_slow_down(&pair.to, 1.5);
        compared_profile_pass(&pair.to, "alloc")->allocation.allocations += 1000;
        replace((char **)((char *)&pair.to.environment + members[i].member), "another");
        assert_int_equal(compare(&pair), 0);
        const struct br_comparison_row *time = row(&pair, "time", NULL);
        const struct br_comparison_row *counts = row(&pair, "allocations", NULL);
        assert_int_equal(pair.comparison.mismatches.count, 1);
        assert_int_equal(time->verdict, BR_VERDICT_SLOWER);
        assert_true(time->advisory && time->severity == BR_SEVERITY_WARNING);
        assert_int_equal(counts->verdict, BR_VERDICT_MORE);
        assert_int_equal(counts->advisory, members[i].exact);
        assert_int_equal(pair.comparison.outcome,
                         members[i].exact ? BR_GATE_PASSED : BR_GATE_REGRESSION);
        finish(&pair);
    }
}

static void another_library_makes_everything_advisory(void **state)
{
    (void)state;
    struct pair pair;
    start(&pair);
    struct br_library *library = br_list_append(&pair.to.environment.libraries, sizeof *library);
    library->name = br_string_copy("zlib");
    library->version = br_string_copy("1.3");
    assert_int_equal(compare(&pair), 0);
    assert_string_equal(pair.comparison.mismatches.items[0].field, "library zlib");
    assert_true(row(&pair, "instructions", NULL)->advisory);
    finish(&pair);
}

static void a_calibrated_noise_floor_explains(void **state)
{
    (void)state;
    struct pair pair;
    struct br_rules rules = {0};
    start(&pair);
    compared_profile_slow_down(&pair.to, 1.15);
    struct br_calibration_entry entry = {.cell = pair.from.results.items[0].cell,
                                         .measure = (char *)"throughput",
                                         .replicates = 5,
                                         .noise_floor_percent = 20,
                                         .detectable_percent = NAN};
    const struct br_calibration calibration = {.hostname = (char *)"host", .entries = {&entry, 1}};
    br_rules_built_in(&rules);
    assert_int_equal(br_compare(&pair.from, &pair.to, &rules, &calibration, &pair.comparison, NULL),
                     0);
    assert_int_equal(row(&pair, "time", NULL)->verdict, BR_VERDICT_AMBIGUOUS);
    assert_non_null(strstr(row(&pair, "time", NULL)->reason, "differ by up to 20 %"));
    assert_int_equal(compare(&pair), 0);
    assert_int_equal(row(&pair, "time", NULL)->verdict, BR_VERDICT_SLOWER);
    br_rules_release(&rules);
    finish(&pair);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_profile_is_the_same_as_itself),
        cmocka_unit_test(names_of_inputs_are_told_with_what_is_known_of_them),
        cmocka_unit_test(times_turn_both_ways),
        cmocka_unit_test(instructions_alone_are_said_to_have_moved),
        cmocka_unit_test(small_times_are_never_called),
        cmocka_unit_test(counts_turn_both_ways),
        cmocka_unit_test(counts_within_their_limit_are_the_same),
        cmocka_unit_test(one_process_a_side_is_never_an_alarm),
        cmocka_unit_test(stages_add_up_to_the_change),
        cmocka_unit_test(one_sided_rows_are_missing_or_new),
        cmocka_unit_test(what_cannot_be_compared_is_refused),
        cmocka_unit_test(environments_that_differ_make_advisory),
        cmocka_unit_test(another_library_makes_everything_advisory),
        cmocka_unit_test(a_calibrated_noise_floor_explains),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
