/*
 * From heap profiles to stacks: addresses become frames, sampled counts become estimates. In the
 * parent, after the child has answered, or for a file that was written at any time.
 */
#ifndef BR_ENGINE_HEAP_H
#define BR_ENGINE_HEAP_H

#include "engine/job.h"
#include "measure/heap_dump.h"
#include "engine/symbols.h"

enum br_heap_view {
    BR_HEAP_ALLOCATED, /* everything that was allocated */
    BR_HEAP_LIVE       /* what was not freed when the dump was taken */
};

/* Appends the stacks of a dump in one of its views to zeroed `stacks`. Frames of the allocator
 * itself are left out. Values are estimates by br_heap_factor. A thread that is named
 * BR_HEAP_LANE and a number has that number; the others have that after the last. */
void br_heap_stacks(const struct br_heap_dump *dump, enum br_heap_view view,
                    struct br_symbols *symbols, struct br_stacks *stacks);

/* The stacks of one file in one of its views, with names as far as the files that were mapped are
 * still the same builds. */
int br_heap_load(const char *path, enum br_heap_view view, struct br_stacks *stacks,
                 struct br_error *error);

/* The dumps of a heap pass, put into its result as stacks: heap-allocated, heap-peak, heap-end and
 * heap-leak. Fails when a dump cannot be read: the result then has no stacks, and its sampling is
 * unsupported. */
int br_heap_digest(const struct br_heap_texts *dumps, const char *executable,
                   struct br_result *result, struct br_error *error);

/* Writes the dumps as <folder>/<mode>/heap/<cell>-<kind>.heap, which jeprof reads. */
int br_heap_save(const struct br_heap_texts *dumps, const struct br_cell *cell, const char *folder,
                 struct br_error *error);

#endif
