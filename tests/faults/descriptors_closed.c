/* Closes every descriptor. */
#include "at_record.h"

static void fault(void)
{
    for (int descriptor = 0; descriptor < 256; descriptor++)
        close(descriptor);
}
