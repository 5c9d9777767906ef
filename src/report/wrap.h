/*
 * Paragraphs on a terminal: words wrapped at a width, made safe to show. Private to src/report.
 */
#ifndef BR_REPORT_WRAP_H
#define BR_REPORT_WRAP_H

#include "base/text.h"

/* Appends `bullet`, then `paragraph` (from outside or not) in lines of at most `width` columns,
 * later lines indented as far as the bullet reaches. A word longer than a line stands alone. */
void br_wrap(struct br_text *text, const char *bullet, const char *paragraph, unsigned width);

#endif
