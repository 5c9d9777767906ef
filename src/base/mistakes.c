/* Mistakes: a sentence each, counted. */
#include "base/mistakes.h"

#include <stdarg.h>
#include <stdlib.h>

void br_mistakes_add(struct br_mistakes *mistakes, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    char *sentence = br_string_format_list(format, arguments);
    va_end(arguments);
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
