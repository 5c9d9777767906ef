/*
 * Allocation figures for the stage profiler from jemalloc, where the program has it: jemalloc is
 * looked for by a weak reference, so that a program without it links and runs all the same.
 */
#include <benchrun/stage.h>

#include <stdlib.h>

int mallctl(const char *name, void *old_value, size_t *old_size, void *new_value, size_t new_size)
    __attribute__((weak));

static const uint64_t *thread_counter(const char *name)
{
    uint64_t *counter = NULL;
    size_t size = sizeof counter;
    if (mallctl == NULL || mallctl(name, &counter, &size, NULL, 0) != 0)
        return NULL;
    return counter;
}

static const uint64_t *allocated_bytes(void)
{
    return thread_counter("thread.allocatedp");
}

static const uint64_t *freed_bytes(void)
{
    return thread_counter("thread.deallocatedp");
}

/* jemalloc may be linked and yet stand behind another malloc, a sanitizer's for example: then its
 * counters do not move. */
static int is_moving(const uint64_t *counter)
{
    uint64_t before = *(const volatile uint64_t *)counter;
    void *volatile block = malloc(1);
    uint64_t after = *(const volatile uint64_t *)counter;
    free(block);
    return after != before;
}

const struct br_stage_allocator *br_stage_allocator_jemalloc(void)
{
    static const struct br_stage_allocator jemalloc = {
        .allocated_bytes = allocated_bytes,
        .freed_bytes = freed_bytes,
    };
    const uint64_t *counter = allocated_bytes();
    return counter != NULL && is_moving(counter) ? &jemalloc : NULL;
}
