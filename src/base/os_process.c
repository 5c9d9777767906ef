/* The operating system: waiting for, ending and describing a child process. */
#include "base/os.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "base/clock.h"

enum { UNKNOWN_STATUS = -1 };

static const uint64_t NS_PER_S = 1000000000;
static const uint64_t POLL_INTERVAL_NS = 2000000;

static struct timespec to_timespec(uint64_t duration_ns)
{
    return (struct timespec){.tv_sec = (time_t)(duration_ns / NS_PER_S),
                             .tv_nsec = (long)(duration_ns % NS_PER_S)};
}

enum child_state { CHILD_RUNS, CHILD_ENDED, CHILD_GONE /* reaped by somebody else */ };

/* An ended child stays a zombie here, so that its number cannot be given to another. */
static enum child_state look_at(pid_t pid)
{
    siginfo_t info = {0};
    if (waitid(P_PID, (id_t)pid, &info, WEXITED | WNOHANG | WNOWAIT) != 0)
        return CHILD_GONE;
    return info.si_pid == pid ? CHILD_ENDED : CHILD_RUNS;
}

/* Kernels without pidfd: look again and again, until the deadline or a signal. */
static bool wait_by_looking(pid_t pid, uint64_t timeout_ns)
{
    uint64_t start_ns = br_clock_monotonic_ns();
    while (look_at(pid) == CHILD_RUNS) {
        uint64_t elapsed_ns = br_clock_monotonic_ns() - start_ns;
        if (elapsed_ns >= timeout_ns)
            return false;
        uint64_t left_ns = timeout_ns - elapsed_ns;
        struct timespec pause =
            to_timespec(left_ns < POLL_INTERVAL_NS ? left_ns : POLL_INTERVAL_NS);
        if (nanosleep(&pause, NULL) != 0)
            return look_at(pid) != CHILD_RUNS;
    }
    return true;
}

static bool wait_for_end(const struct br_process *process, uint64_t timeout_ns)
{
    if (process->pidfd < 0)
        return wait_by_looking(process->pid, timeout_ns);
    struct pollfd ended = {.fd = process->pidfd, .events = POLLIN};
    struct timespec timeout = to_timespec(timeout_ns);
    return ppoll(&ended, 1, &timeout, NULL) > 0 || look_at(process->pid) != CHILD_RUNS;
}

/* Ends the whole group and reaps the child. The order matters: while the child is not reaped, the
 * number of the group cannot belong to strangers. */
static int sweep_up(struct br_process *process)
{
    int status = UNKNOWN_STATUS;
    if (look_at(process->pid) != CHILD_GONE) {
        kill(process->pid, SIGKILL); /* in case it did not get as far as its own group */
        kill(-process->pid, SIGKILL);
        while (waitpid(process->pid, &status, 0) < 0 && errno == EINTR)
            ;
    }
    if (process->pidfd >= 0)
        close(process->pidfd);
    *process = (struct br_process){.pid = 0, .pidfd = -1};
    return status;
}

int br_os_wait(struct br_process *process, uint64_t timeout_ns, int *status)
{
    if (!wait_for_end(process, timeout_ns))
        return 0;
    *status = sweep_up(process);
    return 1;
}

void br_os_kill(struct br_process *process)
{
    if (process->pid > 0)
        sweep_up(process);
}

/* "SIGSEGV (segmentation fault)"; real-time signals have no name, and none has where the C library
 * does not know them (musl). */
static char *describe_signal(int number)
{
#ifdef __GLIBC__
    const char *name = sigabbrev_np(number);
    const char *meaning = sigdescr_np(number);
    if (name == NULL || meaning == NULL)
        return br_string_format("signal %d", number);
    char *description = br_string_format("SIG%s (%s)", name, meaning);
    char *first = description + strlen(name) + strlen("SIG (");
    bool is_abbreviation = first[0] != '\0' && first[1] >= 'A' && first[1] <= 'Z';
    if (*first >= 'A' && *first <= 'Z' && !is_abbreviation)
        *first = (char)(*first - 'A' + 'a');
    return description;
#else
    return br_string_format("signal %d", number);
#endif
}

char *br_os_describe_status(int status)
{
    if (status != UNKNOWN_STATUS && WIFEXITED(status))
        return br_string_format("exited with status %d", WEXITSTATUS(status));
    if (status == UNKNOWN_STATUS || !WIFSIGNALED(status))
        return br_string_copy("ended, but how is unknown");
    char *signal_text = describe_signal(WTERMSIG(status));
    char *description = br_string_format("killed by %s", signal_text);
    free(signal_text);
    return description;
}
