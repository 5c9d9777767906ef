/* What the parent makes of a heap pass's dumps. */
#include "cmocka_all.h"

#include <stdlib.h>

#include "base/text.h"
#include "engine/heap.h"
#include "model/result.h"

static const char dump[] = "heap_v2/4096\n"
                           "  t*: 2: 128 [5: 320]\n"
                           "@ 0x1010 0x2020\n"
                           "  t*: 2: 128 [5: 320]\n"
                           "\n"
                           "MAPPED_LIBRARIES:\n"
                           "1000-2000 r-xp 00000000 fd:01 1  /usr/bin/one\n";

/* The dump at the end is the peak's as well where none is of its own. */
static void four_kinds_come_of_two_dumps(void **state)
{
    (void)state;
    struct br_heap_text texts[] = {{(char *)BR_HEAP_END, (char *)dump},
                                   {(char *)BR_HEAP_LEAK, (char *)dump}};
    const struct br_heap_texts dumps = {texts, 2};
    struct br_result result = {0};
    struct br_error error = {0};
    assert_int_equal(br_heap_digest(&dumps, NULL, &result, &error), 0);
    assert_int_equal(result.stacks.count, 4);
    assert_string_equal(result.stacks.items[1].kind, "heap-peak");
    assert_true(result.sampling.value == 5);
    br_shape_release(&br_result_shape, &result);
}

/* Three of four kinds would be figures beside a state that denies them. */
static void a_dump_that_is_missing_leaves_none(void **state)
{
    (void)state;
    struct br_heap_text texts[] = {{(char *)BR_HEAP_END, (char *)dump}};
    const struct br_heap_texts dumps = {texts, 1};
    struct br_result result = {0};
    struct br_error error = {0};
    assert_true(br_heap_digest(&dumps, NULL, &result, &error) < 0);
    assert_int_equal(result.sampling.state, BR_STATE_UNSUPPORTED);
    assert_int_equal(result.stacks.count, 0);
    br_shape_release(&br_result_shape, &result);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(four_kinds_come_of_two_dumps),
        cmocka_unit_test(a_dump_that_is_missing_leaves_none),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
