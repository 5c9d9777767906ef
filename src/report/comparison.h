/*
 * Reports of a comparison: pure functions; the same comparison gives the same bytes.
 */
#ifndef BR_REPORT_COMPARISON_H
#define BR_REPORT_COMPARISON_H

#include "base/text.h"
#include "model/comparison.h"
#include "report/report.h"

/* The headline, what is worth reading first, the rest, and the stages that explain a change.
 * `style` may be NULL: plain, 80 columns. */
void br_report_comparison_terminal(const struct br_comparison *comparison,
                                   const struct br_report_style *style, struct br_text *text);
void br_report_comparison_markdown(const struct br_comparison *comparison, struct br_text *text);

#endif
