/* Processes that a child leaves behind outside its group, sealed memory, and the limit of memory.
 */
#include "unit/cmocka_all.h"

#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/os.h"

static void skip_where_emulated(const char *reason)
{
    if (getenv("BENCHRUN_EMULATED") == NULL)
        return;
    print_message("skipped: %s\n", reason);
    skip();
}

/* The thread sanitizer maps memory of its own at any time, and ends the program when it gets none.
 */
static void skip_under_thread_sanitizer(void)
{
#if defined(__has_feature)
#if __has_feature(thread_sanitizer)
#define THREAD_SANITIZER 1
#endif
#endif
#if defined(__SANITIZE_THREAD__) || defined(THREAD_SANITIZER)
    print_message("skipped: the thread sanitizer cannot live under a limit of memory\n");
    skip();
#endif
}

/* A process whose own child has a session of its own, and is left behind. */
static pid_t leave_an_orphan(void)
{
    int ends[2];
    pid_t orphan = 0;
    assert_int_equal(pipe(ends), 0);
    pid_t parent = fork();
    if (parent == 0) {
        pid_t child = fork();
        if (child == 0) {
            setsid();
            for (;;)
                pause();
        }
        _exit(write(ends[1], &child, sizeof child) == (ssize_t)sizeof child ? 0 : 1);
    }
    assert_int_equal(read(ends[0], &orphan, sizeof orphan), (ssize_t)sizeof orphan);
    assert_int_equal(waitpid(parent, NULL, 0), parent);
    close(ends[0]);
    close(ends[1]);
    return orphan;
}

static void orphans_are_ended_and_others_spared(void **state)
{
    (void)state;
    pid_t children[4];
    skip_where_emulated("qemu-user refuses to make a process the reaper of orphans");
    br_os_adopt_orphans();
    pid_t spared = fork();
    if (spared == 0) {
        for (;;)
            pause();
    }
    pid_t orphan = leave_an_orphan();
    if (br_os_children(children, 4) == 0) {
        print_message("skipped: this kernel lists no children\n");
        kill(orphan, SIGKILL);
    } else {
        assert_int_equal(br_os_end_orphans(&spared, 1), 1);
        assert_int_equal(kill(orphan, 0), -1);
        assert_int_equal(errno, ESRCH);
        assert_int_equal(br_os_children(children, 4), 1);
        assert_int_equal(children[0], spared);
        assert_int_equal(br_os_end_orphans(&spared, 1), 0);
    }
    kill(spared, SIGKILL);
    waitpid(spared, NULL, 0);
}

static void sealed_files_cannot_be_changed(void **state)
{
    (void)state;
    struct br_error error = {0};
    int file = br_os_memory_file("sealed", &error);
    assert_int_equal(br_os_write_all(file, "content", 7, &error), 0);
    assert_int_equal(br_os_seal_size(file, &error), 0);
    assert_int_equal(ftruncate(file, 3), -1);
    assert_int_equal(pwrite(file, "C", 1, 0), 1);
    assert_int_equal(br_os_seal_content(file, &error), 0);
    assert_int_equal(pwrite(file, "c", 1, 0), -1);
    assert_int_equal(errno, EPERM);
    close(file);
    assert_int_equal(br_os_seal_size(-1, &error), BR_ERROR_IO);
}

static void the_limit_is_of_private_memory_and_can_be_lifted(void **state)
{
    (void)state;
    struct br_error error = {0};
    struct rlimit before, limited, after;
    skip_where_emulated("qemu-user keeps limits of memory to itself");
    skip_under_thread_sanitizer();
    const size_t size = (size_t)64 << 20;
    int file = br_os_memory_file("input", &error);
    assert_int_equal(getrlimit(RLIMIT_DATA, &before), 0);
    assert_int_equal(ftruncate(file, (off_t)size), 0);
    assert_int_equal(br_os_limit_data(1 << 20, &error), 0);
    assert_int_equal(getrlimit(RLIMIT_DATA, &limited), 0);
    void *private = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    void *input = mmap(NULL, size, PROT_READ, MAP_PRIVATE, file, 0);
    br_os_lift_data_limit();
    assert_int_equal(getrlimit(RLIMIT_DATA, &after), 0);
    assert_int_equal(limited.rlim_cur, 1 << 20);
    assert_int_equal(after.rlim_cur, before.rlim_max);
    assert_ptr_equal(private, MAP_FAILED);
    assert_ptr_not_equal(input, MAP_FAILED);
    munmap(input, size);
    close(file);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(orphans_are_ended_and_others_spared),
        cmocka_unit_test(sealed_files_cannot_be_changed),
        cmocka_unit_test(the_limit_is_of_private_memory_and_can_be_lifted),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
