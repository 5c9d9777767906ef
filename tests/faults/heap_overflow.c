/* Writes behind the end of its memory. */
#include "at_record.h"

static void fault(void)
{
    volatile char *small = malloc(16);
    for (size_t at = 0;; at += 1024)
        small[at] = 'x';
}
