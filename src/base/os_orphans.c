/* The operating system: processes that a child left behind outside its group. */
#include "base/os.h"

#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

enum { ORPHAN_BATCH = 64, ROUNDS_MOST = 1000 };

void br_os_adopt_orphans(void)
{
    prctl(PR_SET_CHILD_SUBREAPER, 1);
}

/* Orphans become children of the first thread, whichever thread started what they come from. */
size_t br_os_children(pid_t *children, size_t capacity)
{
    char path[64];
    size_t count = 0;
    int pid = 0;
    snprintf(path, sizeof path, "/proc/self/task/%d/children", (int)getpid());
    FILE *file = fopen(path, "re");
    if (file == NULL)
        return 0;
    while (count < capacity && fscanf(file, "%d", &pid) == 1)
        children[count++] = pid;
    fclose(file);
    return count;
}

static bool is_among(pid_t pid, const pid_t *pids, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        if (pids[i] == pid)
            return true;
    }
    return false;
}

static void end_child(pid_t pid)
{
    kill(pid, SIGKILL);
    while (waitpid(pid, NULL, 0) < 0 && errno == EINTR)
        ;
}

/* One that ends makes its own children orphans in turn: until nobody is left. */
size_t br_os_end_orphans(const pid_t *spared, size_t spared_count)
{
    size_t ended = 0;
    for (int round = 0; round < ROUNDS_MOST; round++) {
        pid_t children[ORPHAN_BATCH];
        size_t count = br_os_children(children, ORPHAN_BATCH);
        size_t before = ended;
        for (size_t i = 0; i < count; i++) {
            if (is_among(children[i], spared, spared_count))
                continue;
            end_child(children[i]);
            ended++;
        }
        if (ended == before)
            break;
    }
    return ended;
}
