/*
 * Memory with unreadable pages on both sides, so that one byte read outside it ends the test with a
 * signal. The bytes themselves are read-only, as mapped inputs are.
 */
#ifndef BR_TESTS_GUARD_H
#define BR_TESTS_GUARD_H

#include <stddef.h>

/* Which side of the bytes touches an unreadable page. */
enum br_guard_side { BR_GUARD_BEFORE, BR_GUARD_AFTER };

struct br_guard {
    unsigned char *bytes;
    size_t size;
    void *map;
    size_t map_size;
};

/* A guarded copy of `data`. Ends the test when there is no memory. */
struct br_guard br_guard_copy(const void *data, size_t size, enum br_guard_side side);
void br_guard_free(struct br_guard *guard);

#endif
