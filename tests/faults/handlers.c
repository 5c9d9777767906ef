/* Handles and blocks every signal that can be. */
#include "at_record.h"

#include <signal.h>

static void ignore(int number)
{
    (void)number;
}

static void fault(void)
{
    sigset_t all;
    for (int number = 1; number < NSIG; number++)
        signal(number, ignore);
    sigfillset(&all);
    sigprocmask(SIG_SETMASK, &all, NULL);
    alarm(1);
}
