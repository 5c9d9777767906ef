/*
 * What a programmer would write without a harness: loops over the same library calls that the
 * workloads make, framing included, written for the one format each and sharing no code with
 * benchrun. They are what the harness is measured against.
 *
 * Each does the workload's whole work on well-formed input: `bare_check` in the topics compares
 * records and witness with the harness's, so neither side can leave something out.
 */
#ifndef BR_GBENCH_BARE_H
#define BR_GBENCH_BARE_H

#include <stddef.h>
#include <stdint.h>

#include <benchrun/workload.h>

/* One thread's own libraries and sums. */
struct bare {
    const unsigned char *data; /* for `step` */
    size_t size;
    size_t offset;
    uint64_t records, rejected, bytes, witness;
    void *library;
};

struct bare_format {
    const char *name;
    const struct br_workload *workload;
    int (*open)(struct bare *bare);
    /* All records in [begin, end) of bare->data. */
    void (*loop)(struct bare *bare, size_t begin, size_t end);
    /* The next record; starts again at the end. For Google Benchmark's iterations. */
    void (*step)(void *bare);
    void (*close)(struct bare *bare);
};

extern const struct bare_format bare_marc, bare_ndjson, bare_csv;
extern const struct bare_format *const bare_formats[]; /* ends with NULL */

/* Framing alone: records found by a leader hop and by memchr. */
uint64_t bare_hop_leaders(const unsigned char *data, size_t size);
uint64_t bare_find_lines(const unsigned char *data, size_t size);

#endif
