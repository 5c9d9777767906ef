/* Goes to another folder and lets nobody write files. */
#include "at_record.h"

#include <sys/stat.h>

static void fault(void)
{
    umask(0777);
    if (chdir("/") != 0)
        abort();
}
