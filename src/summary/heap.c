/* Figures of heap profiles; see heap.h. */
#include "summary/heap.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "summary/parts.h"

/* ---- sites ---- */

static int compare_texts(const char *left, const char *right)
{
    return strcmp(left != NULL ? left : "", right != NULL ? right : "");
}

static int compare_numbers(uint64_t left, uint64_t right)
{
    return (left > right) - (left < right);
}

static const char *library_of(const struct br_heap_site *site)
{
    return site->frame != NULL && site->frame->library != NULL ? site->frame->library : "";
}

/* By name only: what two profiles may have in common. */
static int compare_functions(const struct br_heap_site *left, const struct br_heap_site *right)
{
    int order = strcmp(left->label, right->label);
    return order != 0 ? order : strcmp(library_of(left), library_of(right));
}

static int by_function(const void *left, const void *right)
{
    return compare_functions(left, right);
}

static int by_line(const void *left_site, const void *right_site)
{
    const struct br_heap_site *left = left_site, *right = right_site;
    int order = compare_functions(left, right);
    if (order != 0 || left->frame == NULL || right->frame == NULL)
        return order;
    order = compare_texts(left->frame->file, right->frame->file);
    if (order != 0)
        return order;
    /* Without debug information the place is the call. */
    bool has_line = left->frame->file != NULL;
    return has_line ? compare_numbers(left->frame->line, right->frame->line)
                    : compare_numbers(left->frame->offset, right->frame->offset);
}

static int by_bytes(const void *left_site, const void *right_site)
{
    const struct br_heap_site *left = left_site, *right = right_site;
    if (left->bytes != right->bytes)
        return left->bytes < right->bytes ? 1 : -1;
    return by_line(left, right); /* so that the same profile gives the same order */
}

static const struct br_frame *frame_at(const struct br_stacks *stacks, const struct br_stack *stack,
                                       size_t index)
{
    uint64_t frame = index < stack->frames.count ? stack->frames.items[index] : UINT64_MAX;
    return frame < stacks->frames.count ? &stacks->frames.items[frame] : NULL;
}

static bool is_runtime(const struct br_frame *frame)
{
    static const char *const runtimes[] = {"libc.so", "libc-", "ld-linux", "libstdc++", "libgcc_s"};
    for (size_t i = 0; frame->library != NULL && i < sizeof runtimes / sizeof runtimes[0]; i++)
        if (strncmp(frame->library, runtimes[i], strlen(runtimes[i])) == 0)
            return true;
    return false;
}

/* The harness allocated when nothing but the C library is between it and the allocator. */
static bool is_harness(const struct br_stacks *stacks, const struct br_stack *stack)
{
    for (size_t i = 0; i < stack->frames.count; i++) {
        const struct br_frame *frame = frame_at(stacks, stack, i);
        if (frame != NULL && !is_runtime(frame))
            return frame->harness;
    }
    return false;
}

/* What calls the site; nothing where that is benchrun. */
static const struct br_frame *caller_of(const struct br_stacks *stacks,
                                        const struct br_stack *stack)
{
    const struct br_frame *caller = frame_at(stacks, stack, 1);
    return caller != NULL && !caller->harness ? caller : NULL;
}

static size_t list_sites(const struct br_stacks *stacks, struct br_heap_site *list, double *harness)
{
    size_t count = 0;
    for (size_t i = 0; i < stacks->stacks.count; i++) {
        const struct br_stack *stack = &stacks->stacks.items[i];
        const struct br_frame *frame = frame_at(stacks, stack, 0);
        if (is_harness(stacks, stack)) {
            *harness += stack->value;
            continue;
        }
        list[count++] = (struct br_heap_site){
            .label = frame != NULL ? br_frame_label(frame) : br_string_copy("(unknown)"),
            .frame = frame,
            .caller = caller_of(stacks, stack),
            .samples = stack->samples,
            .bytes = stack->value,
            .objects = stack->objects,
        };
    }
    return count;
}

/* Those alike, which stand together, become one; its caller is that of the largest. */
static size_t join_sites(struct br_heap_site *list, size_t count,
                         int (*compare)(const void *left, const void *right))
{
    size_t kept = 0;
    double largest = 0;
    for (size_t i = 0; i < count; i++) {
        struct br_heap_site *site = kept > 0 ? &list[kept - 1] : NULL;
        if (site == NULL || compare(site, &list[i]) != 0) {
            largest = list[i].bytes;
            list[kept++] = list[i];
            continue;
        }
        if (list[i].bytes > largest) {
            largest = list[i].bytes;
            site->caller = list[i].caller;
        }
        site->samples += list[i].samples;
        site->bytes += list[i].bytes;
        site->objects += list[i].objects;
        free(list[i].label);
    }
    return kept;
}

static void add_errors(const struct br_stacks *stacks, struct br_heap_sites *sites)
{
    double bytes = 0, objects = 0, bytes_variance = 0, objects_variance = 0;
    for (size_t i = 0; i < stacks->stacks.count; i++) {
        const struct br_stack *stack = &stacks->stacks.items[i];
        if (!(stack->objects > 0) || !(stacks->period > 0))
            continue;
        double size = stack->value / stack->objects;
        double missed = exp(-size / stacks->period); /* 1 - p */
        double variance = stack->objects * missed / -expm1(-size / stacks->period);
        bytes += stack->value;
        objects += stack->objects;
        bytes_variance += size * size * variance;
        objects_variance += variance;
    }
    sites->bytes_error = br_part_ratio(sqrt(bytes_variance), bytes);
    sites->objects_error = br_part_ratio(sqrt(objects_variance), objects);
}

void br_heap_sites_make(const struct br_stacks *stacks, enum br_heap_grain grain,
                        struct br_heap_sites *sites)
{
    int (*compare)(const void *, const void *) = grain == BR_HEAP_BY_LINE ? by_line : by_function;
    struct br_heap_site *list = br_part_allocate(stacks->stacks.count, sizeof *list);
    *sites = (struct br_heap_sites){.items = list};
    size_t count = list_sites(stacks, list, &sites->harness_bytes);
    qsort(list, count, sizeof *list, compare);
    sites->count = join_sites(list, count, compare);
    qsort(list, sites->count, sizeof *list, by_bytes);
    for (size_t i = 0; i < sites->count; i++) {
        sites->bytes += list[i].bytes;
        sites->objects += list[i].objects;
        sites->samples += list[i].samples;
    }
    for (size_t i = 0; i < sites->count; i++)
        list[i].share = br_part_ratio(list[i].bytes, sites->bytes);
    add_errors(stacks, sites);
}

void br_heap_sites_release(struct br_heap_sites *sites)
{
    for (size_t i = 0; i < sites->count; i++)
        free(sites->items[i].label);
    free(sites->items);
    *sites = (struct br_heap_sites){0};
}

/* ---- a cell ---- */

static const struct br_stacks *find_stacks(const struct br_result *result, const char *kind)
{
    for (size_t i = 0; i < result->stacks.count; i++)
        if (compare_texts(result->stacks.items[i].kind, kind) == 0)
            return &result->stacks.items[i];
    return NULL;
}

static void sum_allocated(const struct br_profile *profile, const struct br_cell *cell,
                          struct br_summary_heap *heap)
{
    const struct br_result *alloc = br_part_find(profile, cell, "alloc", NULL);
    double records = (double)heap->allocated->records;
    double bytes = 0, objects = 0;
    for (size_t i = 0; i < heap->allocated->stacks.count; i++) {
        bytes += heap->allocated->stacks.items[i].value;
        objects += heap->allocated->stacks.items[i].objects;
    }
    heap->bytes_per_record = br_part_ratio(bytes, records);
    heap->objects_per_record = br_part_ratio(objects, records);
    if (alloc == NULL || alloc->allocation.state != BR_STATE_COUNTED)
        return;
    const struct br_allocation *exact = &alloc->allocation;
    double exact_records = (double)exact->records;
    heap->bytes_ratio = br_part_ratio(heap->bytes_per_record,
                                      br_part_ratio((double)exact->allocated_bytes, exact_records));
    heap->objects_ratio = br_part_ratio(heap->objects_per_record,
                                        br_part_ratio((double)exact->allocations, exact_records));
}

static void make_sites(const struct br_stacks *stacks, struct br_heap_sites *sites)
{
    if (stacks != NULL)
        br_heap_sites_make(stacks, BR_HEAP_BY_LINE, sites);
}

void br_summary_heap_make(const struct br_profile *profile, const struct br_cell *cell,
                          struct br_summary_heap *heap)
{
    *heap = (struct br_summary_heap){.result = br_part_find(profile, cell, "heap", NULL),
                                     .bytes_per_record = NAN,
                                     .objects_per_record = NAN,
                                     .bytes_ratio = NAN,
                                     .objects_ratio = NAN};
    if (heap->result == NULL)
        return;
    heap->allocated = find_stacks(heap->result, "heap-allocated");
    heap->peak = find_stacks(heap->result, "heap-peak");
    heap->end = find_stacks(heap->result, "heap-end");
    heap->leak = find_stacks(heap->result, "heap-leak");
    make_sites(heap->allocated, &heap->allocated_sites);
    make_sites(heap->peak, &heap->peak_sites);
    make_sites(heap->leak, &heap->leak_sites);
    if (heap->allocated != NULL)
        sum_allocated(profile, cell, heap);
}

void br_summary_heap_release(struct br_summary_heap *heap)
{
    br_heap_sites_release(&heap->allocated_sites);
    br_heap_sites_release(&heap->peak_sites);
    br_heap_sites_release(&heap->leak_sites);
}

/* ---- two profiles ---- */

static int by_growth(const void *left_change, const void *right_change)
{
    const struct br_heap_change *left = left_change, *right = right_change;
    if (left->bytes != right->bytes)
        return left->bytes < right->bytes ? 1 : -1;
    return compare_functions(left->after != NULL ? left->after : left->before,
                             right->after != NULL ? right->after : right->before);
}

static struct br_heap_change change_of(const struct br_heap_site *before,
                                       const struct br_heap_site *after)
{
    return (struct br_heap_change){
        .before = before,
        .after = after,
        .bytes = (after != NULL ? after->bytes : 0) - (before != NULL ? before->bytes : 0),
        .objects = (after != NULL ? after->objects : 0) - (before != NULL ? before->objects : 0),
    };
}

void br_heap_changes_make(const struct br_stacks *before, const struct br_stacks *after,
                          struct br_heap_changes *changes)
{
    struct br_heap_sites *old = &changes->before, *new = &changes->after;
    br_heap_sites_make(before, BR_HEAP_BY_FUNCTION, old);
    br_heap_sites_make(after, BR_HEAP_BY_FUNCTION, new);
    qsort(old->items, old->count, sizeof *old->items, by_function);
    qsort(new->items, new->count, sizeof *new->items, by_function);
    changes->items = br_part_allocate(old->count + new->count, sizeof *changes->items);
    changes->count = 0;
    for (size_t i = 0, j = 0; i < old->count || j < new->count;) {
        int order = i == old->count   ? 1
                    : j == new->count ? -1
                                      : compare_functions(&old->items[i], &new->items[j]);
        const struct br_heap_site *left = order <= 0 ? &old->items[i++] : NULL;
        const struct br_heap_site *right = order >= 0 ? &new->items[j++] : NULL;
        changes->items[changes->count++] = change_of(left, right);
    }
    qsort(changes->items, changes->count, sizeof *changes->items, by_growth);
}

void br_heap_changes_release(struct br_heap_changes *changes)
{
    br_heap_sites_release(&changes->before);
    br_heap_sites_release(&changes->after);
    free(changes->items);
    *changes = (struct br_heap_changes){0};
}
