/* Asks for memory until there is none, and does not look whether it got it. */
#include "at_record.h"

static void fault(void)
{
    for (;;) {
        char *piece = malloc(1 << 20);
        memset(piece, 1, 1 << 20);
    }
}
