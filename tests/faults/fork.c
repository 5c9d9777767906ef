/* Forks; the other process stays. */
#include "at_record.h"
#include "left_behind.h"

static void fault(void)
{
    if (fork() == 0)
        stay();
    while (access("left", F_OK) != 0)
        usleep(1000);
}
