/*
 * Rows of stage recorders, merged by path: the readable end of the profiler.
 */
#include "measure/stage_recorder.h"

#include <stdlib.h>
#include <string.h>

/* A merged row. Siblings are a list in the order in which they were first met. */
struct merged {
    uint32_t label;
    uint32_t parent, first_child, last_child, next_sibling;
    bool used; /* it or a row inside it has calls */
    struct br_stage_values values;
};

struct merged_tree {
    struct merged *rows; /* rows[0] is the program itself */
    uint32_t count;
};

static uint32_t find_or_add(struct merged_tree *tree, uint32_t parent, uint32_t label)
{
    struct merged *rows = tree->rows;
    uint32_t row = rows[parent].first_child;
    while (row != 0 && rows[row].label != label)
        row = rows[row].next_sibling;
    if (row != 0)
        return row;
    row = tree->count++;
    rows[row].label = label;
    rows[row].parent = parent;
    if (rows[parent].first_child == 0)
        rows[parent].first_child = row;
    else
        rows[rows[parent].last_child].next_sibling = row;
    rows[parent].last_child = row;
    return row;
}

static void add_values(struct br_stage_values *sum, const struct br_stage_values *values)
{
    sum->calls += values->calls;
    sum->wall_ticks += values->wall_ticks;
    sum->self_wall_ticks += values->self_wall_ticks;
    sum->allocated_bytes += values->allocated_bytes;
    sum->freed_bytes += values->freed_bytes;
    sum->allocations += values->allocations;
    sum->cpu_ns += values->cpu_ns;
    sum->cpu_calls += values->cpu_calls;
    sum->rss_growth_bytes += values->rss_growth_bytes;
    sum->rss_calls += values->rss_calls;
    if (values->wall_ticks_max > sum->wall_ticks_max)
        sum->wall_ticks_max = values->wall_ticks_max;
    if (values->high_water_bytes > sum->high_water_bytes)
        sum->high_water_bytes = values->high_water_bytes;
}

/* Marks a row and those around it as worth showing. */
static void mark_used(struct merged_tree *tree, uint32_t row)
{
    while (row != 0 && !tree->rows[row].used) {
        tree->rows[row].used = true;
        row = tree->rows[row].parent;
    }
}

/* Adds a recorder's rows. A row's number is larger than its parent's, so the parent is placed. */
static void add_recorder(struct merged_tree *tree, const struct br_stage_recorder *recorder)
{
    uint32_t place[BR_STAGE_ROW_LIMIT] = {0};
    for (uint32_t row = 1; row <= recorder->row_count; row++) {
        uint32_t source = row < recorder->row_count ? row : BR_STAGE_ROW_OTHER;
        const struct br_stage_node *node = &recorder->nodes[source];
        place[source] = find_or_add(tree, place[node->parent], node->label);
        add_values(&tree->rows[place[source]].values, &node->values);
        if (node->values.calls > 0)
            mark_used(tree, place[source]);
    }
}

static void append_path(char *path, size_t *size, const char *label)
{
    size_t label_size = strlen(label);
    if (*size > 0)
        path[(*size)++] = '.';
    memcpy(path + *size, label, label_size + 1);
    *size += label_size;
}

/* Joins labels, outermost first; a path too long for `capacity` loses its beginning. */
static void join_path(const struct br_stage_profiler *profiler, const uint32_t *labels,
                      size_t count, char *path, size_t capacity)
{
    char whole[(BR_STAGE_DEPTH + 1) * BR_STAGE_LABEL_SIZE] = "";
    size_t size = 0;
    for (size_t i = 0; i < count; i++)
        append_path(whole, &size, profiler->labels[labels[count - 1 - i] - 1]);
    if (size < capacity) {
        memcpy(path, whole, size + 1);
    } else if (capacity > 4) {
        memcpy(path, "...", 3);
        memcpy(path + 3, whole + size - (capacity - 4), capacity - 3);
    } else if (capacity > 0) {
        path[0] = '\0';
    }
}

static void fill_row(const struct br_stage_profiler *profiler, const struct merged_tree *tree,
                     uint32_t index, struct br_stage_row *row)
{
    uint32_t labels[BR_STAGE_DEPTH + 1];
    size_t depth = 0;
    for (uint32_t at = index; at != 0; at = tree->rows[at].parent)
        labels[depth++] = tree->rows[at].label;
    join_path(profiler, labels, depth, row->path, sizeof row->path);

    const struct br_stage_values *values = &tree->rows[index].values;
    row->calls = values->calls;
    row->wall_ticks = values->wall_ticks;
    row->self_wall_ticks = values->self_wall_ticks;
    row->wall_ticks_max = values->wall_ticks_max;
    row->cpu_ns = values->cpu_ns;
    row->cpu_calls = values->cpu_calls;
    row->allocated_bytes = values->allocated_bytes;
    row->freed_bytes = values->freed_bytes;
    row->allocations = values->allocations;
    row->high_water_bytes = values->high_water_bytes;
    row->rss_growth_bytes = values->rss_growth_bytes;
    row->rss_calls = values->rss_calls;
}

/* The row after `row` when parents come before children: a child, a sibling, an uncle; 0 = done. */
static uint32_t next_in_order(const struct merged_tree *tree, uint32_t row)
{
    if (tree->rows[row].first_child != 0)
        return tree->rows[row].first_child;
    while (row != 0 && tree->rows[row].next_sibling == 0)
        row = tree->rows[row].parent;
    return row != 0 ? tree->rows[row].next_sibling : 0;
}

static size_t write_rows(const struct br_stage_profiler *profiler, const struct merged_tree *tree,
                         struct br_stage_row **rows)
{
    *rows = calloc(tree->count, sizeof **rows);
    if (*rows == NULL)
        return 0;
    size_t count = 0;
    for (uint32_t row = next_in_order(tree, 0); row != 0; row = next_in_order(tree, row)) {
        if (tree->rows[row].used)
            fill_row(profiler, tree, row, &(*rows)[count++]);
    }
    if (count == 0) {
        free(*rows);
        *rows = NULL;
    }
    return count;
}

/* Merges the recorders from `first` on; only that one when `alone`. */
static size_t merge(const struct br_stage_profiler *profiler, const struct br_stage_recorder *first,
                    bool alone, struct br_stage_row **rows)
{
    *rows = NULL;
    size_t capacity = 1;
    for (const struct br_stage_recorder *r = first; r != NULL; r = alone ? NULL : r->next)
        capacity += r->row_count;
    struct merged_tree tree = {.rows = calloc(capacity, sizeof *tree.rows), .count = 1};
    if (tree.rows == NULL)
        return 0;
    for (const struct br_stage_recorder *r = first; r != NULL; r = alone ? NULL : r->next)
        add_recorder(&tree, r);
    size_t count = write_rows(profiler, &tree, rows);
    free(tree.rows);
    return count;
}

size_t br_stage_rows(const struct br_stage_profiler *profiler, struct br_stage_row **rows)
{
    return merge(profiler, profiler->first, false, rows);
}

size_t br_stage_rows_of(const struct br_stages *stages, struct br_stage_row **rows)
{
    const struct br_stage_recorder *recorder = (const struct br_stage_recorder *)stages;
    return merge(recorder->profiler, recorder, true, rows);
}

void br_stage_row_path(const struct br_stages *stages, uint32_t row, char *path, size_t size)
{
    const struct br_stage_recorder *recorder = (const struct br_stage_recorder *)stages;
    uint32_t labels[BR_STAGE_DEPTH + 1];
    size_t depth = 0;
    /* A row that was never begun has no label. row_count is its thread's own and not looked at. */
    if (row >= BR_STAGE_ROW_LIMIT || recorder->nodes[row].label == 0)
        row = 0;
    for (; row != 0 && depth < BR_STAGE_DEPTH; row = recorder->nodes[row].parent)
        labels[depth++] = recorder->nodes[row].label;
    join_path(recorder->profiler, labels, depth, path, size);
}

unsigned br_stage_path_depth(const char *path)
{
    unsigned depth = 0;
    for (; *path != '\0'; path++)
        depth += *path == '.';
    return depth;
}
