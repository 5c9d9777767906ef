/* Mistakes: a sentence each, counted. */
#include "base/mistakes.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

void br_mistakes_add(struct br_mistakes *mistakes, const char *format, ...)
{
    char *sentence = NULL;
    va_list list;
    va_start(list, format);
    int size = vasprintf(&sentence, format, list);
    va_end(list);
    if (size < 0)
        abort();
    br_text_append_visible(&mistakes->text, sentence);
    br_text_append(&mistakes->text, "\n");
    mistakes->count++;
    free(sentence);
}

void br_mistakes_release(struct br_mistakes *mistakes)
{
    br_text_release(&mistakes->text);
    mistakes->count = 0;
}
