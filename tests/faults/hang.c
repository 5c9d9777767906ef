/* Never returns. */
#include "at_record.h"

static void fault(void)
{
    for (;;)
        pause();
}
