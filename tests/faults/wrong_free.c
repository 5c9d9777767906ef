/* Frees what it never got. */
#include "at_record.h"

static void fault(void)
{
    char here[4096];
    void *volatile wrong = here + 2048;
    free(wrong);
}
