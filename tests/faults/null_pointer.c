/* Follows a null pointer. */
#include "at_record.h"

static void fault(void)
{
    volatile int *nowhere = NULL;
    *nowhere = 1;
}
