/* The crew: every lane on its own thread, once per call, and the call as a barrier both ways. */
#include "unit/cmocka_all.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "modes/concurrent/crew.h"

enum { LANES = 5, CALLS = 5000, ALARM_S = 120 };

/* What the lanes write: plain memory, so that the thread sanitizer sees a call that is none. */
struct crew_test {
    struct br_run run; /* first: the lanes get it */
    uint64_t calls[LANES];
    pthread_t threads[LANES];
    pthread_barrier_t all_here;
    uint64_t round;          /* written by the caller between calls */
    uint64_t seen[LANES];    /* the round as each lane saw it */
    bool same_thread[LANES]; /* as in the call before */
};

static void start(struct crew_test *test, bool crowded)
{
    *test = (struct crew_test){.run = {.lane_count = LANES, .crowded = crowded}};
    test->run.lanes = aligned_alloc(BR_CACHE_LINES, LANES * sizeof *test->run.lanes);
    assert_non_null(test->run.lanes);
    memset(test->run.lanes, 0, LANES * sizeof *test->run.lanes);
    for (size_t i = 0; i < LANES; i++) {
        test->run.lanes[i].cpu = -1;
        test->same_thread[i] = true;
    }
    pthread_barrier_init(&test->all_here, NULL, LANES);
    alarm(ALARM_S);
}

static void end(struct crew_test *test)
{
    alarm(0);
    pthread_barrier_destroy(&test->all_here);
    free(test->run.lanes);
}

static struct br_crew *crew_of(struct crew_test *test)
{
    struct br_error error = {0};
    struct br_crew *crew = br_crew_new(&test->run, &error);
    if (crew == NULL)
        fail_msg("%s", error.message);
    return crew;
}

static void count_call(struct br_run *run, size_t lane)
{
    struct crew_test *test = (struct crew_test *)run;
    if (test->calls[lane] > 0 && !pthread_equal(test->threads[lane], pthread_self()))
        test->same_thread[lane] = false;
    test->threads[lane] = pthread_self();
    test->calls[lane]++;
    test->seen[lane] = test->round;
}

static void call_often(bool crowded)
{
    struct crew_test test;
    start(&test, crowded);
    struct br_crew *crew = crew_of(&test);
    for (uint64_t call = 1; call <= CALLS; call++) {
        test.round = call * 7;
        br_crew_call(crew, count_call, false);
        for (size_t lane = 0; lane < LANES; lane++) {
            assert_int_equal(test.calls[lane], call);
            assert_int_equal(test.seen[lane], call * 7);
        }
    }
    br_crew_free(crew);
    assert_true(pthread_equal(test.threads[0], pthread_self()));
    for (size_t lane = 0; lane < LANES; lane++)
        assert_true(test.same_thread[lane]);
    end(&test);
}

static void each_call_reaches_each_lane_once_when_crowded(void **state)
{
    (void)state;
    call_often(true);
}

static void each_call_reaches_each_lane_once_when_spinning(void **state)
{
    (void)state;
    call_often(false);
}

static void meet(struct br_run *run, size_t lane)
{
    struct crew_test *test = (struct crew_test *)run;
    pthread_barrier_wait(&test->all_here);
    count_call(run, lane);
}

static void all_lanes_work_at_the_same_time(void **state)
{
    (void)state;
    struct crew_test test;
    start(&test, true);
    struct br_crew *crew = crew_of(&test);
    br_crew_call(crew, meet, false);
    br_crew_free(crew);
    for (size_t i = 1; i < LANES; i++)
        for (size_t j = 0; j < i; j++)
            assert_false(pthread_equal(test.threads[i], test.threads[j]));
    end(&test);
}

/* All lanes share the wall time of a timed call; nobody waited longer than it took. */
static void timed_calls_are_accounted_alike(void **state)
{
    (void)state;
    struct crew_test test;
    start(&test, true);
    struct br_crew *crew = crew_of(&test);
    br_crew_call(crew, count_call, false);
    for (size_t lane = 0; lane < LANES; lane++)
        assert_int_equal(test.run.lanes[lane].wall_ticks, 0);
    for (int i = 0; i < 200; i++)
        br_crew_call(crew, count_call, true);
    br_crew_free(crew);
    for (size_t lane = 0; lane < LANES; lane++) {
        assert_int_equal(test.run.lanes[lane].wall_ticks, test.run.lanes[0].wall_ticks);
        assert_true(test.run.lanes[lane].blocked_ticks <= test.run.lanes[0].wall_ticks);
    }
    assert_true(test.run.lanes[0].wall_ticks > 0);
    end(&test);
}

static void a_crew_that_was_never_called_goes_home(void **state)
{
    (void)state;
    for (int i = 0; i < 50; i++) {
        struct crew_test test;
        start(&test, i % 2 == 0);
        br_crew_free(crew_of(&test));
        end(&test);
    }
    br_crew_free(NULL);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_call_reaches_each_lane_once_when_crowded),
        cmocka_unit_test(each_call_reaches_each_lane_once_when_spinning),
        cmocka_unit_test(all_lanes_work_at_the_same_time),
        cmocka_unit_test(timed_calls_are_accounted_alike),
        cmocka_unit_test(a_crew_that_was_never_called_goes_home),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
