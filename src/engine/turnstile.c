/* Taking turns; see turnstile.h. */
#include "engine/turnstile.h"

#include <stdatomic.h>
#include <stdbool.h>
#include <sys/mman.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/futex.h"
#include "base/os.h"

#define SIDES 2u

struct br_turnstile {
    _Atomic uint32_t changes; /* slept on; grows with everything that may end a wait */
    _Atomic uint32_t turn;
    _Atomic uint32_t ready[SIDES];
    _Atomic uint32_t gone[SIDES];
};

static struct br_turnstile *map(int descriptor)
{
    void *memory =
        mmap(NULL, sizeof(struct br_turnstile), PROT_READ | PROT_WRITE, MAP_SHARED, descriptor, 0);
    /* cppcheck-suppress memleak ; it is returned */
    return memory == MAP_FAILED ? NULL : memory;
}

struct br_turnstile *br_turnstile_new(uint32_t first, int *descriptor, struct br_error *error)
{
    *descriptor = br_os_memory_file("benchrun-turns", error);
    if (*descriptor < 0)
        return NULL;
    struct br_turnstile *turnstile = NULL;
    if (ftruncate(*descriptor, (off_t)sizeof *turnstile) == 0)
        turnstile = map(*descriptor);
    if (turnstile == NULL) {
        close(*descriptor);
        br_error_set(error, BR_ERROR_MEMORY, "no memory for two processes to take turns");
        return NULL;
    }
    atomic_store(&turnstile->turn, first);
    return turnstile;
}

struct br_turnstile *br_turnstile_open(int descriptor)
{
    return map(descriptor);
}

void br_turnstile_close(struct br_turnstile *turnstile, int descriptor)
{
    if (turnstile != NULL)
        munmap(turnstile, sizeof *turnstile);
    if (descriptor >= 0)
        close(descriptor);
}

static void tell(struct br_turnstile *turnstile)
{
    atomic_fetch_add(&turnstile->changes, 1);
    br_futex_wake_all_shared(&turnstile->changes);
}

static bool both_ready(const struct br_turnstile *turnstile, uint32_t side)
{
    return atomic_load(&turnstile->ready[1 - side]) != 0;
}

static bool is_turn(const struct br_turnstile *turnstile, uint32_t side)
{
    return atomic_load(&turnstile->turn) == side;
}

static void wait_for(struct br_turnstile *turnstile, uint32_t side, uint64_t longest_ns,
                     bool (*is_met)(const struct br_turnstile *turnstile, uint32_t side))
{
    uint64_t begin = br_clock_monotonic_ns();
    for (;;) {
        uint32_t changes = atomic_load(&turnstile->changes);
        uint64_t waited = br_clock_monotonic_ns() - begin;
        if (is_met(turnstile, side) || atomic_load(&turnstile->gone[1 - side]) != 0 ||
            waited >= longest_ns)
            return;
        br_futex_wait_shared(&turnstile->changes, changes, longest_ns - waited);
    }
}

void br_turnstile_ready(struct br_turnstile *turnstile, uint32_t side, uint64_t longest_ns)
{
    atomic_store(&turnstile->ready[side], 1);
    tell(turnstile);
    wait_for(turnstile, side, longest_ns, both_ready);
}

void br_turnstile_enter(struct br_turnstile *turnstile, uint32_t side, uint64_t longest_ns)
{
    wait_for(turnstile, side, longest_ns, is_turn);
}

void br_turnstile_leave(struct br_turnstile *turnstile, uint32_t side)
{
    atomic_store(&turnstile->turn, 1 - side);
    tell(turnstile);
}

void br_turnstile_quit(struct br_turnstile *turnstile, uint32_t side)
{
    atomic_store(&turnstile->gone[side], 1);
    tell(turnstile);
}
