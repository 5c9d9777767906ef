/* Crashes behind a process with a session of its own that stays. */
#include "at_record.h"
#include "left_behind.h"

static void fault(void)
{
    if (fork() == 0) {
        setsid();
        stay();
    }
    while (access("left", F_OK) != 0)
        usleep(1000);
    abort();
}
