/* Forks twice; the other process has a session of its own and stays. */
#include "at_record.h"
#include "left_behind.h"

static void fault(void)
{
    if (fork() == 0) {
        setsid();
        if (fork() == 0)
            stay();
        _exit(0);
    }
    while (access("left", F_OK) != 0)
        usleep(1000);
}
