/*
 * Why functions in sampled stacks have no names: the same line wherever such stacks are shown.
 * Private to src/report.
 */
#ifndef BR_REPORT_NAMELESS_H
#define BR_REPORT_NAMELESS_H

#include "base/text.h"
#include "model/stacks.h"

/* Appends " Not named: ..." to a paragraph; nothing where every file gave its names. */
void br_nameless_append(const struct br_stacks *stacks, struct br_text *text);

#endif
