/* Writes behind the end of its memory. */
#include "at_record.h"

static void fault(void)
{
    char *volatile small = malloc(16);
    memset(small, 'x', (size_t)1 << 32);
}
