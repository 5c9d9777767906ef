/*
 * jemalloc's heap profiles as text, the format that jeprof reads: a sampling rate, stacks of return
 * addresses with what was sampled there per thread, and the maps of the process.
 *
 *     heap_v2/131072
 *       t*: 3: 12288 [40: 163840]
 *       t0: 3: 12288 [40: 163840] worker-0
 *     @ 0x7f1fd1c0c3bd 0x55d0c8a0113c
 *       t*: 3: 12288 [40: 163840]
 *       t0: 3: 12288 [40: 163840]
 *
 *     MAPPED_LIBRARIES:
 *     55d0c8a00000-55d0c8a02000 r-xp 00001000 fd:01 393 /usr/bin/benchrun
 *     # build-id 55d0c8a00000-55d0c8a05000 5f3e...
 *
 * Counts are objects and bytes, live and (in brackets, with prof_accum) ever allocated. Sources:
 * jemalloc 5.3.0, src/prof_data.c and src/prof_sys.c, which write it, and bin/jeprof.in, which
 * reads it. The lines "# build-id" are ours: jeprof passes over lines it does not know.
 *
 * A dump is foreign bytes: parsing refuses, with the number of the line, what is not exactly this,
 * and takes memory in proportion to the size of the text.
 */
#ifndef BR_MEASURE_HEAP_DUMP_H
#define BR_MEASURE_HEAP_DUMP_H

#include <stddef.h>
#include <stdint.h>

#include "base/error.h"
#include "base/list.h"
#include "base/text.h"
#include "measure/mappings.h"

#define BR_HEAP_DUMP_LARGEST ((size_t)256 << 20) /* bytes of a file that is read */
#define BR_HEAP_DUMP_DEPTH 1024u                 /* of a stack; jemalloc keeps 128 frames */

/* As in the file: what was sampled, not yet what it stands for. */
struct br_heap_counts {
    uint64_t live_objects, live_bytes;
    uint64_t allocated_objects, allocated_bytes;
};

struct br_heap_row {
    size_t first, depth; /* its return addresses, the innermost first, in addresses.items */
    uint64_t thread;     /* jemalloc's number of it, an index into nothing; UINT64_MAX: all, where
                            none is told apart */
    struct br_heap_counts counts;
};
struct br_heap_rows {
    struct br_heap_row *items;
    size_t count;
};

struct br_heap_thread {
    uint64_t thread;
    char *name; /* NULL: it has none */
};
struct br_heap_threads {
    struct br_heap_thread *items;
    size_t count;
};

struct br_heap_dump {
    uint64_t rate; /* bytes between two samples on average */
    struct br_counts addresses;
    struct br_heap_rows rows; /* a stack has one per thread that allocated there */
    struct br_heap_threads threads;
    struct br_mappings mappings; /* with the build ids that the dump tells */
};

/* Parses a whole dump into a zeroed struct; on failure it stays zeroed. BR_ERROR_FORMAT: not a heap
 * profile, or cut off. */
int br_heap_dump_parse(const char *text, size_t size, struct br_heap_dump *dump,
                       struct br_error *error);
void br_heap_dump_release(struct br_heap_dump *dump);

/* The same for a file; its name is in the error. */
int br_heap_dump_load(const char *path, struct br_heap_dump *dump, struct br_error *error);

/* Adds the build ids of the mappings to a dump that jemalloc wrote. */
void br_heap_dump_append_build_ids(const struct br_mappings *mappings, struct br_text *dump);

/* How many objects each sampled one stands for: an allocation of n bytes is sampled with the
 * probability 1 - exp(-n / rate), so the factor is 1 / (1 - exp(-bytes / objects / rate)), which is
 * what jeprof applies and what jemalloc prepares its counts for
 * (doc_internal/PROFILING_INTERNALS.md of jemalloc 5.3.0). 0 where nothing was sampled. */
double br_heap_factor(uint64_t objects, uint64_t bytes, uint64_t rate);

#endif
