/*
 * Memory that the system refuses to jemalloc: every arena's hook for new memory is wrapped.
 */
#include "measure/allocation.h"

#include <stdio.h>
#include <stdlib.h>

#include <jemalloc/jemalloc.h>

/* One arena's hooks; jemalloc hands back the pointer to the first member. */
struct wrapped_hooks {
    extent_hooks_t hooks;
    extent_hooks_t *before;
    _Atomic uint64_t *refused_bytes;
};

/* One at a given address is a try that jemalloc has a second way for. */
static void *allocate(extent_hooks_t *hooks, void *address, size_t size, size_t alignment,
                      bool *zero, bool *commit, unsigned arena)
{
    const struct wrapped_hooks *own = (const struct wrapped_hooks *)hooks;
    void *memory = own->before->alloc(own->before, address, size, alignment, zero, commit, arena);
    if (address == NULL)
        atomic_store_explicit(own->refused_bytes, memory == NULL ? size : 0, memory_order_relaxed);
    return memory;
}

/* The arena of large objects is made when the first is asked for. */
static void make_arena_of_large_objects(void)
{
    size_t threshold = 0;
    size_t size = sizeof threshold;
    if (mallctl("opt.oversize_threshold", &threshold, &size, NULL, 0) == 0 && threshold > 0)
        free(malloc(threshold));
}

static void wrap_arena(unsigned arena, _Atomic uint64_t *refused_bytes)
{
    char name[64];
    struct wrapped_hooks *own = malloc(sizeof *own);
    extent_hooks_t *before = NULL;
    size_t size = sizeof(extent_hooks_t *);
    snprintf(name, sizeof name, "arena.%u.extent_hooks", arena);
    if (own == NULL || mallctl(name, (void *)&before, &size, NULL, 0) != 0) {
        free(own);
        return;
    }
    *own =
        (struct wrapped_hooks){.hooks = *before, .before = before, .refused_bytes = refused_bytes};
    own->hooks.alloc = allocate;
    extent_hooks_t *new_hooks = &own->hooks; /* in use until the process ends */
    if (mallctl(name, NULL, NULL, (void *)&new_hooks, sizeof(extent_hooks_t *)) != 0)
        free(own);
}

void br_allocation_watch_refusals(_Atomic uint64_t *refused_bytes)
{
    unsigned arenas = 0;
    size_t size = sizeof arenas;
    make_arena_of_large_objects();
    if (mallctl("arenas.narenas", &arenas, &size, NULL, 0) != 0)
        return;
    for (unsigned arena = 0; arena < arenas; arena++)
        wrap_arena(arena, refused_bytes);
}
