/* The tree of stages, whose parts add up to all threads' time, and the cost of synchronisation. */
#include "unit/cmocka_all.h"

#include <math.h>
#include <string.h>

#include "base/text.h"
#include "small_profile.h"
#include "summary/stacks.h"
#include "summary/stage_tree.h"

/* 1,000 records; two threads of 1,000 µs each, so 2,000 ns of thread time per record. */
static void make_profile(struct br_profile *profile)
{
    static const struct {
        const char *path;
        double wall_us, self_us;
    } stages[] = {{"frame", 100, 100}, {"push", 50, 50},       {"pop", 300, 300},
                  {"wait", 200, 200},  {"process", 1000, 400}, {"process.parse", 600, 600}};
    small_profile_start(profile);
    struct br_result *result = small_profile_add(profile, "stages", 1000, 2);
    small_profile_sample(result, 1000, 1);
    small_profile_worker(result, 1000000, 300000, 100000, false);
    small_profile_worker(result, 1000000, 0, 200000, true);
    for (size_t i = 0; i < sizeof stages / sizeof stages[0]; i++) {
        struct br_stage_result *stage = br_list_append(&result->stages, sizeof *stage);
        stage->path = br_string_copy(stages[i].path);
        stage->calls = 1000;
        stage->wall_ns = stages[i].wall_us * 1000;
        stage->self_wall_ns = stages[i].self_us * 1000;
    }
}

static double total_of(const struct br_stack_views *views, const char *label)
{
    for (size_t i = 0; i < views->function_count; i++)
        if (strcmp(views->functions[i].label, label) == 0)
            return views->functions[i].total;
    fail_msg("no stage %s", label);
    return NAN;
}

static void parts_add_up_to_all_threads_time(void **state)
{
    (void)state;
    struct br_profile profile = {0};
    struct br_summary summary = {0};
    struct br_stacks stacks = {0};
    struct br_stack_views views;
    make_profile(&profile);
    small_profile_summarise(&profile, &summary);
    br_stage_tree(&summary.cells[0], &stacks);
    assert_true(br_stack_views_make(&stacks, NULL, &views));
    small_profile_assert_close(views.total, 2000);
    small_profile_assert_close(total_of(&views, "process"), 1000);
    small_profile_assert_close(total_of(&views, "parse"), 600);
    small_profile_assert_close(total_of(&views, "(waiting, in no stage)"), 100);
    small_profile_assert_close(total_of(&views, "(working, in no stage)"), 250);
    for (size_t i = 0; i < views.function_count; i++) {
        const struct br_function *function = &views.functions[i];
        if (function->frame == NULL) /* the harness, which is not in it */
            continue;
        bool is_workload =
            strcmp(function->label, "process") == 0 || strcmp(function->label, "parse") == 0;
        assert_string_equal(function->library,
                            is_workload ? BR_STAGE_TREE_WORKLOAD : BR_STAGE_TREE_MODE);
    }
    br_stack_views_release(&views);
    br_shape_release(&br_stacks_shape, &stacks);
    small_profile_finish(&profile, &summary);
}

static void synchronisation_is_what_the_mode_spends_on_it(void **state)
{
    (void)state;
    struct br_profile profile = {0};
    struct br_summary summary = {0};
    make_profile(&profile);
    small_profile_summarise(&profile, &summary);
    struct br_stage_sync sync = br_stage_sync_cost(&summary.cells[0]);
    small_profile_assert_close(sync.push, 50);
    small_profile_assert_close(sync.pop, 300);
    small_profile_assert_close(sync.wait, 200);
    small_profile_assert_close(sync.elsewhere, 100);
    small_profile_assert_close(sync.index, 0);
    small_profile_assert_close(sync.all, 650);
    small_profile_assert_close(sync.share, 650.0 / 2000);
    small_profile_finish(&profile, &summary);
}

static void without_stages_there_is_no_tree(void **state)
{
    (void)state;
    struct br_profile profile = {0};
    struct br_summary summary = {0};
    struct br_stacks stacks = {0};
    small_profile_start(&profile);
    small_profile_throughput(&profile, 1000, 1, 1000, 2);
    small_profile_summarise(&profile, &summary);
    br_stage_tree(&summary.cells[0], &stacks);
    assert_int_equal(stacks.stacks.count, 0);
    assert_true(isnan(br_stage_sync_cost(&summary.cells[0]).all));
    small_profile_finish(&profile, &summary);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(parts_add_up_to_all_threads_time),
        cmocka_unit_test(synchronisation_is_what_the_mode_spends_on_it),
        cmocka_unit_test(without_stages_there_is_no_tree),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
