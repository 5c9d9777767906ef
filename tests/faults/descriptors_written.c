/* Writes garbage to every descriptor but the standard ones, and empties what is behind it. */
#include "at_record.h"

static void fault(void)
{
    char garbage[4096];
    memset(garbage, '{', sizeof garbage);
    for (int descriptor = 3; descriptor < 256; descriptor++) {
        for (int turn = 0; turn < 100; turn++)
            pwrite(descriptor, garbage, sizeof garbage, turn * 4096);
        ftruncate(descriptor, 0);
    }
}
