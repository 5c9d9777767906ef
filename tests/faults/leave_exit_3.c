/* Calls exit with a status. */
#include "at_record.h"

static void fault(void)
{
    exit(3);
}
