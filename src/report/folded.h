/*
 * Sampled stacks as text, a line each. A pure function; private to src/report.
 */
#ifndef BR_REPORT_FOLDED_H
#define BR_REPORT_FOLDED_H

#include "base/text.h"
#include "summary/stacks.h"

/* Semicolon-separated functions from the root inwards, a space and the value (samples for CPU time,
 * bytes for the heap): a line per stack, the input of flamegraph.pl and others. */
void br_folded_stacks(const struct br_stack_views *views, struct br_text *text);

#endif
