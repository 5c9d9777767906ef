/* Writes garbage to every descriptor but the standard ones. */
#include "at_record.h"

static void fault(void)
{
    char garbage[4096];
    memset(garbage, '{', sizeof garbage);
    for (int turn = 0; turn < 100; turn++)
        for (int descriptor = 3; descriptor < 256; descriptor++) {
            if (pwrite(descriptor, garbage, sizeof garbage, turn * 4096) < 0)
                ftruncate(descriptor, 0);
        }
}
