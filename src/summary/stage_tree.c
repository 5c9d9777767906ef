/* The tree of stages; see stage_tree.h. */
#include "summary/stage_tree.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "summary/parts.h"

/* ---- as stacks ---- */

static uint64_t frame_of(struct br_stacks *stacks, const char *name, size_t size,
                         const char *library)
{
    struct br_frames *frames = &stacks->frames;
    for (size_t i = 0; i < frames->count; i++) {
        const struct br_frame *frame = &frames->items[i];
        if (strlen(frame->function) == size && strncmp(frame->function, name, size) == 0 &&
            strcmp(frame->library, library) == 0)
            return i;
    }
    struct br_frame *frame = br_list_append(frames, sizeof *frame);
    frame->function = br_string_format("%.*s", (int)size, name);
    frame->library = br_string_copy(library);
    return frames->count - 1;
}

static void add_frame(struct br_stack *stack, uint64_t frame)
{
    *(uint64_t *)br_list_append(&stack->frames, sizeof frame) = frame;
}

/* What the workload does with records lies in `process`; everything else is the mode's. */
static const char *library_of(const char *path)
{
    static const char process[] = "process";
    size_t size = strcspn(path, ".");
    bool is_process = size == strlen(process) && strncmp(path, process, size) == 0;
    return is_process ? BR_STAGE_TREE_WORKLOAD : BR_STAGE_TREE_MODE;
}

/* The innermost part of a path comes first in a stack. */
static void add_path(struct br_stacks *stacks, const char *path, double value, uint64_t calls)
{
    const char *library = library_of(path);
    struct br_stack *stack = br_list_append(&stacks->stacks, sizeof *stack);
    stack->value = value;
    stack->samples = calls;
    for (const char *end = path + strlen(path);;) {
        const char *begin = end;
        while (begin > path && begin[-1] != '.')
            begin--;
        add_frame(stack, frame_of(stacks, begin, (size_t)(end - begin), library));
        if (begin == path)
            break;
        end = begin - 1;
    }
}

/* No part of a name in brackets is a stage of its own. */
static void add_rest(struct br_stacks *stacks, const char *name, double value)
{
    if (value > 0)
        add_path(stacks, name, value, 0);
}

void br_stage_tree(const struct br_summary_cell *cell, struct br_stacks *stacks)
{
    const struct br_summary_stages *stages = &cell->stages;
    if (stages->count == 0)
        return;
    stacks->kind = br_string_copy("stages");
    stacks->unit = br_string_copy("ns");
    stacks->source = br_string_copy("stage profiler");
    for (size_t i = 0; i < stages->count; i++)
        add_path(stacks, stages->items[i].raw->path, fmax(0, stages->items[i].self_ns_per_record),
                 stages->items[i].raw->calls);
    add_rest(stacks, "(waiting, in no stage)", stages->waiting_share * stages->ns_per_record);
    add_rest(stacks, "(cost of the marks)", stages->marks_share * stages->ns_per_record);
    add_rest(stacks, "(working, in no stage)", stages->residual_share * stages->ns_per_record);
}

/* ---- synchronisation ---- */

static double of_stage(const struct br_summary_stages *stages, const char *path)
{
    for (size_t i = 0; i < stages->count; i++)
        if (strcmp(stages->items[i].raw->path, path) == 0)
            return stages->items[i].ns_per_record;
    return 0;
}

struct br_stage_sync br_stage_sync_cost(const struct br_summary_cell *cell)
{
    const struct br_summary_stages *stages = &cell->stages;
    if (stages->count == 0)
        return (struct br_stage_sync){NAN, NAN, NAN, NAN, NAN, NAN, NAN};
    struct br_stage_sync sync = {
        .index = of_stage(stages, "index"),
        .push = of_stage(stages, "push"),
        .pop = of_stage(stages, "pop"),
        .wait = of_stage(stages, "wait"),
        .elsewhere = stages->waiting_share * stages->ns_per_record,
    };
    sync.all = sync.index + sync.push + sync.pop + sync.wait + sync.elsewhere;
    sync.share = br_part_ratio(sync.all, stages->ns_per_record);
    return sync;
}
