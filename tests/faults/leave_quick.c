/* Calls quick_exit. */
#include "at_record.h"

static void fault(void)
{
    quick_exit(0);
}
