/*
 * The counting shim: malloc and its family over jemalloc's extended interface, every call counted.
 *
 * Preloaded into the child of the alloc pass, and into nothing else. Sizes are size classes, as
 * jemalloc serves them (nallocx, sallocx). A realloc counts as an allocation and a free when the
 * block moves or changes its size class, which is when jemalloc's own nrequests counts it.
 *
 * The counts of a thread lie in initial-exec TLS: no allocation is needed to reach them, so that
 * the dynamic linker's own calls before main and at thread start are safe.
 */
#include "measure/shim/allocation_shim.h"

#include <errno.h>
#include <malloc.h>
#include <stdatomic.h>
#include <string.h>

#include <jemalloc/jemalloc.h>

#include "measure/shim/owners.h"

#define PAGE_BYTES ((size_t)4096)

static __thread struct br_allocation_counts counts __attribute__((tls_model("initial-exec")));

/* Shared by all threads; a library that replaces malloc has nowhere else to keep them. */
static _Atomic int64_t live_bytes;
static _Atomic int64_t peak_bytes;

/* ---- counting ---- */

static void raise_peak(int64_t live)
{
    int64_t peak = atomic_load_explicit(&peak_bytes, memory_order_relaxed);
    while (live > peak && !atomic_compare_exchange_weak_explicit(
                              &peak_bytes, &peak, live, memory_order_relaxed, memory_order_relaxed))
        ;
}

static void add_live(int64_t bytes)
{
    raise_peak(atomic_fetch_add_explicit(&live_bytes, bytes, memory_order_relaxed) + bytes);
}

static void raise_thread_peak(void)
{
    int64_t live = (int64_t)(counts.allocated_bytes - counts.freed_bytes);
    if (live > (int64_t)counts.live_peak_bytes)
        counts.live_peak_bytes = (uint64_t)live;
}

static void count_allocation(size_t requested, size_t usable)
{
    counts.allocations++;
    counts.requested_bytes += requested;
    counts.allocated_bytes += usable;
    raise_thread_peak();
    add_live((int64_t)usable);
}

/* `foreign`: another thread had allocated it. */
static void count_free(size_t usable, bool foreign)
{
    counts.frees++;
    counts.freed_bytes += usable;
    counts.foreign_frees += foreign ? 1 : 0;
    counts.foreign_freed_bytes += foreign ? usable : 0;
    add_live(-(int64_t)usable);
}

struct resize {
    size_t requested, old_usable, new_usable;
    bool moved, foreign; /* `foreign`: another thread had allocated the old block */
};

/* A resize that is one for jemalloc, too. */
static bool is_new_block(const struct resize *resize)
{
    return resize->moved || resize->new_usable != resize->old_usable;
}

/* The old block lives until the new one is there: the peak is that of both when it moved. */
static void count_resize(const struct resize *resize)
{
    if (!resize->moved)
        count_free(resize->old_usable, resize->foreign);
    count_allocation(resize->requested, resize->new_usable);
    if (resize->moved)
        count_free(resize->old_usable, resize->foreign);
}

/* ---- the forwarding ---- */

/* mallocx leaves a size of 0 undefined; malloc gives the smallest block for it. */
static void *allocate(size_t size, int flags)
{
    size_t asked = size > 0 ? size : 1;
    size_t usable = nallocx(asked, flags);
    void *block = usable > 0 ? mallocx(asked, flags) : NULL;
    if (block == NULL) {
        errno = ENOMEM;
        return NULL;
    }
    count_allocation(size, usable);
    br_owners_set(block, br_owners_self());
    return block;
}

static void release(void *block)
{
    if (block == NULL)
        return;
    size_t usable = sallocx(block, 0);
    count_free(usable, br_owners_is_foreign(br_owners_take(block)));
    sdallocx(block, usable, 0);
}

static bool is_power_of_two(size_t value)
{
    return value != 0 && (value & (value - 1)) == 0;
}

static void *allocate_aligned(size_t alignment, size_t size)
{
    if (!is_power_of_two(alignment)) {
        errno = EINVAL;
        return NULL;
    }
    return allocate(size, MALLOCX_ALIGN(alignment));
}

void *malloc(size_t size)
{
    return allocate(size, 0);
}

void *calloc(size_t count, size_t size)
{
    size_t whole;
    if (__builtin_mul_overflow(count, size, &whole)) {
        errno = ENOMEM;
        return NULL;
    }
    return allocate(whole, MALLOCX_ZERO);
}

void free(void *block)
{
    release(block);
}

/* What realloc(block, 0) means is an option of jemalloc (opt.zero_realloc): keep what it has. */
static bool zero_size_frees(void)
{
    const char *behaviour = NULL;
    size_t size = sizeof behaviour;
    return mallctl("opt.zero_realloc", (void *)&behaviour, &size, NULL, 0) == 0 &&
           strcmp(behaviour, "free") == 0;
}

static void *resize_block(void *block, size_t size)
{
    size_t asked = size > 0 ? size : 1;
    uintptr_t old_address = (uintptr_t)block;
    uint16_t owner = br_owners_take(block);
    struct resize resize = {
        .requested = size, .old_usable = sallocx(block, 0), .foreign = br_owners_is_foreign(owner)};
    void *resized = nallocx(asked, 0) > 0 ? rallocx(block, asked, 0) : NULL;
    if (resized == NULL) {
        br_owners_set(block, owner);
        errno = ENOMEM;
        return NULL;
    }
    resize.new_usable = sallocx(resized, 0);
    resize.moved = (uintptr_t)resized != old_address;
    br_owners_set(resized, is_new_block(&resize) ? br_owners_self() : owner);
    if (is_new_block(&resize))
        count_resize(&resize);
    return resized;
}

void *realloc(void *block, size_t size)
{
    if (block == NULL)
        return allocate(size, 0);
    if (size == 0 && zero_size_frees()) {
        release(block);
        return NULL;
    }
    return resize_block(block, size);
}

int posix_memalign(void **block, size_t alignment, size_t size)
{
    if (!is_power_of_two(alignment) || alignment < sizeof(void *))
        return EINVAL;
    int saved = errno;
    void *allocated = allocate_aligned(alignment, size);
    errno = saved;
    if (allocated == NULL)
        return ENOMEM;
    *block = allocated;
    return 0;
}

void *aligned_alloc(size_t alignment, size_t size)
{
    return allocate_aligned(alignment, size);
}

void *memalign(size_t alignment, size_t size)
{
    return allocate_aligned(alignment, size);
}

void *valloc(size_t size)
{
    return allocate_aligned(PAGE_BYTES, size);
}

/* jemalloc has no pvalloc: without this one the C library's own heap would serve it. */
void *pvalloc(size_t size)
{
    size_t whole;
    if (__builtin_add_overflow(size, PAGE_BYTES - 1, &whole)) {
        errno = ENOMEM;
        return NULL;
    }
    return allocate_aligned(PAGE_BYTES, whole & ~(PAGE_BYTES - 1));
}

size_t malloc_usable_size(void *block)
{
    return block != NULL ? sallocx(block, 0) : 0;
}

/* ---- for allocation.c ---- */

struct br_allocation_counts *br_allocation_shim_counts(void)
{
    return &counts;
}

bool br_allocation_shim_knows_owners(void)
{
    return br_owners_complete();
}

void br_allocation_shim_live(struct br_allocation_live *live)
{
    live->live_bytes = atomic_load_explicit(&live_bytes, memory_order_relaxed);
    live->peak_bytes = atomic_load_explicit(&peak_bytes, memory_order_relaxed);
}

void br_allocation_shim_reset_peak(void)
{
    atomic_store_explicit(&peak_bytes, atomic_load_explicit(&live_bytes, memory_order_relaxed),
                          memory_order_relaxed);
}
