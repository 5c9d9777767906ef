/* Waiting until a condition holds; see gate.h. */
#include "modes/concurrent/gate.h"

#include <ck_pr.h>

#include "base/clock.h"
#include "base/futex.h"

static bool spin_until(bool (*ready)(void *), void *context, unsigned spins)
{
    for (unsigned i = 0; i < spins; i++) {
        if (ready(context))
            return true;
        ck_pr_stall();
    }
    return false;
}

static void sleep_until(struct br_gate *gate, bool (*ready)(void *), void *context)
{
    for (;;) {
        uint32_t sequence = atomic_load(&gate->sequence);
        atomic_fetch_add(&gate->sleepers, 1);
        ck_pr_fence_memory(); /* pairs with the fence in br_gate_open */
        bool done = ready(context);
        if (!done)
            br_futex_wait(&gate->sequence, sequence);
        atomic_fetch_sub(&gate->sleepers, 1);
        if (done || ready(context))
            return;
    }
}

uint64_t br_gate_wait(struct br_gate *gate, bool (*ready)(void *), void *context, unsigned spins)
{
    if (ready(context))
        return 0;
    uint64_t begin = br_clock_ticks();
    if (!spin_until(ready, context, spins))
        sleep_until(gate, ready, context);
    return br_clock_ticks() - begin;
}

void br_gate_open(struct br_gate *gate)
{
    atomic_thread_fence(memory_order_seq_cst);
    if (atomic_load(&gate->sleepers) == 0)
        return;
    atomic_fetch_add(&gate->sequence, 1);
    br_futex_wake_all(&gate->sequence);
}
