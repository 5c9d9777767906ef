/* Reads a mapped file behind its end. */
#include "at_record.h"

#include <sys/mman.h>

static void fault(void)
{
    int file = memfd_create("empty", 0);
    volatile char *map = mmap(NULL, 4096, PROT_READ, MAP_SHARED, file, 0);
    (void)*map;
}
