/* Trends of histories whose changes are known, and what never enters a series. */
#include "unit/cmocka_all.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "summary/cell_names.h"
#include "summary/trend.h"
#include "trend_scene.h"

struct scene {
    struct br_history history;
    struct br_trend_filter filter;
    struct br_change_rule rule;
    struct br_trends trends;
};

static void start(struct scene *scene)
{
    *scene = (struct scene){.rule = br_change_rule_default};
    trend_scene_start(&scene->history);
}

static void look(struct scene *scene)
{
    br_trends_release(&scene->trends);
    br_trends_make(&scene->history, &scene->filter, &scene->rule, &scene->trends);
}

static void finish(struct scene *scene)
{
    br_trends_release(&scene->trends);
    br_shape_release(&br_history_shape, &scene->history);
}

static struct br_history_entry *entry(struct scene *scene, size_t index)
{
    return &scene->history.entries.items[index];
}

/* The names left out for a reason that has this text in it; 0 when there is no such reason. */
static size_t left_out(const struct scene *scene, const char *reason)
{
    for (size_t i = 0; i < scene->trends.omission_count; i++)
        if (strstr(scene->trends.omissions[i].reason, reason) != NULL)
            return scene->trends.omissions[i].names.count;
    return 0;
}

/* ---- changes ---- */

static void a_planted_step_is_found_at_its_place(void **state)
{
    (void)state;
    struct scene scene;
    start(&scene);
    trend_scene_add_level(&scene.history, 18, 1000);
    trend_scene_add_level(&scene.history, 12, 1060);
    look(&scene);
    assert_int_equal(scene.trends.count, 1);
    assert_int_equal(scene.trends.profile_count, 30);
    const struct br_trend *trend = &scene.trends.items[0];
    assert_string_equal(trend->measure->name, "time");
    assert_int_equal(trend->change_count, 1);
    assert_int_equal(trend->changes[0].index, 18);
    assert_string_equal(trend->points[18].entry->name, "day-018");
    assert_true(fabs(trend->changes[0].after / trend->changes[0].before - 1.06) < 0.005);
    finish(&scene);
}

/* Files come by name, not by time. */
static void the_order_is_that_of_time(void **state)
{
    (void)state;
    struct scene scene;
    start(&scene);
    trend_scene_add_level(&scene.history, 20, 1000);
    for (size_t i = 0; i < 20; i++) {
        char *created = br_string_format("2024-01-%02zuT00:00:00Z", 20 - i);
        trend_scene_set(&entry(&scene, i)->created, created);
        entry(&scene, i)->cells.items[0].values.items[0] *= i < 10 ? 1.1 : 1;
        free(created);
    }
    look(&scene);
    assert_string_equal(scene.trends.like->name, "day-000");
    assert_int_equal(scene.trends.items[0].change_count, 1);
    assert_int_equal(scene.trends.items[0].changes[0].index, 10);
    assert_string_equal(scene.trends.items[0].points[0].entry->name, "day-019");
    finish(&scene);
}

static void noise_has_no_change(void **state)
{
    (void)state;
    struct scene scene;
    start(&scene);
    trend_scene_add_level(&scene.history, 200, 1000);
    look(&scene);
    assert_int_equal(scene.trends.items[0].count, 200);
    assert_int_equal(scene.trends.items[0].change_count, 0);
    finish(&scene);
}

static size_t changes_with(struct scene *scene, size_t window, double probability, double magnitude)
{
    scene->rule = (struct br_change_rule){window, probability, magnitude};
    look(scene);
    return scene->trends.items[0].change_count;
}

static void the_rule_decides_what_a_change_is(void **state)
{
    (void)state;
    struct scene scene;
    start(&scene);
    trend_scene_add_level(&scene.history, 20, 1000);
    trend_scene_add_level(&scene.history, 20, 1015);
    assert_int_equal(changes_with(&scene, 50, 0.001, 0.01), 1);
    assert_int_equal(changes_with(&scene, 50, 0.001, 0.02), 0);
    assert_int_equal(changes_with(&scene, 50, 1e-300, 0.01), 0);
    /* A window of 4 has two values on either side, which cannot be as sure as that. */
    assert_int_equal(changes_with(&scene, 50, 1e-9, 0.01), 1);
    assert_int_equal(changes_with(&scene, 4, 1e-9, 0.01), 0);
    finish(&scene);
}

/* ---- what belongs together ---- */

static void what_differs_is_left_out_and_named(void **state)
{
    (void)state;
    struct scene scene;
    start(&scene);
    trend_scene_add_level(&scene.history, 12, 1000);
    trend_scene_set(&entry(&scene, 0)->mode, "single");
    trend_scene_set(&entry(&scene, 1)->mode, "single");
    trend_scene_set(&entry(&scene, 2)->workload, "csv");
    trend_scene_set(&entry(&scene, 3)->hostname, "elsewhere");
    entry(&scene, 4)->complete = false;
    trend_scene_set(&entry(&scene, 5)->damage, "line 3");
    entry(&scene, 6)->archived = true;
    entry(&scene, 7)->cells.items[0].input_digest = 8;
    entry(&scene, 8)->cells.items[0].work.witness = 10;
    look(&scene);
    assert_string_equal(scene.trends.like->name, "day-011");
    assert_int_equal(scene.trends.items[0].count, 3);
    assert_int_equal(left_out(&scene, "the mode is single"), 2);
    assert_int_equal(left_out(&scene, "the workload is csv"), 1);
    assert_int_equal(left_out(&scene, "the host is elsewhere"), 1);
    assert_int_equal(left_out(&scene, "not completed"), 1);
    assert_int_equal(left_out(&scene, "cannot be read: line 3"), 1);
    assert_int_equal(left_out(&scene, "archived"), 1);
    assert_int_equal(left_out(&scene, "the input is another one"), 1);
    assert_int_equal(left_out(&scene, "other work was done"), 1);
    scene.filter.archived = true;
    look(&scene);
    assert_int_equal(scene.trends.items[0].count, 4);
    finish(&scene);
}

static void what_is_asked_for_sets_mode_workload_and_host(void **state)
{
    (void)state;
    struct scene scene;
    start(&scene);
    trend_scene_add_level(&scene.history, 8, 1000);
    for (size_t i = 0; i < 3; i++)
        trend_scene_set(&entry(&scene, i)->mode, "single");
    scene.filter.mode = "single";
    look(&scene);
    assert_string_equal(scene.trends.like->name, "day-002");
    assert_int_equal(scene.trends.items[0].count, 3);
    scene.filter = (struct br_trend_filter){.like = "day-001"};
    look(&scene);
    assert_string_equal(scene.trends.like->mode, "single");
    scene.filter = (struct br_trend_filter){.hostname = "nowhere"};
    look(&scene);
    assert_null(scene.trends.like);
    assert_int_equal(scene.trends.count, 0);
    finish(&scene);
}

/* Another input of the profile that is looked at makes the others the ones that are left out. */
static void the_profile_looked_at_sets_the_input(void **state)
{
    (void)state;
    struct scene scene;
    start(&scene);
    trend_scene_add_level(&scene.history, 5, 1000);
    entry(&scene, 1)->cells.items[0].input_digest = 8;
    scene.filter.like = "day-001";
    look(&scene);
    assert_int_equal(scene.trends.items[0].count, 1);
    assert_int_equal(left_out(&scene, "the input is another one"), 4);
    finish(&scene);
}

static void a_promoted_profile_counts_once(void **state)
{
    (void)state;
    struct scene scene;
    start(&scene);
    trend_scene_add_level(&scene.history, 4, 1000);
    struct br_history_entry copy = {0};
    struct br_error error;
    assert_int_equal(br_shape_copy(&br_history_entry_shape, entry(&scene, 2), &copy, &error), 0);
    copy.reference = true;
    trend_scene_set(&copy.name, "v1.0.0");
    trend_scene_set(&copy.file, "references/v1.0.0.json");
    *(struct br_history_entry *)br_list_append(&scene.history.entries, sizeof copy) = copy;
    look(&scene);
    assert_int_equal(scene.trends.items[0].count, 4);
    assert_string_equal(scene.trends.items[0].points[2].entry->name, "v1.0.0");
    assert_int_equal(left_out(&scene, "measurement that v1.0.0 has"), 1);
    scene.filter.references_only = true;
    scene.filter.like = "day-003";
    look(&scene);
    assert_int_equal(scene.trends.items[0].count, 2);
    scene.filter.like = "day-002"; /* the working one of the two */
    look(&scene);
    assert_int_equal(scene.trends.items[0].count, 1);
    assert_string_equal(scene.trends.items[0].points[0].entry->name, "day-002");
    finish(&scene);
}

/* ---- cells and measures ---- */

static void ask(struct br_texts *texts, const char *value)
{
    *(char **)br_list_append(texts, sizeof(char *)) = br_string_copy(value);
}

static void forget(struct br_texts *texts)
{
    for (size_t i = 0; i < texts->count; i++)
        free(texts->items[i]);
    free(texts->items);
}

static void cells_and_measures_are_chosen_by_name(void **state)
{
    (void)state;
    struct scene scene;
    start(&scene);
    trend_scene_add_level(&scene.history, 4, 1000);
    struct br_history_cell *cell = br_list_append(&entry(&scene, 1)->cells, sizeof *cell);
    cell->label = br_string_copy("10k ×2 partition");
    ask(&scene.filter.measures, "allocations");
    ask(&scene.filter.measures, "time");
    *(double *)br_list_append(&cell->values, sizeof(double)) = 5;
    *(double *)br_list_append(&cell->values, sizeof(double)) = NAN;
    look(&scene);
    assert_int_equal(scene.trends.count, 3); /* what was not measured is no series */
    assert_int_equal(scene.trends.items[2].count, 1);
    ask(&scene.filter.cells, "1k x2");
    look(&scene);
    assert_int_equal(scene.trends.count, 2);
    forget(&scene.filter.cells);
    forget(&scene.filter.measures);
    finish(&scene);
}

static void cells_have_the_names_people_type(void **state)
{
    (void)state;
    static const char name[] = "100k 512B ×2 partition";
    assert_true(br_cell_name_is(name, name));
    assert_true(br_cell_name_is(name, "100k 512B x2 partition"));
    assert_true(br_cell_name_is(name, "100k 512B x2"));
    assert_false(br_cell_name_is(name, "100k 512B"));
    assert_false(br_cell_name_is(name, "100k 512B x2 queue"));
    assert_false(br_cell_name_is(name, "00k 512B x2"));
    assert_true(br_cell_name_is("1k", "1k"));
    assert_false(br_cell_name_is("1k", "1"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_planted_step_is_found_at_its_place),
        cmocka_unit_test(the_order_is_that_of_time),
        cmocka_unit_test(noise_has_no_change),
        cmocka_unit_test(the_rule_decides_what_a_change_is),
        cmocka_unit_test(what_differs_is_left_out_and_named),
        cmocka_unit_test(what_is_asked_for_sets_mode_workload_and_host),
        cmocka_unit_test(the_profile_looked_at_sets_the_input),
        cmocka_unit_test(a_promoted_profile_counts_once),
        cmocka_unit_test(cells_and_measures_are_chosen_by_name),
        cmocka_unit_test(cells_have_the_names_people_type),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
