/*
 * What the allocator says: jemalloc's own statistics, and the exact counts of the counting shim.
 *
 * jemalloc counts requests exactly only after a flush of the thread caches and an epoch. The shim
 * (libbenchrun-alloc.so, preloaded into the child of the alloc pass and nowhere else) counts every
 * call per thread and knows live bytes and their peak.
 */
#ifndef BR_MEASURE_ALLOCATION_H
#define BR_MEASURE_ALLOCATION_H

#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/error.h"
#include "measure/stage.h"

/* One thread's counts, kept by the shim; bytes are usable (size class) unless they say requested.
 */
struct br_allocation_counts {
    uint64_t allocations;
    uint64_t frees;
    uint64_t requested_bytes;
    uint64_t allocated_bytes;
    uint64_t freed_bytes;
    /* Largest allocated - freed on this thread, which is negative where the thread frees what
     * others allocated: read it as int64_t. Stage marks lower it while a stage is open. */
    uint64_t live_peak_bytes;
    uint64_t foreign_frees; /* of the frees: of blocks that another thread had allocated */
    uint64_t foreign_freed_bytes;
};

/* The whole process, kept by the shim: live bytes over all threads and the peak since reset. */
struct br_allocation_live {
    int64_t live_bytes;
    int64_t peak_bytes;
};

struct br_allocator_memory { /* jemalloc's stats.*, after an epoch; bytes */
    uint64_t allocated, active, metadata, resident, mapped, retained;
};

struct br_size_class {
    uint64_t bytes;    /* the class's size */
    uint64_t requests; /* nrequests: exact only after br_allocation_flush on every thread */
};

/* True when jemalloc serves this process's malloc: allocates once and looks whether
 * thread.allocated moved. `reason` (may be NULL) gets why not, static text, or NULL. */
bool br_allocation_in_effect(const char **reason);
/* True when the counting shim is loaded and counting. */
bool br_allocation_shim_loaded(void);

/* The calling thread's counts; NULL without the shim. The pointer stays valid for the thread. */
const struct br_allocation_counts *br_allocation_thread_counts(void);
/* False without the shim, and once it may have missed a foreign free; then the counts of foreign
 * frees are worth nothing. */
bool br_allocation_knows_owners(void);
/* Process-wide live bytes; false without the shim. Reset lowers the peak to the live value. */
bool br_allocation_live(struct br_allocation_live *live);
void br_allocation_live_reset(void);

/* Flushes the calling thread's cache, so that its requests reach the arenas' counters. */
void br_allocation_flush(void);
/* Refreshes the epoch and reads. False and zeros when jemalloc is not in effect, which takes one
 * allocation to find out. */
bool br_allocation_memory(struct br_allocator_memory *memory);
/* All size classes, small and large, merged over arenas; at most `capacity`; returns how many.
 * These two allocate nothing, so that they can stand around what they count. Where jemalloc is not
 * in effect they see nothing of the program and do not move. */
size_t br_allocation_size_classes(struct br_size_class *classes, size_t capacity);
/* Sum of requests over all classes; thread caches flushed by their own threads before. */
uint64_t br_allocation_requests(void);
/* One of jemalloc's mutexes, or a kind of them with all arenas taken together. Counts are those of
 * jemalloc's mutex statistics (stats.mutexes, stats.arenas.<i>.mutexes and .bins.<j>.mutex) since
 * the last reset. */
struct br_mutex_counts {
    const char *name; /* "ctl", "arenas.tcache_list", "bins"; static */
    uint64_t operations, waits, spins, owner_switches;
    uint64_t wait_ns, wait_ns_max, threads_max; /* of one wait; waiting at the same time */
};
/* Sets all of them to zero. For a quiet moment. */
void br_allocation_mutexes_reset(void);
/* Refreshes the epoch, which takes some of them itself, and reads those that were taken since; at
 * most `capacity`; returns how many, 0 where jemalloc keeps no statistics. */
size_t br_allocation_mutexes(struct br_mutex_counts *mutexes, size_t capacity);

/* Returns unused pages to the system: decay of all arenas. */
void br_allocation_purge(void);

/* From now on until the process ends *refused_bytes is what jemalloc asked the system for last, if
 * that was refused, else 0. Costs nothing where no new memory is asked for. Nothing happens where
 * jemalloc is not in effect. Keeps 8 MiB of address space: the arena of large objects has to be
 * there first. */
void br_allocation_watch_refusals(_Atomic uint64_t *refused_bytes);

/* Counters for the stage profiler: from the shim where loaded, else jemalloc's per-thread pointers.
 */
struct br_stage_allocator br_allocation_for_stages(void);

/* jemalloc's version and configuration, as one line each for provenance; false if absent. */
bool br_allocation_describe(char *version, size_t version_size, char *settings,
                            size_t settings_size);

/* The environment entry "LD_PRELOAD=..." that loads the shim, found beside the executable or in
 * ../lib/benchrun; what is preloaded already stays behind it. free() it. NULL with error when the
 * shim is not there or its path has a blank or a colon, which LD_PRELOAD cannot hold. */
char *br_allocation_shim_environment(const char *executable, struct br_error *error);

#endif
