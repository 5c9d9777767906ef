/* What the alloc pass reads around its samples; see measure.h. */
#include <stdlib.h>
#include <string.h>

#include "engine/measure.h"
#include "measure/allocation.h"
#include "modes/mode.h"

#define CLASS_LIMIT 512u
#define MUTEX_LIMIT 32u

static void mark_before(struct br_run *run, size_t index)
{
    const struct br_allocation_counts *counts = br_allocation_thread_counts();
    struct br_stage_allocator allocator = br_allocation_for_stages();
    br_allocation_flush();
    if (counts == NULL)
        return;
    if (allocator.live_peak != NULL)
        *allocator.live_peak() = counts->allocated_bytes - counts->freed_bytes;
    br_bench_of(run)->alloc_marks[index].before = *counts;
}

static void mark_after(struct br_run *run, size_t index)
{
    const struct br_allocation_counts *counts = br_allocation_thread_counts();
    if (counts != NULL)
        br_bench_of(run)->alloc_marks[index].after = *counts;
}

static void flush(struct br_run *run, size_t index)
{
    (void)run;
    (void)index;
    br_allocation_flush();
}

static void look(struct br_heap_look *heap)
{
    struct br_allocator_memory memory;
    if (!br_allocation_memory(&memory))
        return;
    heap->live_bytes = memory.allocated;
    heap->active_bytes = memory.active;
    heap->resident_bytes = memory.resident;
    heap->retained_bytes = memory.retained;
    heap->metadata_bytes = memory.metadata;
}

static bool is_available(struct br_allocation *allocation)
{
    const char *reason = NULL;
    allocation->state = BR_STATE_COUNTED;
    allocation->source = br_string_copy("shim");
    if (!br_allocation_in_effect(&reason))
        allocation->state = BR_STATE_UNSUPPORTED;
    else if (!br_allocation_shim_loaded()) {
        allocation->state = BR_STATE_UNSUPPORTED;
        reason = "the counting shim libbenchrun-alloc.so is not loaded";
    }
    if (allocation->state != BR_STATE_COUNTED)
        allocation->reason = br_string_copy(reason);
    return allocation->state == BR_STATE_COUNTED;
}

/* Requests by size class, as they stood at the start; the array is turned into differences. */
static void read_classes(struct br_size_class_rows *rows)
{
    struct br_size_class classes[CLASS_LIMIT];
    size_t count = br_allocation_size_classes(classes, CLASS_LIMIT);
    for (size_t i = 0; i < count; i++) {
        struct br_size_class_row *row = &rows->items[i];
        row->bytes = classes[i].bytes;
        row->requests = classes[i].requests - row->requests;
    }
    rows->count = count;
}

static void append_mutexes(const struct br_mutex_counts *mutexes, size_t count,
                           struct br_mutex_rows *rows)
{
    for (size_t i = 0; i < count; i++) {
        struct br_mutex_row *row = br_list_append(rows, sizeof *row);
        *row = (struct br_mutex_row){
            .name = br_string_copy(mutexes[i].name),
            .operations = mutexes[i].operations,
            .waits = mutexes[i].waits,
            .spins = mutexes[i].spins,
            .owner_switches = mutexes[i].owner_switches,
            .wait_ns = mutexes[i].wait_ns,
            .wait_ns_max = mutexes[i].wait_ns_max,
            .threads_max = mutexes[i].threads_max,
        };
    }
}

void br_alloc_start(struct br_bench *bench, struct br_result *result)
{
    struct br_allocation *allocation = &result->allocation;
    if (!is_available(allocation))
        return;
    allocation->size_classes.items = calloc(CLASS_LIMIT, sizeof *allocation->size_classes.items);
    if (allocation->size_classes.items == NULL)
        return;
    struct br_allocation_live live = {0};
    look(&allocation->at_start); /* allocates, so it comes before all that is counted */
    bench->mode->on_lanes(&bench->run, mark_before);
    read_classes(&allocation->size_classes);
    allocation->requests_by_jemalloc = br_allocation_requests();
    br_allocation_live_reset();
    br_allocation_live(&live);
    allocation->left_behind_bytes = live.live_bytes;
    br_allocation_mutexes_reset();
}

static void keep_used_classes(struct br_size_class_rows *rows)
{
    size_t kept = 0;
    for (size_t i = 0; i < rows->count; i++) {
        if (rows->items[i].requests > 0)
            rows->items[kept++] = rows->items[i];
    }
    rows->count = kept;
}

static void add_lane(const struct br_alloc_marks *marks, struct br_allocation *allocation,
                     struct br_worker_row *row)
{
    const struct br_allocation_counts *before = &marks->before;
    const struct br_allocation_counts *after = &marks->after;
    int64_t live_before = (int64_t)(before->allocated_bytes - before->freed_bytes);
    int64_t rise = (int64_t)after->live_peak_bytes - live_before;
    row->allocations = after->allocations - before->allocations;
    row->frees = after->frees - before->frees;
    row->allocated_bytes = after->allocated_bytes - before->allocated_bytes;
    row->freed_bytes = after->freed_bytes - before->freed_bytes;
    row->live_peak_bytes = rise > 0 ? (uint64_t)rise : 0;
    allocation->allocations += row->allocations;
    allocation->frees += row->frees;
    allocation->allocated_bytes += row->allocated_bytes;
    allocation->freed_bytes += row->freed_bytes;
    allocation->requested_bytes += after->requested_bytes - before->requested_bytes;
    allocation->foreign_frees.value += (double)(after->foreign_frees - before->foreign_frees);
    allocation->foreign_freed_bytes.value +=
        (double)(after->foreign_freed_bytes - before->foreign_freed_bytes);
}

/* The values are there already. */
static void judge_foreign(struct br_figure *figure)
{
    if (br_allocation_knows_owners())
        br_figure_set(figure, BR_STATE_COUNTED, figure->value, "shim", NULL);
    else
        br_figure_set(figure, BR_STATE_UNSUPPORTED, 0, "shim",
                      "the table of who allocated what is incomplete: no memory for it, or more "
                      "than 65,535 threads");
}

void br_alloc_stop(struct br_bench *bench, struct br_result *result)
{
    struct br_allocation *allocation = &result->allocation;
    if (allocation->size_classes.items == NULL)
        return;
    struct br_allocation_live live = {0};
    br_allocation_live(&live);
    bench->mode->on_lanes(&bench->run, mark_after);
    struct br_mutex_counts mutexes[MUTEX_LIMIT]; /* before the flush, which takes some itself */
    size_t mutex_count = br_allocation_mutexes(mutexes, MUTEX_LIMIT);
    bench->mode->on_lanes(&bench->run, flush);
    read_classes(&allocation->size_classes);
    keep_used_classes(&allocation->size_classes);
    allocation->requests_by_jemalloc = br_allocation_requests() - allocation->requests_by_jemalloc;
    look(&allocation->at_end);
    append_mutexes(mutexes, mutex_count, &allocation->mutexes);
    int64_t peak = live.peak_bytes - allocation->left_behind_bytes;
    allocation->live_peak_bytes = peak > 0 ? (uint64_t)peak : 0;
    allocation->left_behind_bytes = live.live_bytes - allocation->left_behind_bytes;
    for (size_t i = 0; i < bench->run.lane_count; i++) {
        struct br_worker_row *row = br_list_append(&result->workers, sizeof *row);
        add_lane(&bench->alloc_marks[i], allocation, row);
        allocation->records += bench->run.lanes[i].sums.records;
    }
    judge_foreign(&allocation->foreign_frees);
    judge_foreign(&allocation->foreign_freed_bytes);
}

void br_alloc_drained(struct br_bench *bench, struct br_result *result)
{
    (void)bench;
    if (result->allocation.state != BR_STATE_COUNTED)
        return;
    br_allocation_purge();
    look(&result->allocation.after_drain);
}
