/* Divides by zero. */
#include "at_record.h"

static void fault(void)
{
    volatile int zero = 0;
    volatile int result = 1000 / zero;
    (void)result;
}
