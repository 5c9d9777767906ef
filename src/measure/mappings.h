/*
 * The code that is mapped into a process: where, from which file, and which build of it. What turns
 * the addresses of a sampled stack into places of files, whatever address space layout
 * randomisation did.
 */
#ifndef BR_MEASURE_MAPPINGS_H
#define BR_MEASURE_MAPPINGS_H

#include <stddef.h>
#include <stdint.h>

#include "base/error.h"

/* One executable mapping; /proc/PID/maps of proc(5) has them. */
struct br_mapping {
    uint64_t start, end; /* addresses of the process: [start, end) */
    uint64_t offset;     /* of `start` in the file */
    char *path;          /* "/usr/lib/libc.so.6", "[vdso]" */
    char *build_id;      /* of what is mapped, hexadecimal; NULL: unknown, or it has none */
};
struct br_mappings {
    struct br_mapping *items;
    size_t count;
};

/* Those of this process, with the build ids that stand in its memory. Allocates; takes the lock of
 * the dynamic loader for a moment. BR_ERROR_IO where there is no /proc. */
int br_mappings_read(struct br_mappings *mappings, struct br_error *error);

/* Appends the executable mappings of a text in the format of /proc/PID/maps; lines that are
 * something else are passed over. Build ids are not in such a text. */
void br_mappings_parse(const char *text, size_t size, struct br_mappings *mappings);

void br_mappings_release(struct br_mappings *mappings);

#endif
