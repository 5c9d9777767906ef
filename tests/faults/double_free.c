/* Frees the same memory again and again. */
#include "at_record.h"

static void fault(void)
{
    void *volatile piece = malloc(64);
    for (int i = 0; i < 100000; i++)
        free(piece);
}
