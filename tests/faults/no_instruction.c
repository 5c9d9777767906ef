/* Runs into what is no instruction. */
#include "at_record.h"

static void fault(void)
{
    __builtin_trap();
}
