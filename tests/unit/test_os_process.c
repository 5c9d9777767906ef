/* Operating system: what a child inherits, how its end is seen, that nothing of it is left. */
#include "unit/cmocka_all.h"

#include <fcntl.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/time.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/os.h"

static const uint64_t AN_HOUR_NS = UINT64_C(3600000000000);

/* A shell with one command line, as a child of the test. */
struct shell {
    const char *arguments[4];
    struct br_process_request request;
};

static void shell_init(struct shell *shell, const char *command)
{
    *shell = (struct shell){.arguments = {"/bin/sh", "-c", command, NULL}};
    shell->request =
        (struct br_process_request){.arguments = shell->arguments, .output_descriptor = -1};
}

static struct br_process start(const struct shell *shell)
{
    struct br_process process;
    struct br_error error = {0};
    if (br_os_spawn(&shell->request, &process, &error) != 0)
        fail_msg("%s", error.message);
    return process;
}

/* Waits for the end however often a signal cuts the wait short. */
static int status_of(struct br_process *process)
{
    int status = 0;
    while (br_os_wait(process, AN_HOUR_NS, &status) == 0)
        ;
    return status;
}

/* Runs the shell and gives what it printed on stdout and stderr. */
static void run(struct shell *shell, char *output, size_t capacity)
{
    int file = br_os_memory_file("output", NULL);
    assert_true(file >= 0);
    shell->request.output_descriptor = file;
    struct br_process process = start(shell);
    int status = status_of(&process);
    ssize_t size = pread(file, output, capacity - 1, 0);
    assert_true(size >= 0);
    output[size] = '\0';
    close(file);
    if (!WIFEXITED(status) || WEXITSTATUS(status) != 0)
        fail_msg("status %d, output: %s", status, output);
}

static void assert_output(struct shell *shell, const char *expected)
{
    char output[4096];
    run(shell, output, sizeof output);
    assert_string_equal(output, expected);
}

static void exit_status_and_signal_are_seen(void **state)
{
    (void)state;
    struct shell shell;
    shell_init(&shell, "exit 3");
    struct br_process process = start(&shell);
    int status = status_of(&process);
    assert_true(WIFEXITED(status));
    assert_int_equal(WEXITSTATUS(status), 3);
    assert_int_equal(process.pid, 0);
    assert_int_equal(process.pidfd, -1);

    shell_init(&shell, "kill -TERM $$");
    process = start(&shell);
    status = status_of(&process);
    assert_true(WIFSIGNALED(status));
    assert_int_equal(WTERMSIG(status), SIGTERM);
}

static void output_of_both_kinds_is_caught(void **state)
{
    (void)state;
    struct shell shell;
    shell_init(&shell, "echo out; echo err >&2");
    assert_output(&shell, "out\nerr\n");
}

/* Whatever the parent's stdin is: here a file that would be printed. */
static void stdin_is_empty(void **state)
{
    (void)state;
    int before = dup(STDIN_FILENO);
    int file = br_os_memory_file("input", NULL);
    assert_int_equal(br_os_write_all(file, "not for the child", 17, NULL), 0);
    assert_int_equal(lseek(file, 0, SEEK_SET), 0);
    assert_int_equal(dup2(file, STDIN_FILENO), STDIN_FILENO);
    struct shell shell;
    shell_init(&shell, "readlink /proc/$$/fd/0; cat");
    assert_output(&shell, "/dev/null\n");
    if (before >= 0)
        dup2(before, STDIN_FILENO);
    close(before);
    close(file);
}

static void environment_is_added_to_and_replaced(void **state)
{
    (void)state;
    setenv("BENCHRUN_TEST_KEPT", "kept", 1);
    setenv("BENCHRUN_TEST_REPLACED", "old", 1);
    const char *const environment[] = {"BENCHRUN_TEST_REPLACED=new", "BENCHRUN_TEST_ADDED=a=b",
                                       "BENCHRUN_TEST_ADDED=twice", NULL};
    struct shell shell;
    shell_init(&shell, "env | grep ^BENCHRUN_TEST_ | sort");
    shell.request.environment = environment;
    assert_output(&shell, "BENCHRUN_TEST_ADDED=twice\nBENCHRUN_TEST_KEPT=kept\n"
                          "BENCHRUN_TEST_REPLACED=new\n");
    assert_string_equal(getenv("BENCHRUN_TEST_REPLACED"), "old");
}

static void only_kept_descriptors_are_inherited(void **state)
{
    (void)state;
    int kept = fcntl(STDERR_FILENO, F_DUPFD_CLOEXEC, 20);
    int dropped = fcntl(STDERR_FILENO, F_DUPFD, 30);
    assert_true(kept >= 20 && dropped >= 30);
    char command[256];
    snprintf(command, sizeof command,
             "test -e /proc/$$/fd/%d && echo kept; test -e /proc/$$/fd/%d || echo dropped", kept,
             dropped);
    struct shell shell;
    shell_init(&shell, command);
    shell.request.keep_descriptors = &kept;
    shell.request.keep_count = 1;
    assert_output(&shell, "kept\ndropped\n");
    assert_true((fcntl(kept, F_GETFD) & FD_CLOEXEC) != 0);
    close(kept);
    close(dropped);
}

/* The shell would change signals itself, so cat looks at its own. */
static void signals_are_at_their_defaults(void **state)
{
    (void)state;
    sigset_t blocked, before, after;
    sigemptyset(&blocked);
    sigaddset(&blocked, SIGUSR1);
    sigprocmask(SIG_BLOCK, &blocked, &before);
    signal(SIGUSR2, SIG_IGN);
    const char *const arguments[] = {"/bin/cat", "/proc/self/status", NULL};
    struct shell shell = {.request = {.arguments = arguments}};
    char output[8192];
    run(&shell, output, sizeof output);
    sigprocmask(SIG_SETMASK, &before, &after);
    signal(SIGUSR2, SIG_DFL);
    assert_int_equal(sigismember(&after, SIGUSR1), 1);
    assert_int_equal(sigismember(&after, SIGUSR2), 0);
    assert_non_null(strstr(output, "SigBlk:\t0000000000000000\n"));
    assert_non_null(strstr(output, "SigIgn:\t0000000000000000\n"));
}

static void child_leads_its_own_group(void **state)
{
    (void)state;
    const char *const arguments[] = {"/bin/cat", "/proc/self/stat", NULL};
    struct shell shell = {.request = {.arguments = arguments}};
    char output[4096];
    run(&shell, output, sizeof output);
    int pid = 0, parent = 0, group = 0;
    assert_int_equal(sscanf(output, "%d (cat) %*c %d %d", &pid, &parent, &group), 3);
    assert_int_equal(parent, getpid());
    assert_int_equal(group, pid);
}

static void assert_not_started(const char *path, const char *sentence)
{
    const char *const arguments[] = {path, NULL};
    struct br_process_request request = {.arguments = arguments, .output_descriptor = -1};
    struct br_process process;
    struct br_error error = {0};
    assert_int_equal(br_os_spawn(&request, &process, &error), BR_ERROR_CHILD);
    if (strstr(error.message, path) == NULL || strstr(error.message, sentence) == NULL)
        fail_msg("'%s' does not say '%s'", error.message, sentence);
    assert_int_equal(process.pid, 0);
    assert_int_equal(waitpid(-1, NULL, WNOHANG), -1); /* no zombie either */
}

static void programs_that_cannot_be_executed_are_errors(void **state)
{
    (void)state;
    assert_not_started("/no/such/program", "check the path");
    assert_not_started("sh", "check the path"); /* never searched for */
    assert_not_started("/etc/passwd", "chmod +x");
}

static void wait_times_out(void **state)
{
    (void)state;
    struct shell shell;
    shell_init(&shell, "exec sleep 60");
    for (int with_pidfd = 0; with_pidfd < 2; with_pidfd++) {
        struct br_process process = start(&shell);
        if (with_pidfd == 0) {
            close(process.pidfd);
            process.pidfd = -1;
        }
        int status = 77;
        assert_int_equal(br_os_wait(&process, 1000000, &status), 0);
        assert_int_equal(br_os_wait(&process, 0, &status), 0);
        assert_int_equal(status, 77);
        br_os_kill(&process);
        assert_int_equal(process.pid, 0);
        br_os_kill(&process);
    }
}

static void wait_works_without_pidfd(void **state)
{
    (void)state;
    struct shell shell;
    shell_init(&shell, "exit 4");
    struct br_process process = start(&shell);
    close(process.pidfd);
    process.pidfd = -1;
    assert_int_equal(WEXITSTATUS(status_of(&process)), 4);
}

static volatile sig_atomic_t alarms;

static void count_alarm(int number)
{
    (void)number;
    alarms++;
}

/* With a time-out of an hour, only the signal can end this wait. It is repeated, because one may
 * come before the wait begins. */
static void signal_ends_the_wait_early(void **state)
{
    (void)state;
    struct sigaction action = {.sa_handler = count_alarm};
    sigaction(SIGALRM, &action, NULL);
    struct itimerval often = {.it_interval = {.tv_usec = 20000}, .it_value = {.tv_usec = 20000}};
    struct itimerval never = {{0, 0}, {0, 0}};
    struct shell shell;
    shell_init(&shell, "exec sleep 100000");
    for (int with_pidfd = 0; with_pidfd < 2; with_pidfd++) {
        struct br_process process = start(&shell);
        if (with_pidfd == 0) {
            close(process.pidfd);
            process.pidfd = -1;
        }
        alarms = 0;
        setitimer(ITIMER_REAL, &often, NULL);
        int status;
        assert_int_equal(br_os_wait(&process, AN_HOUR_NS, &status), 0);
        setitimer(ITIMER_REAL, &never, NULL);
        assert_true(alarms > 0);
        br_os_kill(&process);
    }
    signal(SIGALRM, SIG_DFL);
}

/* The shell's own children hold the pipe's only writing ends: its end is their end. */
static struct br_process start_with_pipe(const char *command, int *reading_end)
{
    int ends[2];
    assert_int_equal(pipe(ends), 0);
    struct shell shell;
    shell_init(&shell, command);
    shell.request.keep_descriptors = &ends[1];
    shell.request.keep_count = 1;
    struct br_process process = start(&shell);
    close(ends[1]);
    *reading_end = ends[0];
    return process;
}

static void assert_all_ended(int reading_end)
{
    char byte;
    assert_int_equal(read(reading_end, &byte, 1), 0);
    close(reading_end);
}

static void kill_takes_the_whole_group(void **state)
{
    (void)state;
    int reading_end;
    struct br_process process = start_with_pipe("sleep 100000 & sleep 100000", &reading_end);
    br_os_kill(&process);
    assert_all_ended(reading_end);
}

static void leftovers_of_an_ended_child_are_killed(void **state)
{
    (void)state;
    int reading_end;
    struct br_process process = start_with_pipe("sleep 100000 & exit 5", &reading_end);
    assert_int_equal(WEXITSTATUS(status_of(&process)), 5);
    assert_all_ended(reading_end);
}

/* A process in between starts the child and dies; the child holds the pipe. */
static void child_dies_with_its_parent(void **state)
{
    (void)state;
    int ends[2];
    assert_int_equal(pipe(ends), 0);
    pid_t between = fork();
    if (between == 0) {
        struct shell shell;
        shell_init(&shell, "exec sleep 100000");
        shell.request.keep_descriptors = &ends[1];
        shell.request.keep_count = 1;
        struct br_process process;
        _exit(br_os_spawn(&shell.request, &process, NULL) == 0 ? 0 : 1);
    }
    close(ends[1]);
    int status;
    assert_int_equal(waitpid(between, &status, 0), between);
    assert_int_equal(status, 0);
    assert_all_ended(ends[0]);
}

static void child_reaped_elsewhere_ends_as_unknown(void **state)
{
    (void)state;
    struct shell shell;
    shell_init(&shell, "exit 6");
    struct br_process process = start(&shell);
    assert_int_equal(waitpid(process.pid, NULL, 0), process.pid);
    assert_int_equal(status_of(&process), -1);
}

static void assert_described(int status, const char *expected)
{
    char *description = br_os_describe_status(status);
    assert_string_equal(description, expected);
    free(description);
}

static void statuses_are_described(void **state)
{
    (void)state;
    assert_described(W_EXITCODE(0, 0), "exited with status 0");
    assert_described(W_EXITCODE(3, 0), "exited with status 3");
    assert_described(W_EXITCODE(0, SIGSEGV), "killed by SIGSEGV (segmentation fault)");
    assert_described(W_EXITCODE(0, SIGKILL), "killed by SIGKILL (killed)");
    assert_described(W_EXITCODE(0, SIGSEGV) | WCOREFLAG, "killed by SIGSEGV (segmentation fault)");
    assert_described(W_EXITCODE(0, 50), "killed by signal 50");
    assert_described(-1, "ended, but how is unknown");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(exit_status_and_signal_are_seen),
        cmocka_unit_test(output_of_both_kinds_is_caught),
        cmocka_unit_test(stdin_is_empty),
        cmocka_unit_test(environment_is_added_to_and_replaced),
        cmocka_unit_test(only_kept_descriptors_are_inherited),
        cmocka_unit_test(signals_are_at_their_defaults),
        cmocka_unit_test(child_leads_its_own_group),
        cmocka_unit_test(programs_that_cannot_be_executed_are_errors),
        cmocka_unit_test(wait_times_out),
        cmocka_unit_test(wait_works_without_pidfd),
        cmocka_unit_test(signal_ends_the_wait_early),
        cmocka_unit_test(kill_takes_the_whole_group),
        cmocka_unit_test(leftovers_of_an_ended_child_are_killed),
        cmocka_unit_test(child_dies_with_its_parent),
        cmocka_unit_test(child_reaped_elsewhere_ends_as_unknown),
        cmocka_unit_test(statuses_are_described),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
