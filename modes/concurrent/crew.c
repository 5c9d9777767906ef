/* The threads of a concurrent run; see crew.h. */
#include "modes/concurrent/crew.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>

/* What different threads write is kept on lines of its own, at the price of padding. */
/* NOLINTNEXTLINE(clang-analyzer-optin.performance.Padding) */
struct br_crew {
    struct br_run *run;
    pthread_t *threads;
    size_t thread_count; /* lanes but the first */
    unsigned spins;
    void (*work)(struct br_run *run, size_t lane); /* NULL = go home */
    struct br_gate start_gate;
    struct br_gate end_gate;
    alignas(BR_CACHE_LINES) _Atomic uint64_t calls; /* how many were made */
    alignas(BR_CACHE_LINES) _Atomic size_t working; /* threads not finished with the last one */
};

struct member {
    struct br_crew *crew;
    size_t lane;
    uint64_t seen; /* calls this thread has answered */
};

uint64_t br_lane_wait(struct br_lane *lane, struct br_gate *gate, bool (*ready)(void *context),
                      void *context, unsigned spins)
{
    br_marks_wait(lane->marks, true);
    uint64_t ticks = br_gate_wait(gate, ready, context, spins);
    br_marks_wait(lane->marks, false);
    return ticks;
}

static bool was_called(void *context)
{
    const struct member *member = context;
    return atomic_load_explicit(&member->crew->calls, memory_order_acquire) != member->seen;
}

static bool all_finished(void *context)
{
    struct br_crew *crew = context;
    return atomic_load_explicit(&crew->working, memory_order_acquire) == 0;
}

static void finish(struct br_crew *crew)
{
    if (atomic_fetch_sub_explicit(&crew->working, 1, memory_order_acq_rel) == 1)
        br_gate_open(&crew->end_gate);
}

static void *member_main(void *argument)
{
    struct member *member = argument;
    struct br_crew *crew = member->crew;
    struct br_lane *lane = &crew->run->lanes[member->lane];
    br_lane_pin(lane);
    for (;;) {
        br_lane_wait(lane, &crew->start_gate, was_called, member, crew->spins);
        member->seen++;
        if (crew->work == NULL)
            break;
        crew->work(crew->run, member->lane);
        lane->pass_ticks = br_clock_ticks();
        finish(crew);
    }
    free(member);
    return NULL;
}

static int start_thread(struct br_crew *crew, size_t lane, struct br_error *error)
{
    struct member *member = malloc(sizeof *member);
    if (member == NULL)
        return br_error_set(error, BR_ERROR_MEMORY, "no memory for worker thread %zu", lane);
    *member = (struct member){.crew = crew, .lane = lane};
    int failure = pthread_create(&crew->threads[crew->thread_count], NULL, member_main, member);
    if (failure != 0) {
        free(member);
        return br_error_set(error, BR_ERROR_FAILED,
                            "worker thread %zu could not be started (%s): use fewer --threads",
                            lane, strerror(failure));
    }
    crew->thread_count++;
    return 0;
}

struct br_crew *br_crew_new(struct br_run *run, struct br_error *error)
{
    size_t size = (sizeof(struct br_crew) + BR_CACHE_LINES - 1) / BR_CACHE_LINES * BR_CACHE_LINES;
    struct br_crew *crew = aligned_alloc(BR_CACHE_LINES, size);
    if (crew == NULL)
        goto no_memory;
    memset(crew, 0, size);
    crew->run = run;
    crew->spins = run->crowded ? 0 : BR_GATE_SPINS;
    crew->threads = calloc(run->lane_count, sizeof *crew->threads);
    if (crew->threads == NULL)
        goto no_memory;
    br_lane_pin(&run->lanes[0]);
    for (size_t lane = 1; lane < run->lane_count; lane++) {
        if (start_thread(crew, lane, error) < 0) {
            br_crew_free(crew);
            return NULL;
        }
    }
    return crew;

no_memory:
    br_error_set(error, BR_ERROR_MEMORY, "no memory for the worker threads");
    free(crew);
    return NULL;
}

static void send_off(struct br_crew *crew, void (*work)(struct br_run *, size_t))
{
    crew->work = work;
    atomic_store_explicit(&crew->working, crew->thread_count, memory_order_relaxed);
    atomic_fetch_add_explicit(&crew->calls, 1, memory_order_release);
    br_gate_open(&crew->start_gate);
}

static void account(struct br_crew *crew, uint64_t begin, uint64_t own_end)
{
    uint64_t end = br_clock_ticks();
    crew->run->lanes[0].pass_ticks = own_end;
    for (size_t i = 0; i < crew->run->lane_count; i++) {
        struct br_lane *lane = &crew->run->lanes[i];
        lane->wall_ticks += end - begin;
        lane->blocked_ticks += br_lane_ticks_between(lane->pass_ticks, end);
    }
}

void br_crew_call(struct br_crew *crew, void (*work)(struct br_run *run, size_t lane), bool timed)
{
    uint64_t begin = br_clock_ticks();
    send_off(crew, work);
    work(crew->run, 0);
    uint64_t own_end = br_clock_ticks();
    br_lane_wait(&crew->run->lanes[0], &crew->end_gate, all_finished, crew, crew->spins);
    if (timed)
        account(crew, begin, own_end);
}

void br_crew_free(struct br_crew *crew)
{
    if (crew == NULL)
        return;
    send_off(crew, NULL);
    for (size_t i = 0; i < crew->thread_count; i++)
        pthread_join(crew->threads[i], NULL);
    free(crew->threads);
    free(crew);
}
