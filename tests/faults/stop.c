/* Stops itself. */
#include "at_record.h"

#include <signal.h>

static void fault(void)
{
    raise(SIGSTOP);
}
