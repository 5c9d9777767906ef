/*
 * Layout of text for a page of 80 columns: words wrapped, explanations in a column of their own.
 */
#ifndef BR_CLI_LAYOUT_H
#define BR_CLI_LAYOUT_H

#include <stddef.h>

#include "base/text.h"

/* Appends the words of `string` between column `indent` and the edge of the page, then a line feed.
 * The line stands at `indent` already. A line feed in the string starts a paragraph. */
void br_layout_wrap(struct br_text *text, const char *string, size_t indent);

/* Ends the line that began at `line_start` of `text` with an explanation in `column`, or under it
 * where the line reaches too far. */
void br_layout_explain(struct br_text *text, size_t line_start, size_t column,
                       const char *explanation);

#endif
