/* What the heap pass does around its samples; see measure.h. */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

#include "engine/measure.h"
#include "measure/heap_profiler.h"
#include "modes/mode.h"

/* What a heap pass has gathered so far. */
struct br_heap_pass {
    struct br_heap_peak *peak;
    struct br_heap_texts dumps;
    char *failure; /* why there are no dumps, or not all; NULL: there are */
};

static void fail(struct br_heap_pass *heap, const char *reason)
{
    if (heap->failure == NULL)
        heap->failure = br_string_copy(reason);
}

static void keep(struct br_heap_pass *heap, const char *kind, struct br_text *dump)
{
    struct br_heap_text *text = br_list_append(&heap->dumps, sizeof *text);
    text->kind = br_string_copy(kind);
    text->text = br_text_take(dump);
}

static void take_dump(struct br_heap_pass *heap, const char *kind)
{
    struct br_text dump = {0};
    struct br_error error = {0};
    if (heap->failure == NULL && br_heap_profiler_dump(&dump, &error) < 0)
        fail(heap, error.message);
    if (heap->failure == NULL)
        keep(heap, kind, &dump);
    br_text_release(&dump);
}

/* On the lane's own thread. */
static void name_lane(struct br_run *run, size_t index)
{
    char name[32];
    (void)run;
    snprintf(name, sizeof name, BR_HEAP_LANE "%zu", index);
    br_heap_profiler_name_thread(name);
}

void br_heap_start(struct br_bench *bench)
{
    const char *reason = NULL;
    struct br_error error = {0};
    struct br_heap_pass *heap = calloc(1, sizeof *heap);
    bench->heap = heap;
    if (heap == NULL)
        abort(); /* what lists and names do as well: such a pass tells nothing */
    if (!br_heap_profiler_available(&reason)) {
        fail(heap, reason);
        return;
    }
    bench->mode->on_lanes(&bench->run, name_lane);
    heap->peak = br_heap_peak_start(bench->job->config.heap_sample_bytes, &error);
    if (heap->peak == NULL)
        fail(heap, error.message);
}

static bool is_sampling(const struct br_bench *bench)
{
    return bench->heap != NULL && bench->heap->failure == NULL;
}

void br_heap_sample_start(struct br_bench *bench)
{
    if (is_sampling(bench))
        br_heap_profiler_activate(true);
}

void br_heap_sample_stop(struct br_bench *bench)
{
    if (is_sampling(bench))
        br_heap_profiler_activate(false);
}

void br_heap_stop(struct br_bench *bench)
{
    struct br_heap_pass *heap = bench->heap;
    struct br_text peak = {0};
    if (heap == NULL || heap->peak == NULL)
        return;
    bool before = br_heap_peak_stop(heap->peak, &peak);
    heap->peak = NULL;
    take_dump(heap, BR_HEAP_END);
    if (before)
        keep(heap, BR_HEAP_PEAK, &peak);
    br_text_release(&peak);
}

void br_heap_drained(struct br_bench *bench)
{
    if (!is_sampling(bench))
        return;
    br_bench_close_workload(bench); /* what it holds until then is no leak */
    take_dump(bench->heap, BR_HEAP_LEAK);
}

void br_heap_collect(struct br_bench *bench, struct br_answer *answer)
{
    struct br_heap_pass *heap = bench->heap;
    if (heap == NULL)
        return;
    br_figure_set(&answer->result.sampling,
                  heap->failure == NULL ? BR_STATE_COUNTED : BR_STATE_UNSUPPORTED, 0,
                  "jemalloc prof", heap->failure);
    if (heap->failure == NULL) {
        answer->heap_dumps = heap->dumps;
        heap->dumps = (struct br_heap_texts){0};
    }
    br_heap_pass_free(heap);
    bench->heap = NULL;
}

void br_heap_pass_free(struct br_heap_pass *heap)
{
    if (heap == NULL)
        return;
    struct br_text unwanted = {0};
    if (heap->peak != NULL)
        br_heap_peak_stop(heap->peak, &unwanted);
    br_text_release(&unwanted);
    for (size_t i = 0; i < heap->dumps.count; i++) {
        free(heap->dumps.items[i].kind);
        free(heap->dumps.items[i].text);
    }
    free(heap->dumps.items);
    free(heap->failure);
    free(heap);
}
