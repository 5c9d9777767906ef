/* The stage profiler: allocation and high-water marks, with counters that the test moves. */
#include "unit/stage_fixture.h"

/* ---- allocation, with counters that the test moves ---- */

static struct {
    uint64_t allocated, freed, objects, peak;
} heap;

static const uint64_t *heap_allocated(void)
{
    return &heap.allocated;
}

static const uint64_t *heap_freed(void)
{
    return &heap.freed;
}

static const uint64_t *heap_objects(void)
{
    return &heap.objects;
}

static uint64_t *heap_peak(void)
{
    return &heap.peak;
}

static void take(uint64_t bytes)
{
    heap.allocated += bytes;
    heap.objects++;
    int64_t live = (int64_t)(heap.allocated - heap.freed);
    if (live > (int64_t)heap.peak)
        heap.peak = (uint64_t)live;
}

static void give(uint64_t bytes)
{
    heap.freed += bytes;
}

static const struct br_stage_allocator exact_heap = {heap_allocated, heap_freed, heap_objects,
                                                     heap_peak};
static const struct br_stage_allocator marked_heap = {heap_allocated, heap_freed, NULL, NULL};

/* 1000 bytes live before; `outer` takes 100, `inner` peaks 500 above that and keeps 50, then
 * `outer` peaks 300 above and gives all back. */
static struct br_stage_profiler *run_on_heap(const struct br_stage_allocator *allocator)
{
    memset(&heap, 0, sizeof heap);
    take(9000);
    give(8000);
    struct br_stage_profiler *profiler = br_stage_profiler_new(allocator);
    struct br_stages *stages = br_stage_attach(profiler);
    uint32_t outer = br_stage_declare(stages, "outer"), inner = br_stage_declare(stages, "inner");
    br_stage_begin(stages, outer);
    take(100);
    br_stage_begin(stages, inner);
    take(500);
    give(450);
    br_stage_end(stages, inner);
    take(300);
    give(450);
    br_stage_end(stages, outer);
    return profiler;
}

static void assert_heap_counts(const struct br_stage_profiler *profiler)
{
    struct br_stage_row outer = find_row(profiler, "outer");
    struct br_stage_row inner = find_row(profiler, "outer.inner");
    assert_int_equal(outer.allocated_bytes, 900);
    assert_int_equal(outer.freed_bytes, 900);
    assert_int_equal(inner.allocated_bytes, 500);
    assert_int_equal(inner.freed_bytes, 450);
}

static void exact_high_water_nests(void **state)
{
    (void)state;
    struct br_stage_profiler *profiler = run_on_heap(&exact_heap);
    assert_heap_counts(profiler);
    assert_int_equal(find_row(profiler, "outer").allocations, 3);
    assert_int_equal(find_row(profiler, "outer.inner").allocations, 1);
    assert_int_equal(find_row(profiler, "outer").high_water_bytes, 600);
    assert_int_equal(find_row(profiler, "outer.inner").high_water_bytes, 500);
    /* The allocator's own mark is what it would be without stages. */
    assert_int_equal(heap.peak, 9000);
    br_stage_profiler_free(profiler);
}

/* Only what is live at a begin or an end is seen: 100 and 150 above the outer begin. */
static void marked_high_water_is_that_of_the_marks(void **state)
{
    (void)state;
    struct br_stage_profiler *profiler = run_on_heap(&marked_heap);
    assert_heap_counts(profiler);
    assert_int_equal(find_row(profiler, "outer").allocations, 0);
    assert_int_equal(find_row(profiler, "outer").high_water_bytes, 150);
    assert_int_equal(find_row(profiler, "outer.inner").high_water_bytes, 50);
    br_stage_profiler_free(profiler);
}

/* A consumer frees what a producer allocated: its live bytes are below zero. */
static void high_water_of_a_thread_that_only_frees_is_zero(void **state)
{
    (void)state;
    memset(&heap, 0, sizeof heap);
    struct br_stage_profiler *profiler = br_stage_profiler_new(&exact_heap);
    struct br_stages *stages = br_stage_attach(profiler);
    uint32_t consume = br_stage_declare(stages, "consume");
    for (int i = 0; i < 3; i++) {
        br_stage_begin(stages, consume);
        give(100);
        take(10);
        br_stage_end(stages, consume);
    }
    assert_int_equal(find_row(profiler, "consume").freed_bytes, 300);
    assert_int_equal(find_row(profiler, "consume").high_water_bytes, 0);
    br_stage_profiler_free(profiler);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(exact_high_water_nests),
        cmocka_unit_test(marked_high_water_is_that_of_the_marks),
        cmocka_unit_test(high_water_of_a_thread_that_only_frees_is_zero),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
