/* Guarded copies for guard.h. */
#include "guard.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include <cmocka.h>

struct br_guard br_guard_copy(const void *data, size_t size, enum br_guard_side side)
{
    const size_t page = (size_t)sysconf(_SC_PAGESIZE);
    const size_t inner = (size + page - 1) / page * page;
    struct br_guard guard = {.size = size, .map_size = inner + 2 * page};
    guard.map =
        mmap(NULL, guard.map_size, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
    assert_ptr_not_equal(guard.map, MAP_FAILED);
    unsigned char *first = (unsigned char *)guard.map + page;
    guard.bytes = side == BR_GUARD_BEFORE ? first : first + inner - size;
    if (inner > 0) {
        assert_int_equal(mprotect(first, inner, PROT_READ | PROT_WRITE), 0);
        memcpy(guard.bytes, data, size);
        assert_int_equal(mprotect(first, inner, PROT_READ), 0);
    }
    return guard;
}

void br_guard_free(struct br_guard *guard)
{
    assert_int_equal(munmap(guard->map, guard->map_size), 0);
}
