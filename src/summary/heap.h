/*
 * Figures of heap profiles: the sites that allocate, what they hold, how certain an estimate is,
 * and how it agrees with the exact counts of the alloc pass; and what grew between two profiles.
 *
 * A site is the innermost function of a stack that is not the allocator, at a line of its source.
 * All bytes and objects are estimates from samples. Texts are borrowed from the stacks unless they
 * are said to be owned; a figure that could not be derived is NAN.
 */
#ifndef BR_SUMMARY_HEAP_H
#define BR_SUMMARY_HEAP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "model/profile.h"
#include "summary/stacks.h"

enum br_heap_grain {
    BR_HEAP_BY_LINE,    /* a site per line of the source, or per call where no line is known */
    BR_HEAP_BY_FUNCTION /* a site per function: what two builds have in common */
};

struct br_heap_site {
    char *label;                   /* owned: function, else "library+0x1f30" */
    const struct br_frame *frame;  /* NULL: the stack had none */
    const struct br_frame *caller; /* of most of its bytes; NULL: none */
    uint64_t samples;
    double bytes, objects;
    double share; /* of the bytes of all sites */
};

struct br_heap_sites {
    struct br_heap_site *items; /* the one with the most bytes first */
    size_t count;
    double bytes, objects; /* of all sites */
    uint64_t samples;
    double harness_bytes; /* benchrun's own, which are in no site */
    /* One standard error of the sums with the harness's, as a share of them: an allocation of n
     * bytes is in the sample with the probability p = 1 - exp(-n / period), so the variance of
     * `objects` such objects is objects x (1 - p) / p. NAN without samples. */
    double bytes_error, objects_error;
};

void br_heap_sites_make(const struct br_stacks *stacks, enum br_heap_grain grain,
                        struct br_heap_sites *sites);
void br_heap_sites_release(struct br_heap_sites *sites);

/* The heap pass of one cell. */
struct br_summary_heap {
    const struct br_result *result;                        /* NULL: it was not run, or failed */
    const struct br_stacks *allocated, *peak, *end, *leak; /* NULL: `result->sampling` says why */
    struct br_heap_sites allocated_sites, peak_sites, leak_sites;
    double bytes_per_record, objects_per_record; /* allocated; the harness's own among them */
    /* Estimate over the exact counter of the alloc pass; NAN without one. */
    double bytes_ratio, objects_ratio;
};

/* Borrows from the profile. */
void br_summary_heap_make(const struct br_profile *profile, const struct br_cell *cell,
                          struct br_summary_heap *heap);
void br_summary_heap_release(struct br_summary_heap *heap);

/* ---- two profiles ---- */

struct br_heap_change {
    const struct br_heap_site *before, *after; /* NULL: not there */
    double bytes, objects;                     /* after less before */
};
struct br_heap_changes {
    struct br_heap_sites before, after; /* by function */
    struct br_heap_change *items;       /* what grew most first, what shrank most last */
    size_t count;
};

/* Borrows from both. A function that was built anew is the same as long as its name is. */
void br_heap_changes_make(const struct br_stacks *before, const struct br_stacks *after,
                          struct br_heap_changes *changes);
void br_heap_changes_release(struct br_heap_changes *changes);

#endif
