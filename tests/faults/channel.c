/* Writes over the memory that it shares with the harness, once the answer is there. */
#include "at_record.h"

static char *begin;

static void scribble(void)
{
    for (char *at = begin + (129 << 10); at < begin + (160 << 10); at += 64)
        *at = '[';
}

static void fault(void)
{
    char line[512];
    FILE *maps = fopen("/proc/self/maps", "r");
    while (fgets(line, sizeof line, maps) != NULL)
        if (strstr(line, "benchrun-channel") != NULL)
            begin = (char *)strtoull(line, NULL, 16);
    fclose(maps);
    if (begin != NULL)
        atexit(scribble);
}
