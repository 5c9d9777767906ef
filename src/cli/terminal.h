/*
 * What stands behind a stream: a terminal that can redraw a line and show colours, or a file.
 */
#ifndef BR_CLI_TERMINAL_H
#define BR_CLI_TERMINAL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

#include "base/text.h"

struct br_terminal {
    bool redraws;     /* a terminal that is not "dumb": a line can be drawn over */
    bool colours;     /* it redraws, and NO_COLOR (no-color.org) is unset or empty */
    unsigned columns; /* of the window; else the variable COLUMNS; else 80 */
};

/* Looks at a stream and the environment. */
void br_terminal_look(FILE *stream, struct br_terminal *terminal);

/* Appends as many leading code points of `string` as fit into `columns`; the string is UTF-8 or
 * whatever, and is made visible. */
void br_terminal_append_cut(struct br_text *text, const char *string, size_t columns);

#endif
