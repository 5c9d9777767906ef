/* Views of sampled stacks; see stacks.h. */
#include "summary/stacks.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"

/* What is needed while the views are made. */
struct making {
    struct br_stack_views *views;
    size_t function_capacity, node_capacity;
    size_t *slots; /* hash of label and library -> function + 1; 0 = empty */
    size_t slot_capacity;
    size_t *last_stack; /* per function: the stack it was counted in last, + 1 */
    bool failed;
};

char *br_frame_label(const struct br_frame *frame)
{
    if (frame->function != NULL)
        return br_string_copy(frame->function);
    if (frame->library != NULL)
        return br_string_format("%s+0x%" PRIx64, frame->library,
                                frame->begin > 0 ? frame->begin : frame->offset);
    return br_string_format("0x%" PRIx64, frame->offset);
}

/* ---- functions ---- */

static size_t hash_of(const char *label, const char *library)
{
    uint64_t hash = 0xCBF29CE484222325u; /* FNV-1a */
    for (; *label != '\0'; label++)
        hash = (hash ^ (unsigned char)*label) * 0x100000001B3u;
    hash = (hash ^ 0xFF) * 0x100000001B3u;
    for (; *library != '\0'; library++)
        hash = (hash ^ (unsigned char)*library) * 0x100000001B3u;
    return (size_t)(hash ^ (hash >> 29));
}

static size_t *slot_of(const struct making *making, const char *label, const char *library)
{
    size_t mask = making->slot_capacity - 1;
    size_t at = hash_of(label, library) & mask;
    for (;; at = (at + 1) & mask) {
        size_t found = making->slots[at];
        if (found == 0)
            return &making->slots[at];
        const struct br_function *function = &making->views->functions[found - 1];
        if (strcmp(function->label, label) == 0 && strcmp(function->library, library) == 0)
            return &making->slots[at];
    }
}

/* Takes `label` over. There are never more functions than was made room for: one per frame and the
 * two without. */
static size_t function_of(struct making *making, char *label, const char *library,
                          const struct br_frame *frame)
{
    struct br_stack_views *views = making->views;
    size_t *slot = slot_of(making, label, library);
    if (*slot != 0) {
        free(label);
        return *slot - 1;
    }
    views->functions[views->function_count] =
        (struct br_function){.label = label, .library = library, .frame = frame};
    *slot = ++views->function_count;
    return views->function_count - 1;
}

static size_t harness_function(struct making *making)
{
    return function_of(making, br_string_copy(BR_STACKS_HARNESS), BR_STACKS_HARNESS, NULL);
}

static size_t frame_function(struct making *making, const struct br_frame *frame)
{
    if (frame->harness)
        return harness_function(making);
    return function_of(making, br_frame_label(frame), frame->library != NULL ? frame->library : "",
                       frame);
}

/* How many frames, from the root inwards, are the thread's start and the harness that it runs:
 * those of the C library between harness frames are its start too (_start is the executable's). */
static size_t lead_of(const struct br_stacks *stacks, const struct br_stack *stack)
{
    size_t lead = 0;
    for (size_t i = 0; i < stack->frames.count; i++) {
        const struct br_frame *frame =
            &stacks->frames.items[stack->frames.items[stack->frames.count - 1 - i]];
        if (frame->harness)
            lead = i + 1;
        else if (frame->library == NULL || strncmp(frame->library, "libc.so", 7) != 0)
            break;
    }
    return lead;
}

/* The functions of a stack from the root inwards, folded; ended by SIZE_MAX. NULL: no memory. */
static size_t *path_of(struct making *making, const struct br_stacks *stacks,
                       const struct br_stack *stack, const size_t *functions)
{
    size_t *path = calloc(stack->frames.count + 3, sizeof *path);
    size_t harness = harness_function(making);
    size_t count = 0;
    if (path == NULL)
        return NULL;
    size_t lead = lead_of(stacks, stack);
    if (stack->truncated)
        path[count++] = function_of(making, br_string_copy(BR_STACKS_INCOMPLETE), "", NULL);
    if (lead > 0)
        path[count++] = harness;
    for (size_t i = stack->frames.count - lead; i-- > 0;) {
        size_t function = functions[stack->frames.items[i]];
        if (function == harness && count > 0 && path[count - 1] == harness)
            continue;
        path[count++] = function;
    }
    path[count] = SIZE_MAX;
    return path;
}

/* ---- tree ---- */

static size_t child_of(struct making *making, size_t parent, size_t function)
{
    struct br_stack_views *views = making->views;
    size_t child = views->nodes[parent].first_child;
    while (child != 0 && views->nodes[child].function != function)
        child = views->nodes[child].next_sibling;
    if (child != 0)
        return child;
    if (views->node_count == making->node_capacity) {
        size_t capacity = making->node_capacity * 2;
        struct br_call_node *nodes = realloc(views->nodes, capacity * sizeof *nodes);
        if (nodes == NULL) {
            making->failed = true;
            return parent;
        }
        views->nodes = nodes;
        making->node_capacity = capacity;
    }
    child = views->node_count++;
    views->nodes[child] = (struct br_call_node){
        .function = function, .parent = parent, .next_sibling = views->nodes[parent].first_child};
    views->nodes[parent].first_child = child;
    return child;
}

static void add_to_node(struct br_call_node *node, double value, bool is_self, bool is_before)
{
    if (is_before) {
        node->total_before += value;
        node->self_before += is_self ? value : 0;
    } else {
        node->total += value;
        node->self += is_self ? value : 0;
    }
}

static void add_to_function(struct br_function *function, const struct br_stack *stack,
                            bool is_self, bool counted, bool is_before)
{
    if (is_before) {
        function->total_before += counted ? 0 : stack->value;
        function->self_before += is_self ? stack->value : 0;
        return;
    }
    function->total += counted ? 0 : stack->value;
    function->total_samples += counted ? 0 : stack->samples;
    function->self += is_self ? stack->value : 0;
    function->self_samples += is_self ? stack->samples : 0;
}

static void add_path(struct making *making, const struct br_stack *stack, const size_t *path,
                     size_t mark, bool is_before)
{
    struct br_stack_views *views = making->views;
    size_t node = 0;
    add_to_node(&views->nodes[0], stack->value, path[0] == SIZE_MAX, is_before);
    for (size_t i = 0; path[i] != SIZE_MAX; i++) {
        bool is_self = path[i + 1] == SIZE_MAX;
        node = child_of(making, node, path[i]);
        add_to_node(&views->nodes[node], stack->value, is_self, is_before);
        bool counted = making->last_stack[path[i]] == mark;
        making->last_stack[path[i]] = mark;
        add_to_function(&views->functions[path[i]], stack, is_self, counted, is_before);
    }
}

static void add_stacks(struct making *making, const struct br_stacks *stacks, bool is_before)
{
    struct br_stack_views *views = making->views;
    size_t *functions = calloc(stacks->frames.count + 1, sizeof *functions);
    making->failed = making->failed || functions == NULL;
    for (size_t i = 0; !making->failed && i < stacks->frames.count; i++)
        functions[i] = frame_function(making, &stacks->frames.items[i]);
    for (size_t i = 0; !making->failed && i < stacks->stacks.count; i++) {
        const struct br_stack *stack = &stacks->stacks.items[i];
        size_t *path = path_of(making, stacks, stack, functions);
        if (path == NULL) {
            making->failed = true;
            break;
        }
        add_path(making, stack, path, i * 2 + (is_before ? 1 : 2), is_before);
        if (is_before) {
            views->total_before += stack->value;
            free(path);
            continue;
        }
        views->paths[i] = path;
        views->total += stack->value;
        views->samples += stack->samples;
        views->truncated_samples += stack->truncated ? stack->samples : 0;
    }
    free(functions);
}

/* ---- order ---- */

struct placed {
    struct br_function function;
    size_t old;
};

static int by_self(const void *left, const void *right)
{
    const struct br_function *a = &((const struct placed *)left)->function;
    const struct br_function *b = &((const struct placed *)right)->function;
    if (a->self != b->self)
        return a->self < b->self ? 1 : -1;
    if (a->total != b->total)
        return a->total < b->total ? 1 : -1;
    return strcmp(a->label, b->label);
}

/* Puts the functions in order, and what refers to them by number along with them. */
static bool order_functions(struct br_stack_views *views)
{
    size_t count = views->function_count;
    struct placed *placed = calloc(count + 1, sizeof *placed);
    size_t *now = calloc(count + 1, sizeof *now);
    if (placed == NULL || now == NULL) {
        free(placed);
        free(now);
        return false;
    }
    for (size_t i = 0; i < count; i++)
        placed[i] = (struct placed){.function = views->functions[i], .old = i};
    qsort(placed, count, sizeof *placed, by_self);
    for (size_t i = 0; i < count; i++) {
        views->functions[i] = placed[i].function;
        now[placed[i].old] = i;
    }
    for (size_t i = 1; i < views->node_count; i++)
        views->nodes[i].function = now[views->nodes[i].function];
    for (size_t i = 0; i < views->stacks->stacks.count; i++) {
        for (size_t *at = views->paths[i]; *at != SIZE_MAX; at++)
            *at = now[*at];
    }
    free(placed);
    free(now);
    return true;
}

static bool goes_before(const struct br_stack_views *views, size_t left, size_t right)
{
    const struct br_call_node *a = &views->nodes[left];
    const struct br_call_node *b = &views->nodes[right];
    if (a->total != b->total)
        return a->total > b->total;
    return strcmp(views->functions[a->function].label, views->functions[b->function].label) < 0;
}

/* Children are few, so each list is sorted by insertion. */
static void order_children(struct br_stack_views *views)
{
    for (size_t n = 0; n < views->node_count; n++) {
        size_t rest = views->nodes[n].first_child;
        size_t sorted = 0;
        while (rest != 0) {
            size_t child = rest;
            rest = views->nodes[child].next_sibling;
            size_t *link = &sorted;
            while (*link != 0 && goes_before(views, *link, child))
                link = &views->nodes[*link].next_sibling;
            views->nodes[child].next_sibling = *link;
            *link = child;
        }
        views->nodes[n].first_child = sorted;
    }
}

/* ---- life ---- */

static bool make_room(struct making *making, size_t frames)
{
    struct br_stack_views *views = making->views;
    making->function_capacity = frames + 2;
    making->slot_capacity = 64;
    while (making->slot_capacity < making->function_capacity * 2)
        making->slot_capacity *= 2;
    making->node_capacity = 256;
    making->slots = calloc(making->slot_capacity, sizeof *making->slots);
    making->last_stack = calloc(making->function_capacity, sizeof *making->last_stack);
    views->functions = calloc(making->function_capacity, sizeof *views->functions);
    views->nodes = calloc(making->node_capacity, sizeof *views->nodes);
    views->paths = calloc(views->stacks->stacks.count + 1, sizeof *views->paths);
    views->node_count = 1;
    return making->slots != NULL && making->last_stack != NULL && views->functions != NULL &&
           views->nodes != NULL && views->paths != NULL;
}

bool br_stack_views_make(const struct br_stacks *stacks, const struct br_stacks *before,
                         struct br_stack_views *views)
{
    struct making making = {.views = views};
    *views = (struct br_stack_views){.stacks = stacks};
    making.failed =
        !make_room(&making, stacks->frames.count + (before != NULL ? before->frames.count : 0));
    if (!making.failed && before != NULL)
        add_stacks(&making, before, true);
    if (!making.failed)
        add_stacks(&making, stacks, false);
    free(making.slots);
    free(making.last_stack);
    if (making.failed || !order_functions(views))
        return false;
    order_children(views);
    return true;
}

void br_stack_views_release(struct br_stack_views *views)
{
    for (size_t i = 0; i < views->function_count; i++)
        free(views->functions[i].label);
    for (size_t i = 0; views->paths != NULL && i < views->stacks->stacks.count; i++)
        free(views->paths[i]);
    free(views->functions);
    free(views->nodes);
    free(views->paths);
    *views = (struct br_stack_views){0};
}

/* ---- queries ---- */

static int by_value(const void *left, const void *right)
{
    const struct br_neighbour *a = left;
    const struct br_neighbour *b = right;
    if (a->value != b->value)
        return a->value < b->value ? 1 : -1;
    return a->function < b->function ? -1 : a->function > b->function;
}

size_t br_stack_neighbours(const struct br_stack_views *views, size_t function, bool callers,
                           struct br_neighbour *neighbours, size_t capacity)
{
    struct br_neighbour *all = calloc(views->function_count + 1, sizeof *all);
    size_t *last = calloc(views->function_count + 1, sizeof *last);
    size_t found = 0;
    for (size_t s = 0; all != NULL && last != NULL && s < views->stacks->stacks.count; s++) {
        const size_t *path = views->paths[s];
        for (size_t i = 0; path[i] != SIZE_MAX && path[i + 1] != SIZE_MAX; i++) {
            size_t here = callers ? path[i + 1] : path[i];
            size_t other = callers ? path[i] : path[i + 1];
            if (here != function || last[other] == s + 1)
                continue;
            last[other] = s + 1;
            all[other].function = other;
            all[other].value += views->stacks->stacks.items[s].value;
        }
    }
    for (size_t i = 0; all != NULL && i < views->function_count; i++) {
        if (all[i].value > 0)
            all[found++] = all[i];
    }
    if (found > 0)
        qsort(all, found, sizeof *all, by_value);
    for (size_t i = 0; i < found && i < capacity; i++)
        neighbours[i] = all[i];
    free(all);
    free(last);
    return found;
}

size_t br_stack_greatest_totals(const struct br_stack_views *views, size_t *functions,
                                size_t capacity)
{
    size_t count = 0;
    for (size_t i = 0; i < views->function_count; i++) {
        const struct br_function *function = &views->functions[i];
        size_t at = count < capacity ? count : capacity;
        if (function->frame == NULL || function->total <= 0)
            continue;
        while (at > 0 && views->functions[functions[at - 1]].total < function->total) {
            if (at < capacity)
                functions[at] = functions[at - 1];
            at--;
        }
        if (at >= capacity)
            continue;
        functions[at] = i;
        count += count < capacity ? 1 : 0;
    }
    return count;
}
