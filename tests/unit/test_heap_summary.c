/* Figures of heap profiles: sites, the harness left out, ratios, and what grew. */
#include "cmocka_all.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "report/heap.h"
#include "report/heap_diff.h"
#include "summary/heap.h"

static void add_frame(struct br_stacks *stacks, const char *function, const char *library,
                      uint64_t line, bool harness)
{
    struct br_frame *frame = br_list_append(&stacks->frames, sizeof *frame);
    frame->function = br_string_copy(function);
    frame->library = br_string_copy(library);
    frame->file = line > 0 ? br_string_copy("/src/parse.c") : NULL;
    frame->line = line;
    frame->offset = 0x1000 + stacks->frames.count;
    frame->harness = harness;
}

/* `frames` are indices, the innermost first, ended by -1. */
static void add_stack(struct br_stacks *stacks, const int *frames, double bytes, double objects)
{
    struct br_stack *stack = br_list_append(&stacks->stacks, sizeof *stack);
    for (; *frames >= 0; frames++)
        *(uint64_t *)br_list_append(&stack->frames, sizeof(uint64_t)) = (uint64_t)*frames;
    stack->value = bytes;
    stack->objects = objects;
    stack->samples = 10;
}

#define FRAMES(...) ((const int[]){__VA_ARGS__, -1})

static void fill(struct br_stacks *stacks)
{
    stacks->period = 1000;
    stacks->records = 100;
    stacks->kind = br_string_copy("heap-allocated");
    stacks->unit = br_string_copy("B");
    add_frame(stacks, "item", "libparse.so", 12, false);  /* 0 */
    add_frame(stacks, "item", "libparse.so", 20, false);  /* 1 */
    add_frame(stacks, "parse", "libparse.so", 40, false); /* 2 */
    add_frame(stacks, "measure", "benchrun", 0, true);    /* 3 */
    add_frame(stacks, NULL, "libparse.so", 0, false);     /* 4 */
    add_frame(stacks, "fopen", "libc.so.6", 0, false);    /* 5 */
    add_stack(stacks, FRAMES(0, 2, 3), 5000, 50);
    add_stack(stacks, FRAMES(0, 2, 3), 1000, 10);
    add_stack(stacks, FRAMES(1, 2, 3), 3000, 30);
    add_stack(stacks, FRAMES(4, 2, 3), 1000, 10);
    add_stack(stacks, FRAMES(5, 3), 777, 1); /* the harness's own */
}

static void release(struct br_stacks *stacks)
{
    br_shape_release(&br_stacks_shape, stacks);
}

static void sites_by_line_and_by_function(void **state)
{
    (void)state;
    struct br_stacks stacks = {0};
    struct br_heap_sites sites;
    fill(&stacks);
    br_heap_sites_make(&stacks, BR_HEAP_BY_LINE, &sites);
    assert_int_equal(sites.count, 3);
    assert_string_equal(sites.items[0].label, "item");
    assert_int_equal(sites.items[0].frame->line, 12);
    assert_true(sites.items[0].bytes == 6000 && sites.items[0].objects == 60);
    assert_int_equal(sites.items[0].samples, 20);
    assert_true(fabs(sites.items[0].share - 0.6) < 1e-12);
    assert_string_equal(sites.items[0].caller->function, "parse");
    assert_string_equal(sites.items[2].label, "libparse.so+0x1005");
    assert_true(sites.harness_bytes == 777);
    assert_true(sites.bytes == 10000);
    br_heap_sites_release(&sites);
    br_heap_sites_make(&stacks, BR_HEAP_BY_FUNCTION, &sites);
    assert_int_equal(sites.count, 2);
    assert_true(sites.items[0].bytes == 9000);
    br_heap_sites_release(&sites);
    release(&stacks);
}

/* Two calls in one function without a name or lines: two sites of it, one function. */
static void calls_in_a_nameless_function(void **state)
{
    (void)state;
    struct br_stacks stacks = {.period = 1000};
    struct br_heap_sites sites;
    for (int i = 0; i < 2; i++) {
        add_frame(&stacks, NULL, "libparse.so", 0, false);
        stacks.frames.items[i].begin = 0xf00;
        add_stack(&stacks, FRAMES(i), 1000 * (2 - i), 10);
    }
    br_heap_sites_make(&stacks, BR_HEAP_BY_LINE, &sites);
    assert_int_equal(sites.count, 2);
    assert_string_equal(sites.items[0].label, "libparse.so+0xf00");
    assert_string_equal(sites.items[1].label, "libparse.so+0xf00");
    char *place = br_heap_place(sites.items[1].frame);
    assert_string_equal(place, "libparse.so+0x1002");
    free(place);
    br_heap_sites_release(&sites);
    br_heap_sites_make(&stacks, BR_HEAP_BY_FUNCTION, &sites);
    assert_int_equal(sites.count, 1);
    assert_true(sites.items[0].bytes == 3000);
    br_heap_sites_release(&sites);
    release(&stacks);
}

/* 25 objects of 1000 B at a period of 1000: p = 1 - 1/e, so the variance is
 * 25 x (1 - p) / p = 25 x 0.5819767068693265, and its root 3.8144 is 15.257 % of 25. */
static void error_against_a_known_answer(void **state)
{
    (void)state;
    struct br_stacks stacks = {.period = 1000};
    struct br_heap_sites sites;
    add_frame(&stacks, "item", "libparse.so", 1, false);
    add_stack(&stacks, FRAMES(0), 25000, 25);
    br_heap_sites_make(&stacks, BR_HEAP_BY_LINE, &sites);
    assert_true(fabs(sites.objects_error - 0.15257) < 1e-4);
    assert_true(fabs(sites.bytes_error - sites.objects_error) < 1e-12);
    br_heap_sites_release(&sites);
    release(&stacks);
    br_heap_sites_make(&stacks, BR_HEAP_BY_LINE, &sites);
    assert_int_equal(sites.count, 0);
    assert_true(isnan(sites.bytes_error));
    br_heap_sites_release(&sites);
}

static const char golden[] =
    "Live memory, by the function that allocated it\n"
    "\n"
    "before a.heap: 9.77 KiB by 40 samples, one in 1000 B on average\n"
    "after b.heap: 15.6 KiB by 40 samples, one in 1000 B on average\n"
    "  ! libparse.so was built anew\n"
    "\n"
    "      bytes  objects    before     after  function            place\n"
    "  +6.84 KiB   +7,000         –  6.84 KiB  new_one             parse.c:99\n"
    "        0 B       +0  8.79 KiB  8.79 KiB  item                parse.c:12\n"
    "    -1000 B      -10    1000 B         –  libparse.so+0x1005  –\n"
    "\n"
    "+5.86 KiB in all; all figures are estimates from samples.\n";

static void what_grew(void **state)
{
    (void)state;
    struct br_stacks before = {0}, after = {0};
    struct br_heap_changes changes;
    struct br_text text = {0};
    fill(&before);
    fill(&after);
    *(char **)br_list_append(&after.nameless, sizeof(char *)) =
        br_string_copy("libparse.so was built anew");
    add_frame(&after, "new_one", "libparse.so", 99, false); /* 6 */
    add_stack(&after, FRAMES(6, 3), 7000, 7000);
    after.stacks.items[3].frames.items[0] =
        5; /* the unnamed one: now the harness's, through libc */
    after.stacks.items[3].frames.items[1] = 3;
    br_heap_changes_make(&before, &after, &changes);
    assert_int_equal(changes.count, 3);
    struct br_heap_diff diff = {
        .before = {"a.heap", &before}, .after = {"b.heap", &after}, .changes = &changes};
    br_report_heap_diff(&diff, &(struct br_report_style){.columns = 90}, &text);
    assert_string_equal(br_text_string(&text), golden);
    br_text_clear(&text);
    struct br_error error = {0};
    assert_int_equal(br_report_heap_diff_json(&diff, &text, &error), 0);
    assert_non_null(strstr(br_text_string(&text), "\"bytes_after\":\t7000"));
    br_text_release(&text);
    br_heap_changes_release(&changes);
    release(&before);
    release(&after);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(sites_by_line_and_by_function),
        cmocka_unit_test(calls_in_a_nameless_function),
        cmocka_unit_test(error_against_a_known_answer),
        cmocka_unit_test(what_grew),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
