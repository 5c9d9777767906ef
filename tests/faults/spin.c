/* Never returns, and uses a CPU meanwhile. */
#include "at_record.h"

static void fault(void)
{
    volatile uint64_t turns = 0;
    for (;;)
        turns++;
}
