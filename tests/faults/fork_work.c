/* Forks; both processes go on with the work and answer. */
#include "at_record.h"

static void fault(void)
{
    fork();
}
