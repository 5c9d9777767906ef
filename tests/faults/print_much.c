/* Prints 200 MB. */
#include "at_record.h"

static void fault(void)
{
    static char line[1 << 20];
    memset(line, 'x', sizeof line);
    for (int i = 0; i < 100; i++) {
        fwrite(line, 1, sizeof line, stdout);
        fwrite(line, 1, sizeof line, stderr);
    }
}
