/* Views of sampled stacks: folding, functions, neighbours, the tree and two profiles side by side.
 */
#include "unit/cmocka_all.h"

#include <stdlib.h>
#include <string.h>

#include "summary/stacks.h"

enum { START, BEGIN, LOOP, WORK, PARSE, ALLOC, BARE, LOOP2, PARSE2, FRAMES };

/* Frames borrow their texts and stacks their indices: nothing here is released. */
static struct br_frame frames[FRAMES] = {
    [START] = {.function = (char[]){"start_thread"}, .library = (char[]){"libc.so.6"}},
    [BEGIN] = {.function = (char[]){"_start"}, .library = (char[]){"benchrun"}, .harness = true},
    [LOOP] = {.function = (char[]){"lane_take"}, .library = (char[]){"benchrun"}, .harness = true},
    [LOOP2] = {.function = (char[]){"repeat"}, .library = (char[]){"benchrun"}, .harness = true},
    [WORK] = {.function = (char[]){"process"}, .library = (char[]){"plugin.so"}, .line = 3},
    [PARSE] = {.function = (char[]){"parse"}, .library = (char[]){"libp.so"}, .line = 10},
    [PARSE2] = {.function = (char[]){"parse"}, .library = (char[]){"libp.so"}, .line = 20},
    [ALLOC] = {.function = (char[]){"malloc"}, .library = (char[]){"libjemalloc.so.2"}},
    [BARE] = {.library = (char[]){"libp.so"}, .offset = 0x1f30},
};

#define STACK(amount, ...)                                                                         \
    {                                                                                              \
        .frames = {.items = (uint64_t[]){__VA_ARGS__},                                             \
                   .count = sizeof((uint64_t[]){__VA_ARGS__}) / sizeof(uint64_t)},                 \
        .samples = (amount) / 10, .value = (amount)                                                \
    }

static struct br_stacks made(struct br_stack *stacks, size_t count)
{
    return (struct br_stacks){.frames = {.items = frames, .count = FRAMES},
                              .stacks = {.items = stacks, .count = count}};
}

static const struct br_function *named(const struct br_stack_views *views, const char *label)
{
    for (size_t i = 0; i < views->function_count; i++) {
        if (strcmp(views->functions[i].label, label) == 0)
            return &views->functions[i];
    }
    return NULL;
}

static void functions_and_folding(void **state)
{
    (void)state;
    struct br_stack items[] = {
        STACK(500, PARSE, WORK, LOOP, LOOP2, START, BEGIN),  /* as in the first thread */
        STACK(200, ALLOC, PARSE2, PARSE, WORK, LOOP, START), /* parse calls itself */
        STACK(200, BARE, PARSE, WORK, LOOP, START),
        STACK(100, LOOP, LOOP2, START),
    };
    struct br_stacks stacks = made(items, 4);
    struct br_stack_views views;
    assert_true(br_stack_views_make(&stacks, NULL, &views));
    assert_int_equal((int)views.total, 1000);
    assert_int_equal(views.samples, 100);
    assert_string_equal(views.functions[0].label, "parse");
    assert_int_equal((int)views.functions[0].self, 500);
    assert_int_equal((int)views.functions[0].total, 900); /* once, though it is there twice */
    assert_int_equal(views.functions[0].total_samples, 90);
    assert_int_equal((int)named(&views, "malloc")->self, 200);
    assert_int_equal((int)named(&views, "libp.so+0x1f30")->self, 200);
    assert_null(named(&views, "lane_take"));
    assert_int_equal((int)named(&views, BR_STACKS_HARNESS)->self, 100);
    assert_int_equal((int)named(&views, BR_STACKS_HARNESS)->total, 1000);
    assert_int_equal((int)named(&views, "start_thread")->total, 0);

    /* The tree: benchrun > process > parse > (libp+.., parse > malloc). */
    size_t node = views.nodes[0].first_child;
    assert_string_equal(views.functions[views.nodes[node].function].label, BR_STACKS_HARNESS);
    assert_int_equal(views.nodes[node].next_sibling, 0);
    node = views.nodes[node].first_child;
    assert_string_equal(views.functions[views.nodes[node].function].label, "process");
    node = views.nodes[node].first_child;
    assert_int_equal((int)views.nodes[node].total, 900);
    assert_int_equal((int)views.nodes[node].self, 500);

    struct br_neighbour neighbours[4];
    assert_int_equal(br_stack_neighbours(&views, 0, false, neighbours, 4), 3);
    assert_int_equal((int)neighbours[0].value, 200);
    assert_int_equal(br_stack_neighbours(&views, 0, true, neighbours, 1), 2);
    assert_string_equal(views.functions[neighbours[0].function].label, "process");
    assert_int_equal((int)neighbours[0].value, 900);

    size_t greatest[2];
    assert_int_equal(br_stack_greatest_totals(&views, greatest, 2), 2);
    assert_int_equal((int)views.functions[greatest[0]].total, 900);
    assert_int_equal((int)views.functions[greatest[1]].total, 900);
    br_stack_views_release(&views);
}

static void truncated_stacks_stand_apart(void **state)
{
    (void)state;
    struct br_stack items[] = {STACK(100, PARSE, WORK, LOOP, START), STACK(50, PARSE)};
    items[1].truncated = true;
    struct br_stacks stacks = made(items, 2);
    struct br_stack_views views;
    assert_true(br_stack_views_make(&stacks, NULL, &views));
    assert_int_equal(views.truncated_samples, 5);
    assert_int_equal((int)named(&views, BR_STACKS_INCOMPLETE)->total, 50);
    br_stack_views_release(&views);
}

static void two_profiles_share_their_functions(void **state)
{
    (void)state;
    struct br_stack new_items[] = {STACK(300, PARSE, WORK, LOOP), STACK(100, ALLOC, WORK, LOOP)};
    struct br_stack old_items[] = {STACK(100, PARSE2, WORK, LOOP), STACK(100, BARE, WORK, LOOP)};
    struct br_stacks now = made(new_items, 2);
    struct br_stacks before = made(old_items, 2);
    struct br_stack_views views;
    assert_true(br_stack_views_make(&now, &before, &views));
    assert_int_equal((int)views.total, 400);
    assert_int_equal((int)views.total_before, 200);
    assert_int_equal((int)named(&views, "parse")->self, 300);
    assert_int_equal((int)named(&views, "parse")->self_before, 100);
    assert_int_equal((int)named(&views, "malloc")->self_before, 0);
    assert_int_equal((int)named(&views, "libp.so+0x1f30")->self_before, 100);
    assert_int_equal((int)named(&views, "process")->total_before, 200);
    assert_int_equal((int)views.nodes[0].total_before, 200);
    br_stack_views_release(&views);
}

static void nothing_is_a_view_too(void **state)
{
    (void)state;
    struct br_stacks stacks = {0};
    struct br_stack_views views;
    size_t greatest[1];
    assert_true(br_stack_views_make(&stacks, NULL, &views));
    assert_int_equal(views.function_count, 0);
    assert_int_equal(views.node_count, 1);
    assert_int_equal(br_stack_greatest_totals(&views, greatest, 1), 0);
    br_stack_views_release(&views);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(functions_and_folding),
        cmocka_unit_test(truncated_stacks_stand_apart),
        cmocka_unit_test(two_profiles_share_their_functions),
        cmocka_unit_test(nothing_is_a_view_too),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
