/*
 * Who allocated a block: a side table from addresses to threads, so that a free on another thread
 * is known exactly and no block becomes larger for it.
 *
 * jemalloc cannot tell: its arenas.lookup names the arena that a block's memory comes from, but a
 * block freed by another thread goes to that thread's cache and is served from there again.
 *
 * Two bytes for every 8 bytes of address space, which is how close jemalloc's smallest blocks lie,
 * in a tree of three levels whose leaves cover 2 MiB; leaves are mapped when first needed and
 * touched as blocks come: up to a quarter of the heap, which counts as the harness's own memory.
 * Taking and looking up cost a few loads each. A block's entry is written by the thread that has
 * the block, so that nothing is locked.
 */
#ifndef BR_MEASURE_SHIM_OWNERS_H
#define BR_MEASURE_SHIM_OWNERS_H

#include <stdbool.h>
#include <stdint.h>

/* The calling thread's number: 1 and up; 0 where there are too many threads. */
uint16_t br_owners_self(void);

/* The block is the thread's with that number from now on. */
void br_owners_set(const void *block, uint16_t owner);

/* Forgets the owner and returns it; before the block is given back, since another thread may get it
 * then. 0 for a block that nobody set: it came past the shim. */
uint16_t br_owners_take(const void *block);

static inline bool br_owners_is_foreign(uint16_t owner)
{
    return owner != 0 && owner != br_owners_self();
}

/* False once a block could not be entered: no memory for the table, more than 65,535 threads, or
 * an address beyond 48 bits. From then on foreign frees may have been missed. */
bool br_owners_complete(void);

#endif
