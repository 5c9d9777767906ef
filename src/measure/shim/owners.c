/* The side table of the counting shim; see owners.h. */
#include "measure/shim/owners.h"

#include <stdatomic.h>
#include <stddef.h>
#include <sys/mman.h>

/* Of an address: 3 bits, since jemalloc's smallest blocks lie 8 bytes apart, then the place in a
 * leaf, in a branch, in the root. */
#define GRAIN_BITS 3u
#define LEAF_BITS 18u
#define BRANCH_BITS 12u
#define ROOT_BITS 15u
#define LEAF_SHIFT (GRAIN_BITS + LEAF_BITS)
#define BRANCH_SHIFT (LEAF_SHIFT + BRANCH_BITS)
#define ADDRESS_BITS (BRANCH_SHIFT + ROOT_BITS)

struct leaf {
    _Atomic uint16_t owners[1u << LEAF_BITS]; /* 0 = nobody */
};
struct branch {
    struct leaf *_Atomic leaves[1u << BRANCH_BITS];
};

static struct branch *_Atomic root[1u << ROOT_BITS];
static _Atomic uint32_t threads;
static _Atomic bool incomplete;
static __thread uint16_t own_number __attribute__((tls_model("initial-exec")));

uint16_t br_owners_self(void)
{
    if (own_number == 0) {
        uint32_t number = atomic_fetch_add_explicit(&threads, 1, memory_order_relaxed) + 1;
        own_number = number <= UINT16_MAX ? (uint16_t)number : 0;
    }
    return own_number;
}

/* Zeroed memory from the system: malloc is what this is part of. NULL when there is none. */
static void *map(size_t size)
{
    const int flags = MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE;
    /* cppcheck-suppress invalidFunctionArg ; what mmap takes with MAP_ANONYMOUS */
    void *memory = mmap(NULL, size, PROT_READ | PROT_WRITE, flags, -1, 0);
    /* cppcheck-suppress memleak ; it is returned */
    return memory != MAP_FAILED ? memory : NULL;
}

static struct branch *branch_at(uintptr_t address, bool make)
{
    struct branch *_Atomic *place = &root[address >> BRANCH_SHIFT];
    struct branch *branch = atomic_load_explicit(place, memory_order_acquire);
    if (branch != NULL || !make)
        return branch;
    struct branch *made = map(sizeof *made);
    if (made == NULL || atomic_compare_exchange_strong(place, &branch, made))
        return made;
    munmap(made, sizeof *made);
    return branch;
}

static struct leaf *leaf_in(struct branch *branch, uintptr_t address, bool make)
{
    struct leaf *_Atomic *place =
        &branch->leaves[address >> LEAF_SHIFT & ((1u << BRANCH_BITS) - 1)];
    struct leaf *leaf = atomic_load_explicit(place, memory_order_acquire);
    if (leaf != NULL || !make)
        return leaf;
    struct leaf *made = map(sizeof *made);
    if (made == NULL || atomic_compare_exchange_strong(place, &leaf, made))
        return made;
    munmap(made, sizeof *made);
    return leaf;
}

/* The block's entry; NULL where there is none (and none could be made). */
static _Atomic uint16_t *entry_of(const void *block, bool make)
{
    uintptr_t address = (uintptr_t)block;
    if (address >> ADDRESS_BITS != 0)
        return NULL;
    struct branch *branch = branch_at(address, make);
    struct leaf *leaf = branch != NULL ? leaf_in(branch, address, make) : NULL;
    return leaf != NULL ? &leaf->owners[address >> GRAIN_BITS & ((1u << LEAF_BITS) - 1)] : NULL;
}

void br_owners_set(const void *block, uint16_t owner)
{
    _Atomic uint16_t *entry = entry_of(block, true);
    if (entry != NULL)
        atomic_store_explicit(entry, owner, memory_order_relaxed);
    if (entry == NULL || owner == 0)
        atomic_store_explicit(&incomplete, true, memory_order_relaxed);
}

uint16_t br_owners_take(const void *block)
{
    _Atomic uint16_t *entry = entry_of(block, false);
    if (entry == NULL)
        return 0;
    uint16_t owner = atomic_load_explicit(entry, memory_order_relaxed);
    atomic_store_explicit(entry, 0, memory_order_relaxed);
    return owner;
}

bool br_owners_complete(void)
{
    return !atomic_load_explicit(&incomplete, memory_order_relaxed);
}
