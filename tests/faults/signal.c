/* Dies of the signal that it is compiled for. */
#include "at_record.h"

#include <signal.h>

static void fault(void)
{
    raise(SIGNAL);
}
