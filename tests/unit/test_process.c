/* What the kernel says about processes: against work that the test does itself. */
#include "unit/cmocka_all.h"

#include <errno.h>
#include <pthread.h>
#include <sched.h>
#include <stdatomic.h>
#include <signal.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/clock.h"
#include "measure/process.h"

static void burn_cpu(uint64_t cpu_ns)
{
    uint64_t begin = br_clock_thread_cpu_ns();
    while (br_clock_thread_cpu_ns() - begin < cpu_ns)
        ;
}

static void *map_pages(size_t size)
{
    void *pages = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    assert_true(pages != MAP_FAILED);
    madvise(pages, size, MADV_NOHUGEPAGE);
    memset(pages, 1, size);
    return pages;
}

static void usage_follows_the_work(void **state)
{
    (void)state;
    const size_t size = (size_t)8 << 20;
    struct br_process_usage before, after;
    br_process_usage(&before);
    burn_cpu(30000000);
    munmap(map_pages(size), size);
    usleep(1000);
    br_process_usage(&after);
    assert_true(after.user_ns + after.system_ns >= before.user_ns + before.system_ns + 20000000);
    assert_true(after.minor_faults >= before.minor_faults + size / (size_t)sysconf(_SC_PAGESIZE));
    assert_true(after.voluntary_switches > before.voluntary_switches);
    assert_true(after.involuntary_switches >= before.involuntary_switches);
    assert_true(after.rss_peak_bytes >= size);
}

static void *spin_until_told(void *argument)
{
    const atomic_bool *told = argument;
    while (!atomic_load_explicit(told, memory_order_relaxed))
        ;
    return NULL;
}

/* Two threads that want one CPU have to wait for it. */
static void run_delay_grows_where_the_kernel_tells(void **state)
{
    (void)state;
    uint64_t before, after;
    cpu_set_t allowed, one;
    pthread_t rival;
    atomic_bool told = false;
    if (!br_process_run_delay(&before)) {
        assert_int_equal(before, 0);
        print_message("skipped: no /proc/self/task/<tid>/schedstat\n");
        skip();
    }
    assert_int_equal(sched_getaffinity(0, sizeof allowed, &allowed), 0);
    CPU_ZERO(&one);
    CPU_SET((size_t)sched_getcpu(), &one);
    assert_int_equal(sched_setaffinity(0, sizeof one, &one), 0);
    assert_int_equal(pthread_create(&rival, NULL, spin_until_told, &told), 0);
    burn_cpu(50000000);
    assert_true(br_process_run_delay(&after));
    atomic_store(&told, true);
    pthread_join(rival, NULL);
    assert_int_equal(sched_setaffinity(0, sizeof allowed, &allowed), 0);
    assert_true(after > before);
}

/* ---- looking at a child ---- */

struct child {
    pid_t pid;
    int ready[2], go[2];
};

static void wait_for_byte(int descriptor)
{
    char byte;
    ssize_t got;
    do
        got = read(descriptor, &byte, 1);
    while (got < 0 && errno == EINTR);
    assert_int_equal(got, 1);
}

/* Works, says that it has, and waits to be let go. The name is what parsers trip over. */
static void be_child(const struct child *child)
{
    close(child->go[1]); /* so that the end of the parent ends the wait */
    prctl(PR_SET_NAME, ") R 1 (x y", 0, 0, 0);
    burn_cpu(30000000);
    map_pages((size_t)16 << 20);
    if (write(child->ready[1], "r", 1) == 1)
        wait_for_byte(child->go[0]);
    _exit(0);
}

static void start_child(struct child *child)
{
    assert_int_equal(pipe(child->ready), 0);
    assert_int_equal(pipe(child->go), 0);
    child->pid = fork();
    assert_true(child->pid >= 0);
    if (child->pid == 0)
        be_child(child);
    wait_for_byte(child->ready[0]);
}

static void a_look_sees_cpu_time_and_memory(void **state)
{
    (void)state;
    struct child child;
    start_child(&child);
    struct br_process_look look;
    assert_true(br_process_look(child.pid, &look));
    assert_true(look.cpu_ns >= 30000000);
    assert_true(look.rss_bytes >= (uint64_t)16 << 20);

    assert_int_equal(write(child.go[1], "g", 1), 1);
    siginfo_t info;
    assert_int_equal(waitid(P_PID, (id_t)child.pid, &info, WEXITED | WNOWAIT), 0);
    assert_false(br_process_look(child.pid, &look));
    assert_int_equal(waitpid(child.pid, NULL, 0), child.pid);
    assert_false(br_process_look(child.pid, &look));
    for (int i = 0; i < 2; i++) {
        close(child.ready[i]);
        close(child.go[i]);
    }
}

static void a_look_at_itself_agrees_with_its_clock(void **state)
{
    (void)state;
    struct br_process_look look;
    uint64_t before = br_clock_process_cpu_ns();
    assert_true(br_process_look(getpid(), &look));
    uint64_t after = br_clock_process_cpu_ns();
    assert_true(look.cpu_ns >= before && look.cpu_ns <= after);
}

static void *wait_to_be_let_go(void *argument)
{
    wait_for_byte(*(const int *)argument);
    return NULL;
}

static void a_look_counts_threads(void **state)
{
    (void)state;
    int go[2];
    pthread_t thread;
    struct br_process_look before, after;
    if (getenv("BENCHRUN_EMULATED") != NULL) {
        print_message("skipped: qemu-user makes up /proc/self/stat, without the threads\n");
        skip();
    }
    assert_int_equal(pipe(go), 0);
    assert_true(br_process_look(getpid(), &before));
    assert_int_equal(pthread_create(&thread, NULL, wait_to_be_let_go, &go[0]), 0);
    assert_true(br_process_look(getpid(), &after));
    /* A sanitizer may start one of its own meanwhile. */
    assert_true(after.threads > before.threads);
    assert_int_equal(write(go[1], "g", 1), 1);
    pthread_join(thread, NULL);
    close(go[0]);
    close(go[1]);
}

/* The probe counts what it runs: it knows no nominal value, and without a rate there is no clock.
 */
static void the_core_clock_is_plausible(void **state)
{
    (void)state;
    struct br_clock_rate rate;
    br_clock_calibrate(5000000, &rate, NULL);
    double ghz = br_process_core_clock_ghz(rate.ticks_per_ns);
#if defined(__x86_64__) || defined(__aarch64__)
    assert_true(ghz > 0.1 && ghz < 20);
#else
    assert_true(ghz == 0);
#endif
    assert_true(br_process_core_clock_ghz(0) == 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(usage_follows_the_work),
        cmocka_unit_test(run_delay_grows_where_the_kernel_tells),
        cmocka_unit_test(a_look_sees_cpu_time_and_memory),
        cmocka_unit_test(a_look_counts_threads),
        cmocka_unit_test(a_look_at_itself_agrees_with_its_clock),
        cmocka_unit_test(the_core_clock_is_plausible),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
