/*
 * Views of sampled stacks, of CPU time and of the heap alike: functions with what they used
 * themselves and with their callees, who called whom, and the tree of calls. One profile, or two of
 * one mode side by side.
 *
 * A function is what has one name (or offset) in one library, wherever in it the samples were.
 * benchrun's own frames are folded: those of a run of them, and all that lies outside the outermost
 * of them (the thread's start), are one entry, "benchrun". Values are in the unit of the stacks and
 * are estimates; shares are of all values.
 */
#ifndef BR_SUMMARY_STACKS_H
#define BR_SUMMARY_STACKS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "model/stacks.h"

#define BR_STACKS_HARNESS "benchrun"        /* label of what is folded */
#define BR_STACKS_INCOMPLETE "(incomplete)" /* label of the root of truncated stacks */

struct br_function {
    char *label;                  /* the name, else "library+0x1f30", else "0x7f..." */
    const char *library;          /* "" unknown; borrowed from the stacks */
    const struct br_frame *frame; /* the first of them; NULL: what is folded or incomplete */
    double self, total;           /* without and with its callees; recursion is counted once */
    uint64_t self_samples, total_samples;
    double self_before, total_before; /* in the first of two profiles */
};

/* A node of the tree of calls; indices into the views' nodes, 0 being the root (no function). */
struct br_call_node {
    size_t function;
    size_t parent;
    size_t first_child, next_sibling; /* 0 = none; the greatest total first */
    double self, total;
    double self_before, total_before;
};

/* Another function next to one: a caller or callee. */
struct br_neighbour {
    size_t function;
    double value; /* of what they have in common */
};

struct br_stack_views {
    const struct br_stacks *stacks; /* borrowed, and so are its texts */
    double total, total_before;     /* of all stacks */
    uint64_t samples, truncated_samples;
    struct br_function *functions; /* the greatest self first */
    size_t function_count;
    struct br_call_node *nodes;
    size_t node_count;
    size_t **paths; /* per stack, functions from the root inwards, ended by SIZE_MAX */
};

/* The views of `stacks`; with `before` (else NULL) also what that profile has of the same functions
 * and calls. False when memory is out; release in any case. */
bool br_stack_views_make(const struct br_stacks *stacks, const struct br_stacks *before,
                         struct br_stack_views *views);
void br_stack_views_release(struct br_stack_views *views);

/* The callers of (else the functions called by) `function` in `stacks`, the greatest first; at most
 * `capacity`; returns how many there are in all. */
size_t br_stack_neighbours(const struct br_stack_views *views, size_t function, bool callers,
                           struct br_neighbour *neighbours, size_t capacity);

/* The functions with the greatest total, without the folded ones; at most `capacity` indices;
 * returns how many were stored. */
size_t br_stack_greatest_totals(const struct br_stack_views *views, size_t *functions,
                                size_t capacity);

/* "name", "library+0x1f30" or "0x7f...": the label of a frame's function, to be freed. */
char *br_frame_label(const struct br_frame *frame);

#endif
