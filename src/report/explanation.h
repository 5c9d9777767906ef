/*
 * An explanation as text: on a terminal, and in Markdown. Pure functions.
 */
#ifndef BR_REPORT_EXPLANATION_H
#define BR_REPORT_EXPLANATION_H

#include "model/explanation.h"
#include "report/report.h"

void br_explanation_print(const struct br_explanation *explanation,
                          const struct br_report_style *style, struct br_text *text);

/* As a document of its own. */
void br_explanation_markdown(const struct br_explanation *explanation, struct br_text *text);

/* The findings alone, as list items: what stands in a report's section. */
void br_explanation_markdown_findings(const struct br_explanation *explanation,
                                      struct br_text *text);

#endif
