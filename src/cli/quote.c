/* A command line as a shell would take it. */
#include "cli/commands.h"

#include <string.h>

static bool is_plain(const char *argument)
{
    static const char plain[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"
                                "-_=./,:+@%^";
    return argument[0] != '\0' && argument[strspn(argument, plain)] == '\0';
}

/* Single quotes keep everything but themselves. */
static void append_quoted(struct br_text *text, const char *argument)
{
    br_text_append(text, "'");
    for (; *argument != '\0'; argument++) {
        if (*argument == '\'')
            br_text_append(text, "'\\''");
        else
            br_text_append_bytes(text, argument, 1);
    }
    br_text_append(text, "'");
}

void br_cli_quote(int count, const char *const *arguments, struct br_text *text)
{
    for (int i = 0; i < count; i++) {
        br_text_append(text, i > 0 ? " " : "");
        if (is_plain(arguments[i]))
            br_text_append(text, arguments[i]);
        else
            append_quoted(text, arguments[i]);
    }
}
