/* Results of an earlier run find their places in the plan, or are refused. */
#include "unit/cmocka_all.h"

#include <stdlib.h>
#include <string.h>

#include "engine/earlier.h"

/* Two cells with a verify pass each, and one with a second process of throughput. */
struct scene {
    struct br_cell cells[2];
    struct br_planned_pass passes[3];
    struct br_plan plan;
    struct br_result items[3];
    struct br_results results;
};

static void set_scene(struct scene *scene)
{
    *scene = (struct scene){
        .cells = {{.mode = (char *)"single", .workload = (char *)"null", .size = 100},
                  {.mode = (char *)"single", .workload = (char *)"null", .size = 200}}};
    scene->passes[0] = (struct br_planned_pass){.cell = 0, .pass = br_pass_find("verify")};
    scene->passes[1] = (struct br_planned_pass){.cell = 1, .pass = br_pass_find("verify")};
    scene->passes[2] =
        (struct br_planned_pass){.cell = 0, .pass = br_pass_find("throughput"), .replicate = 1};
    scene->plan = (struct br_plan){
        .cells = scene->cells, .cell_count = 2, .passes = scene->passes, .pass_count = 3};
    for (size_t i = 0; i < 3; i++)
        scene->items[i] = (struct br_result){.cell = scene->cells[scene->passes[i].cell],
                                             .pass = (char *)scene->passes[i].pass->name,
                                             .replicate = scene->passes[i].replicate,
                                             .order = i,
                                             .ended_ns = 10 * (i + 1)};
    scene->results = (struct br_results){scene->items, 3};
}

static void assert_refused(const struct scene *scene, const char *part)
{
    const struct br_result **by_order = NULL;
    struct br_error error = {0};
    assert_int_equal(br_earlier_match(&scene->results, &scene->plan, &by_order, &error),
                     BR_ERROR_INPUT);
    assert_null(by_order);
    if (strstr(error.message, part) == NULL)
        fail_msg("%s", error.message);
}

static void results_find_their_places_in_any_order(void **state)
{
    (void)state;
    struct scene scene;
    const struct br_result **by_order = NULL;
    struct br_error error;
    set_scene(&scene);
    struct br_result last = scene.items[2];
    scene.items[1] = scene.items[0];
    scene.items[0] = last;
    scene.results.count = 2;
    assert_int_equal(br_earlier_match(&scene.results, &scene.plan, &by_order, &error), 0);
    assert_ptr_equal(by_order[0], &scene.items[1]);
    assert_null(by_order[1]);
    assert_ptr_equal(by_order[2], &scene.items[0]);
    assert_int_equal(br_earlier_end_ns(&scene.results), 30);
    free(by_order);
}

static void a_process_of_another_block_is_another_process(void **state)
{
    (void)state;
    struct scene scene;
    set_scene(&scene);
    scene.items[2].block = 1;
    assert_refused(&scene, "does not belong to this plan");
}

static void nothing_earlier_leaves_all_places_free(void **state)
{
    (void)state;
    struct scene scene;
    const struct br_result **by_order = NULL;
    struct br_error error;
    set_scene(&scene);
    assert_int_equal(br_earlier_match(NULL, &scene.plan, &by_order, &error), 0);
    for (size_t i = 0; i < 3; i++)
        assert_null(by_order[i]);
    assert_int_equal(br_earlier_end_ns(NULL), 0);
    free(by_order);
}

static void what_is_not_of_the_plan_is_refused(void **state)
{
    (void)state;
    struct scene scene;
    set_scene(&scene);
    scene.items[2].order = 3;
    assert_refused(&scene, "process 2 of the throughput pass of single null 100");
    set_scene(&scene);
    scene.items[2].replicate = 0;
    assert_refused(&scene, "process 1 of the throughput pass");
    set_scene(&scene);
    scene.items[1].cell.size = 201;
    assert_refused(&scene, "does not belong to this plan");
    set_scene(&scene);
    scene.items[0].pass = (char *)"latency";
    assert_refused(&scene, "of the latency pass");
    set_scene(&scene);
    scene.items[1] = scene.items[0];
    assert_refused(&scene, "is there twice");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(results_find_their_places_in_any_order),
        cmocka_unit_test(a_process_of_another_block_is_another_process),
        cmocka_unit_test(nothing_earlier_leaves_all_places_free),
        cmocka_unit_test(what_is_not_of_the_plan_is_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
