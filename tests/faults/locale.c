/* Chooses a locale that writes numbers with commas. */
#include "at_record.h"

#include <locale.h>

static void fault(void)
{
    if (setlocale(LC_ALL, "xx_XX.UTF-8") == NULL)
        abort();
}
