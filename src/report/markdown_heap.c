/* Heap profiles: the sites that allocate, the tree of calls to them, the peak and what is left. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "report/heap.h"
#include "report/markdown.h"
#include "summary/heap.h"
#include "summary/stacks.h"

enum { SITES_SHOWN = 20, TREE_LINES = 40, TREE_DEPTH = 40 };
static const double tree_share_least = 0.02;

/* ---- the tree of calls ---- */

struct tree {
    const struct br_stack_views *views;
    size_t lines;
    struct br_text *text;
};

/* Code blocks show text as it is, but for what must not reach a terminal. */
static void tree_line(struct tree *tree, const struct br_call_node *node, unsigned depth)
{
    char share[BR_UNITS_BUFFER];
    const struct br_function *function = &tree->views->functions[node->function];
    br_format_percent(share, node->total / tree->views->total);
    br_text_format(tree->text, "%8s  ", share);
    br_text_append_repeat(tree->text, ' ', 2 * (size_t)depth);
    br_text_append_visible(tree->text, function->label);
    if (function->library[0] != '\0' && function->frame != NULL &&
        function->frame->function != NULL) {
        br_text_append(tree->text, "  ");
        br_text_append_visible(tree->text, function->library);
    }
    br_text_append(tree->text, "\n");
    tree->lines++;
}

static void tree_children(struct tree *tree, size_t parent, unsigned depth)
{
    const struct br_call_node *nodes = tree->views->nodes;
    for (size_t i = nodes[parent].first_child; i != 0; i = nodes[i].next_sibling) {
        if (nodes[i].total < tree_share_least * tree->views->total || tree->lines >= TREE_LINES ||
            depth >= TREE_DEPTH)
            return;
        tree_line(tree, &nodes[i], depth);
        tree_children(tree, i, depth + 1);
    }
}

/* The way from the program's start to the workload is the same for all: the tree begins after it.
 */
static size_t first_fork(const struct br_stack_views *views)
{
    const struct br_call_node *nodes = views->nodes;
    size_t at = 0;
    for (size_t next = nodes[0].first_child; next != 0 && nodes[next].total >= views->total;
         next = nodes[next].first_child) {
        const struct br_function *function = &views->functions[nodes[next].function];
        if (function->frame != NULL && strncmp(function->library, "libc.so", 7) != 0)
            break;
        at = next;
    }
    return at;
}

static void write_tree(const struct br_stacks *stacks, struct br_text *text)
{
    struct br_stack_views views = {0};
    struct tree tree = {.views = &views, .text = text};
    if (br_stack_views_make(stacks, NULL, &views) && views.total > 0 && views.node_count > 1) {
        br_text_append(text, "The calls that lead there, those below 2 % left out:\n\n```text\n");
        tree_children(&tree, first_fork(&views), 0);
        br_text_append(text, "```\n\n");
    }
    br_stack_views_release(&views);
}

/* ---- sites ---- */

static void write_sites(const struct br_heap_sites *sites, double records, struct br_text *text)
{
    struct br_table table = {0};
    br_heap_site_columns(&table, isfinite(records));
    for (size_t i = 0; i < sites->count && i < SITES_SHOWN; i++)
        br_heap_site_row(&sites->items[i], records, &table);
    br_markdown_table(&table, text);
    if (sites->count > SITES_SHOWN)
        br_text_format(text, "%zu sites with less are left out.\n\n", sites->count - SITES_SHOWN);
}

static void write_moment(const char *heading, const char *nothing, const struct br_stacks *stacks,
                         const struct br_heap_sites *sites, struct br_text *text)
{
    char bytes[BR_UNITS_BUFFER], samples[BR_UNITS_BUFFER];
    if (stacks == NULL)
        return;
    if (sites->count == 0) {
        br_text_format(text, "%s\n\n", nothing);
        return;
    }
    br_text_format(text, "%s: %s, estimated from %s samples.\n\n", heading,
                   br_units_format_bytes(bytes, sites->bytes),
                   br_format_count(samples, sites->samples));
    write_sites(sites, NAN, text);
}

static void write_cell(const struct br_summary_cell *cell, const struct br_summary_heap *heap,
                       struct br_text *text)
{
    struct br_text line = {0};
    br_text_format(text, "### Allocation sites, %s\n\n", cell->label);
    br_heap_describe(heap, &line);
    br_text_append_markdown(text, br_text_string(&line));
    br_text_append(text, "\n\n");
    br_text_release(&line);
    if (heap->allocated == NULL)
        return;
    if (heap->allocated_sites.count > 0) {
        write_sites(&heap->allocated_sites, (double)heap->allocated->records, text);
        write_tree(heap->allocated, text);
    }
    write_moment("Live at the peak",
                 "At the peak nothing of it was live in the sample: what a record takes it gives "
                 "back.",
                 heap->peak, &heap->peak_sites, text);
    write_moment("Never freed, seen after the workers and the workload were ended",
                 "After the workers and the workload were ended nothing sampled was left.",
                 heap->leak, &heap->leak_sites, text);
    char *name = br_cell_file_name(cell->cell);
    br_text_format(text,
                   "For jeprof, beside this report where it was measured: "
                   "`heap/%s-peak.heap`, `heap/%s-end.heap`, `heap/%s-leak.heap`.\n\n",
                   name, name, name);
    free(name);
}

void br_markdown_heap(const struct br_summary *summary, struct br_text *text)
{
    bool first = true;
    for (size_t i = 0; i < summary->cell_count; i++) {
        struct br_summary_heap heap;
        br_summary_heap_make(summary->profile, summary->cells[i].cell, &heap);
        if (heap.result != NULL) {
            if (first)
                br_text_append(text, "## Where the memory is allocated\n\n"
                                     "Estimates from samples of the heap pass. A site is the "
                                     "innermost function that is not the allocator.\n\n");
            first = false;
            write_cell(&summary->cells[i], &heap, text);
        }
        br_summary_heap_release(&heap);
    }
}
