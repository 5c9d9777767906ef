/* The gate under stress: a lost wake-up would leave a thread asleep and end the test by alarm. */
#include "unit/cmocka_all.h"

#include <pthread.h>
#include <sched.h>
#include <unistd.h>

#include "modes/concurrent/gate.h"

enum { TURNS = 20000, TOKENS = 20000, WAITERS = 4, ALARM_S = 60 };

static bool is_set(void *context)
{
    return atomic_load_explicit((_Atomic int *)context, memory_order_acquire) != 0;
}

static void what_holds_at_once_costs_no_wait(void **state)
{
    (void)state;
    struct br_gate gate = {0};
    _Atomic int set = 1;
    assert_int_equal(br_gate_wait(&gate, is_set, &set, 0), 0);
    assert_int_equal(atomic_load(&gate.sleepers), 0);
}

static void opening_with_nobody_there_wakes_nobody(void **state)
{
    (void)state;
    struct br_gate gate = {0};
    br_gate_open(&gate);
    assert_int_equal(atomic_load(&gate.sequence), 0);
}

/* ---- opened at the worst moment ---- */

/* Opens the gate in its own `turn`-th look and says no all the same: as if another thread had
 * opened it right behind the look. */
struct late {
    struct br_gate gate;
    unsigned turn, looks;
    _Atomic int set;
};

static bool opens_too_late(void *context)
{
    struct late *late = context;
    if (atomic_load(&late->set) != 0)
        return true;
    if (++late->looks < late->turn)
        return false;
    atomic_store_explicit(&late->set, 1, memory_order_release);
    br_gate_open(&late->gate);
    return false;
}

/* Between the first look and going to sleep, and between the last look and the sleep itself. */
static void an_opening_behind_the_last_look_is_not_missed(void **state)
{
    (void)state;
    for (unsigned spins = 0; spins < 3; spins++) {
        for (unsigned turn = 1; turn <= spins + 2; turn++) {
            struct late late = {.turn = turn};
            alarm(ALARM_S);
            br_gate_wait(&late.gate, opens_too_late, &late, spins);
            alarm(0);
            assert_int_equal(late.looks, turn);
            assert_int_equal(atomic_load(&late.gate.sleepers), 0);
        }
    }
}

/* ---- two threads that take turns ---- */

struct turns {
    struct br_gate gates[2];
    _Atomic int turn;
    unsigned spins;
    uint64_t done; /* written by whose turn it is: a race unless the gate synchronises */
};

struct player {
    struct turns *turns;
    int number;
};

static bool is_my_turn(void *context)
{
    const struct player *player = context;
    return atomic_load_explicit(&player->turns->turn, memory_order_acquire) == player->number;
}

static void *play(void *argument)
{
    struct player *player = argument;
    struct turns *turns = player->turns;
    for (int i = 0; i < TURNS; i++) {
        br_gate_wait(&turns->gates[player->number], is_my_turn, player, turns->spins);
        turns->done++;
        atomic_store_explicit(&turns->turn, 1 - player->number, memory_order_release);
        br_gate_open(&turns->gates[1 - player->number]);
    }
    return NULL;
}

static void take_turns(unsigned spins)
{
    struct turns turns = {.spins = spins};
    struct player players[2] = {{&turns, 0}, {&turns, 1}};
    pthread_t other;
    alarm(ALARM_S);
    assert_int_equal(pthread_create(&other, NULL, play, &players[1]), 0);
    play(&players[0]);
    pthread_join(other, NULL);
    alarm(0);
    assert_int_equal(turns.done, 2 * TURNS);
    assert_int_equal(atomic_load(&turns.gates[0].sleepers), 0);
    assert_int_equal(atomic_load(&turns.gates[1].sleepers), 0);
}

static void no_wake_up_is_lost_between_sleepers(void **state)
{
    (void)state;
    take_turns(0);
}

static void no_wake_up_is_lost_between_spinners(void **state)
{
    (void)state;
    take_turns(20);
}

/* ---- many waiters at one gate, who take what they find ---- */

struct tokens {
    struct br_gate gate;
    _Atomic int64_t left;
    _Atomic int ended;
    _Atomic uint64_t asked_again;
};

struct taker {
    struct tokens *tokens;
    bool told; /* the predicate has said yes in this wait */
    bool found;
    uint64_t taken;
};

/* Like a ring's dequeue: it takes what it finds, so after a yes it must not be asked again. */
static bool take_token(void *context)
{
    struct taker *taker = context;
    struct tokens *tokens = taker->tokens;
    if (taker->told)
        atomic_fetch_add(&tokens->asked_again, 1);
    bool ended = atomic_load_explicit(&tokens->ended, memory_order_acquire) != 0;
    int64_t left = atomic_load(&tokens->left);
    while (left > 0 && !taker->found)
        taker->found = atomic_compare_exchange_weak(&tokens->left, &left, left - 1);
    taker->told = taker->found || ended;
    return taker->told;
}

static void *take(void *argument)
{
    struct taker *taker = argument;
    for (;;) {
        taker->told = taker->found = false;
        br_gate_wait(&taker->tokens->gate, take_token, taker, 0);
        if (!taker->found)
            return NULL;
        taker->taken++;
    }
}

static void every_token_is_taken_once_and_every_waiter_goes_home(void **state)
{
    (void)state;
    struct tokens tokens = {0};
    struct taker takers[WAITERS];
    pthread_t threads[WAITERS];
    uint64_t taken = 0;
    alarm(ALARM_S);
    for (int i = 0; i < WAITERS; i++) {
        takers[i] = (struct taker){.tokens = &tokens};
        assert_int_equal(pthread_create(&threads[i], NULL, take, &takers[i]), 0);
    }
    for (int i = 0; i < TOKENS; i++) {
        atomic_fetch_add(&tokens.left, 1);
        br_gate_open(&tokens.gate);
        if (i % 16 == 0)
            sched_yield();
    }
    atomic_store_explicit(&tokens.ended, 1, memory_order_release);
    br_gate_open(&tokens.gate);
    for (int i = 0; i < WAITERS; i++) {
        pthread_join(threads[i], NULL);
        taken += takers[i].taken;
    }
    alarm(0);
    assert_int_equal(taken, TOKENS);
    assert_int_equal(atomic_load(&tokens.asked_again), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_holds_at_once_costs_no_wait),
        cmocka_unit_test(opening_with_nobody_there_wakes_nobody),
        cmocka_unit_test(an_opening_behind_the_last_look_is_not_missed),
        cmocka_unit_test(no_wake_up_is_lost_between_sleepers),
        cmocka_unit_test(no_wake_up_is_lost_between_spinners),
        cmocka_unit_test(every_token_is_taken_once_and_every_waiter_goes_home),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
