/* The preemption flag: lowered when the thread gives its CPU away, not while it runs undisturbed.
 */
#include <pthread.h>
#include <stdio.h>
#include <sys/resource.h>
#include <time.h>

#include "cmocka_all.h"

#include "measure/preemption.h"

static bool open_or_skip(struct br_preemption *preemption)
{
    bool opened = br_preemption_open(preemption);
    if (!opened)
        printf("skipped: no restartable sequences here\n");
    return opened;
}

static long voluntary_switches(void)
{
    struct rusage usage;
    assert_int_equal(getrusage(RUSAGE_THREAD, &usage), 0);
    return usage.ru_nvcsw;
}

/* A sleep may be over before it has begun: the kernel says whether it was one. */
static void sleeping_is_seen_once(void **state)
{
    (void)state;
    struct br_preemption preemption;
    struct timespec shortest = {.tv_nsec = 1};
    if (!open_or_skip(&preemption))
        skip();
    br_preemption_happened(&preemption);
    for (int slept = 0; slept < 100;) {
        long before = voluntary_switches();
        nanosleep(&shortest, NULL);
        bool happened = br_preemption_happened(&preemption);
        if (voluntary_switches() == before)
            continue;
        assert_true(happened);
        slept++;
    }
    br_preemption_close(&preemption);
    assert_false(br_preemption_happened(&preemption));
}

/* One event lowers the flag once: asking again right after finds it armed. Checks are a few ns
 * apart and switches at least many µs, so hardly any check may answer yes. */
static void running_is_not_preemption(void **state)
{
    (void)state;
    const long checks = 20000000;
    struct br_preemption preemption;
    if (!open_or_skip(&preemption))
        skip();
    long seen = 0;
    for (long i = 0; i < checks; i++)
        seen += br_preemption_happened(&preemption) ? 1 : 0;
    assert_true(seen < checks / 1000);
    br_preemption_close(&preemption);
}

static void *open_in_thread(void *argument)
{
    struct br_preemption *preemption = argument;
    if (br_preemption_open(preemption))
        br_preemption_close(preemption);
    return NULL;
}

static void every_thread_has_its_own(void **state)
{
    (void)state;
    struct br_preemption mine;
    struct br_preemption other = {0};
    pthread_t thread;
    if (!open_or_skip(&mine))
        skip();
    volatile uint64_t *announced = mine.announced;
    assert_int_equal(pthread_create(&thread, NULL, open_in_thread, &other), 0);
    pthread_join(thread, NULL);
    assert_ptr_equal(mine.announced, announced);
    br_preemption_close(&mine);
}

static void closed_detects_nothing(void **state)
{
    (void)state;
    struct br_preemption preemption = {0};
    struct timespec shortest = {.tv_nsec = 1};
    nanosleep(&shortest, NULL);
    assert_false(br_preemption_happened(&preemption));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(sleeping_is_seen_once),
        cmocka_unit_test(running_is_not_preemption),
        cmocka_unit_test(every_thread_has_its_own),
        cmocka_unit_test(closed_detects_nothing),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
