/*
 * Runs a command that may not make some system calls, as in a container whose seccomp profile
 * forbids them: deny [perf] [timer] -- COMMAND...
 *
 * perf: perf_event_open fails with EACCES; timer: timer_create fails with ENOSYS. Ends with 125
 * where this system knows no such filters.
 */
#include <errno.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <linux/filter.h>
#include <linux/seccomp.h>

static int deny(unsigned number, unsigned failure)
{
    struct sock_filter steps[] = {
        BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, nr)),
        BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, number, 0, 1),
        BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ERRNO | failure),
        BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
    };
    struct sock_fprog filter = {.len = sizeof steps / sizeof steps[0], .filter = steps};
    if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0)
        return -1;
    return prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &filter);
}

int main(int count, char **arguments)
{
    int at = 1;
    for (; at < count && strcmp(arguments[at], "--") != 0; at++) {
        int code = strcmp(arguments[at], "perf") == 0    ? deny(SYS_perf_event_open, EACCES)
                   : strcmp(arguments[at], "timer") == 0 ? deny(SYS_timer_create, ENOSYS)
                                                         : -1;
        if (code != 0) {
            perror(arguments[at]);
            return 125;
        }
    }
    if (at + 1 >= count)
        return 125;
    execvp(arguments[at + 1], arguments + at + 1);
    perror(arguments[at + 1]);
    return 125;
}
