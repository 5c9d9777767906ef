/* Terminals: width, and what they can show. */
#include "cli/terminal.h"

#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "base/utf8.h"

enum { USUAL_COLUMNS = 80, FEWEST_COLUMNS = 20, MOST_COLUMNS = 400 };

static unsigned window_columns(int descriptor)
{
    struct winsize window;
    if (ioctl(descriptor, TIOCGWINSZ, &window) == 0 && window.ws_col > 0)
        return window.ws_col;
    const char *variable = getenv("COLUMNS");
    long columns = variable != NULL ? strtol(variable, NULL, 10) : 0;
    return columns > 0 && columns <= MOST_COLUMNS ? (unsigned)columns : USUAL_COLUMNS;
}

static bool variable_is_set(const char *name)
{
    const char *value = getenv(name);
    return value != NULL && value[0] != '\0';
}

void br_terminal_look(FILE *stream, struct br_terminal *terminal)
{
    int descriptor = fileno(stream); /* -1 for a stream in memory */
    bool is_terminal = descriptor >= 0 && isatty(descriptor);
    const char *kind = getenv("TERM");
    bool is_dumb = kind == NULL || kind[0] == '\0' || strcmp(kind, "dumb") == 0;
    unsigned columns = window_columns(descriptor);
    terminal->redraws = is_terminal && !is_dumb;
    terminal->colours = terminal->redraws && !variable_is_set("NO_COLOR");
    terminal->columns = columns < FEWEST_COLUMNS ? FEWEST_COLUMNS : columns;
}

void br_terminal_append_cut(struct br_text *text, const char *string, size_t columns)
{
    struct br_text visible = {0};
    br_text_append_visible(&visible, string);
    const char *at = br_text_string(&visible);
    while (*at != '\0') {
        uint32_t code_point;
        size_t size = br_utf8_decode(at, &code_point);
        bool takes_column = size == 0 || !br_utf8_is_combining(code_point);
        if (takes_column && columns == 0)
            break;
        columns -= takes_column ? 1 : 0;
        br_text_append_bytes(text, at, size > 0 ? size : 1);
        at += size > 0 ? size : 1;
    }
    br_text_release(&visible);
}
