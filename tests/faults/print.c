/* Prints and dies. */
#include "at_record.h"

static void fault(void)
{
    printf("\x1b[31mred\x1b[0m | <b>bold</b> `code`\n");
    fprintf(stderr, "the last words\n");
    fflush(stdout);
    abort();
}
