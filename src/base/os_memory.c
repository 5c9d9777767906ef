/* The operating system: limits of memory, and what happens when it is out. */
#include "base/os.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>

uint64_t br_os_memory_kills(void)
{
    char line[128];
    unsigned long long kills = 0;
    FILE *file = fopen("/proc/vmstat", "re");
    while (file != NULL && fgets(line, sizeof line, file) != NULL) {
        if (sscanf(line, "oom_kill %llu", &kills) == 1)
            break;
    }
    if (file != NULL)
        fclose(file);
    return kills;
}

void br_os_volunteer_for_memory_kill(void)
{
    int file = open("/proc/self/oom_score_adj", O_WRONLY | O_CLOEXEC);
    if (file < 0)
        return;
    (void)!write(file, "1000", 4); /* refused: then the kernel chooses as it would have anyway */
    close(file);
}

int br_os_limit_data(uint64_t bytes, struct br_error *error)
{
    struct rlimit limit;
    if (getrlimit(RLIMIT_DATA, &limit) == 0) {
        limit.rlim_cur = bytes < limit.rlim_max ? bytes : limit.rlim_max;
        if (setrlimit(RLIMIT_DATA, &limit) == 0)
            return 0;
    }
    return br_error_set(error, BR_ERROR_FAILED, "memory cannot be limited here (%s)",
                        strerror(errno));
}

void br_os_lift_data_limit(void)
{
    struct rlimit limit;
    if (getrlimit(RLIMIT_DATA, &limit) != 0)
        return;
    limit.rlim_cur = limit.rlim_max;
    setrlimit(RLIMIT_DATA, &limit);
}
