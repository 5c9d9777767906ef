/* Notes the process that calls it in the file `left`, where the test looks whether it still runs.
 */
#include <stdio.h>
#include <unistd.h>

static void stay(void)
{
    FILE *file = fopen("left", "a");
    fprintf(file, "%d\n", (int)getpid());
    fclose(file);
    for (;;)
        pause();
}
