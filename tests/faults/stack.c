/* Calls itself until the stack is used up. */
#include "at_record.h"

static int deeper(volatile int *above)
{
    volatile int here[1024];
    here[0] = *above + 1;
    return deeper(here) + here[0];
}

static void fault(void)
{
    volatile int start = 0;
    deeper(&start);
}
