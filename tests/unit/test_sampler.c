/* Samples of CPU time by timers, which work wherever threads have a clock of their own. */
#include "unit/cmocka_all.h"

#include <sys/resource.h>
#include <time.h>
#include <unistd.h>

#include "measure/sampler.h"

enum { RATE_HZ = 250, PATIENCE_S = 60 };

static struct br_sampler *open_timers(void)
{
    struct br_error error = {0};
    struct br_sampler *sampler = br_sampler_open(BR_SAMPLER_TIMER, RATE_HZ, &error);
    if (sampler == NULL) {
        print_message("skipped: %s\n", error.message);
        skip();
    }
    return sampler;
}

static double cpu_s(void)
{
    struct timespec now;
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
    return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

static void a_busy_thread_is_sampled(void **state)
{
    (void)state;
    struct br_sampler *sampler = open_timers();
    br_sampler_join(sampler);
    assert_null(br_sampler_first(sampler));
    br_sampler_start(sampler);
    for (double end = cpu_s() + PATIENCE_S; br_sampler_first(sampler) == NULL && cpu_s() < end;)
        continue;
    br_sampler_stop(sampler);
    const struct br_cpu_sample *sample = br_sampler_first(sampler);
    assert_non_null(sample);
    assert_int_equal(sample->thread, gettid());
    assert_int_equal(sample->stack_size, BR_SAMPLE_STACK);
    assert_true(sample->program_counter != 0 && sample->stack_pointer != 0);
    assert_int_equal(br_sampler_lost(sampler), 0);
    assert_int_equal(br_sampler_unseen(sampler), 0);
    br_sampler_forget(sampler);
    assert_null(br_sampler_first(sampler));
    br_sampler_close(sampler);
}

/* A timer takes one of the signals that a user may have pending. */
static void threads_without_a_timer_are_counted(void **state)
{
    (void)state;
    struct rlimit before;
    struct br_sampler *sampler = open_timers();
    assert_int_equal(getrlimit(RLIMIT_SIGPENDING, &before), 0);
    struct rlimit none = {.rlim_cur = 0, .rlim_max = before.rlim_max};
    assert_int_equal(setrlimit(RLIMIT_SIGPENDING, &none), 0);
    br_sampler_join(sampler);
    assert_int_equal(setrlimit(RLIMIT_SIGPENDING, &before), 0);
    assert_int_equal(br_sampler_unseen(sampler), 1);
    br_sampler_join(sampler);
    assert_int_equal(br_sampler_unseen(sampler), 1);
    br_sampler_close(sampler);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_busy_thread_is_sampled),
        cmocka_unit_test(threads_without_a_timer_are_counted),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
