/* The operating system: starting a child process. */
#include "base/os.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/close_range.h>
#include <pthread.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

enum { FIRST_PRIVATE_DESCRIPTOR = 3 };

/* Everything the child needs, made before the fork: after it, only async-signal-safe calls are
 * allowed, so no memory can be allocated there. */
struct launch {
    const struct br_process_request *request;
    char **environment;
    pid_t parent;
    int failure_pipe; /* gets the errno when the program cannot be executed; closed by exec */
};

static size_t count_strings(const char *const *strings)
{
    size_t count = 0;
    while (strings != NULL && strings[count] != NULL)
        count++;
    return count;
}

static bool same_name(const char *a, const char *b)
{
    size_t size = strcspn(a, "=");
    return size == strcspn(b, "=") && strncmp(a, b, size) == 0;
}

static void put_variable(char **environment, size_t *count, const char *variable)
{
    for (size_t i = 0; i < *count; i++) {
        if (same_name(environment[i], variable)) {
            environment[i] = (char *)variable;
            return;
        }
    }
    environment[(*count)++] = (char *)variable;
}

/* The current environment with `changes` put in; only the array is new. */
static char **merge_environment(const char *const *changes)
{
    size_t inherited = count_strings((const char *const *)environ);
    char **merged = malloc((inherited + count_strings(changes) + 1) * sizeof *merged);
    if (merged == NULL)
        return NULL;
    size_t count = 0;
    for (; count < inherited; count++)
        merged[count] = environ[count];
    for (; changes != NULL && *changes != NULL; changes++)
        put_variable(merged, &count, *changes);
    merged[count] = NULL;
    return merged;
}

/* A pipe above the standard descriptors, even where this process was started with those closed. */
static int open_failure_pipe(int ends[2])
{
    int low[2];
    if (pipe2(low, O_CLOEXEC) != 0)
        return -1;
    ends[0] = fcntl(low[0], F_DUPFD_CLOEXEC, FIRST_PRIVATE_DESCRIPTOR);
    ends[1] = fcntl(low[1], F_DUPFD_CLOEXEC, FIRST_PRIVATE_DESCRIPTOR);
    close(low[0]);
    close(low[1]);
    if (ends[0] >= 0 && ends[1] >= 0)
        return 0;
    int failure = errno;
    if (ends[0] >= 0)
        close(ends[0]);
    if (ends[1] >= 0)
        close(ends[1]);
    errno = failure;
    return -1;
}

static void reset_signals(void)
{
    struct sigaction standard = {.sa_handler = SIG_DFL};
    for (int number = 1; number < NSIG; number++)
        sigaction(number, &standard, NULL); /* refused for SIGKILL and SIGSTOP: nothing to reset */
    sigset_t none;
    sigemptyset(&none);
    sigprocmask(SIG_SETMASK, &none, NULL);
}

static void mark_all_for_closing(void)
{
    if (syscall(SYS_close_range, FIRST_PRIVATE_DESCRIPTOR, ~0u, CLOSE_RANGE_CLOEXEC) == 0)
        return;
    long limit = sysconf(_SC_OPEN_MAX); /* kernels before 5.11 */
    for (int descriptor = FIRST_PRIVATE_DESCRIPTOR; descriptor < limit; descriptor++)
        fcntl(descriptor, F_SETFD, FD_CLOEXEC);
}

static int redirect_standard_descriptors(int output)
{
    if (output >= 0 && (dup2(output, STDOUT_FILENO) < 0 || dup2(output, STDERR_FILENO) < 0))
        return -1;
    int nothing = open("/dev/null", O_RDWR);
    return nothing < 0 || dup2(nothing, STDIN_FILENO) < 0 ? -1 : 0;
}

static int arrange_descriptors(const struct br_process_request *request)
{
    if (redirect_standard_descriptors(request->output_descriptor) != 0)
        return -1;
    mark_all_for_closing();
    for (size_t i = 0; i < request->keep_count; i++)
        if (fcntl(request->keep_descriptors[i], F_SETFD, 0) != 0)
            return -1;
    return 0;
}

static _Noreturn void give_up(const struct launch *launch)
{
    int failure = errno;
    ssize_t written = write(launch->failure_pipe, &failure, sizeof failure);
    _exit(written == (ssize_t)sizeof failure ? 127 : 126);
}

/* The new process up to its exec. */
static _Noreturn void become_program(const struct launch *launch)
{
    const struct br_process_request *request = launch->request;
    setpgid(0, 0);
    if (prctl(PR_SET_PDEATHSIG, SIGKILL) != 0)
        give_up(launch);
    if (getppid() != launch->parent)
        _exit(
            126); /* the parent died before the request took effect: nobody waits for this child */
    if (arrange_descriptors(request) != 0)
        give_up(launch);
    reset_signals();
    execve(request->arguments[0], (char *const *)request->arguments, launch->environment);
    give_up(launch);
}

/* Forks with all signals blocked, so that no handler of the parent runs in the child. */
static pid_t fork_program(const struct launch *launch)
{
    sigset_t all, before;
    sigfillset(&all);
    pthread_sigmask(SIG_SETMASK, &all, &before);
    pid_t pid = fork();
    if (pid == 0)
        become_program(launch);
    int failure = errno;
    pthread_sigmask(SIG_SETMASK, &before, NULL);
    errno = failure;
    return pid;
}

/* The errno with which the child gave up; 0 when the pipe was closed by its exec. */
static int read_failure(int pipe_end)
{
    int failure = 0;
    ssize_t size;
    do {
        size = read(pipe_end, &failure, sizeof failure);
    } while (size < 0 && errno == EINTR);
    return size == (ssize_t)sizeof failure ? failure : 0;
}

static int start_error(const char *path, int failure, struct br_error *error)
{
    const char *advice = failure == ENOENT   ? "check the path; it is not searched for"
                         : failure == EACCES ? "make it executable with chmod +x"
                         : failure == EAGAIN ? "raise the limit of processes (ulimit -u)"
                         : failure == EMFILE ? "raise the limit of open files (ulimit -n)"
                                             : "check that it is a program for this machine";
    return br_error_set(error, failure == ENOMEM ? BR_ERROR_MEMORY : BR_ERROR_CHILD,
                        "%s cannot be started (%s); %s", path, strerror(failure), advice);
}

/* Returns 0 or an errno. */
static int launch_program(struct launch *launch, struct br_process *process)
{
    int ends[2];
    if (open_failure_pipe(ends) != 0)
        return errno;
    launch->failure_pipe = ends[1];
    pid_t pid = fork_program(launch);
    int failure = pid < 0 ? errno : 0;
    close(ends[1]);
    if (pid > 0)
        failure = read_failure(ends[0]);
    close(ends[0]);
    if (pid < 0)
        return failure;
    *process = (struct br_process){.pid = pid, .pidfd = -1};
    if (failure != 0)
        br_os_kill(process);
    else
        process->pidfd = (int)syscall(SYS_pidfd_open, pid, 0);
    return failure;
}

int br_os_spawn(const struct br_process_request *request, struct br_process *process,
                struct br_error *error)
{
    *process = (struct br_process){.pid = 0, .pidfd = -1};
    struct launch launch = {.request = request,
                            .environment = merge_environment(request->environment),
                            .parent = getpid()};
    int failure = launch.environment != NULL ? launch_program(&launch, process) : ENOMEM;
    free(launch.environment);
    return failure == 0 ? 0 : start_error(request->arguments[0], failure, error);
}

/* ---- finding it ---- */

static bool is_program(const char *path)
{
    struct stat facts;
    return stat(path, &facts) == 0 && S_ISREG(facts.st_mode) && access(path, X_OK) == 0;
}

char *br_os_find_program(const char *name)
{
    const char *folder = getenv("PATH");
    while (folder != NULL && *folder != '\0') {
        int size = (int)strcspn(folder, ":");
        /* An empty entry means the working folder, which nobody wants programs from. */
        char *path = size > 0 ? br_string_format("%.*s/%s", size, folder, name) : NULL;
        if (path != NULL && is_program(path))
            return path;
        free(path);
        folder += (size_t)size + (folder[size] == ':');
    }
    return NULL;
}
