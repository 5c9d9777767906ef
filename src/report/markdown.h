/*
 * The Markdown report, a file per group of sections. Private to src/report.
 *
 * Each writes its sections, headings included, or nothing when there is nothing to say. Text from
 * outside goes through br_text_append_markdown, tables or br_markdown_block, never in raw.
 */
#ifndef BR_REPORT_MARKDOWN_H
#define BR_REPORT_MARKDOWN_H

#include "report/figures.h"
#include "report/report.h"
#include "report/table.h"
#include "summary/summary.h"
#include "summary/trend.h"

void br_markdown_title(const struct br_summary *summary, struct br_text *text);
/* What was measured, the verdict, the table by size, how much limits it. */
void br_markdown_headline(const struct br_summary *summary,
                          const struct br_report_reference *reference, struct br_text *text);
/* What the marks in that table mean, as Markdown. */
extern const char br_markdown_legend[];
void br_markdown_caveats(const struct br_summary *summary, struct br_text *text);
void br_markdown_failures(const struct br_summary *summary, struct br_text *text);

void br_markdown_throughput(const struct br_summary *summary, struct br_text *text);
void br_markdown_latency(const struct br_summary *summary, struct br_text *text);
void br_markdown_slowest(const struct br_summary *summary, struct br_text *text);
void br_markdown_sizes(const struct br_summary *summary, struct br_text *text);
void br_markdown_allocation(const struct br_summary *summary, struct br_text *text);
/* Parts of the section about allocation, and the result they are from; NULL without counts. */
const struct br_result *br_markdown_alloc_result(const struct br_summary_cell *cell);
void br_markdown_allocation_by_stage(const struct br_summary *summary, struct br_text *text);
void br_markdown_allocator_threads(const struct br_summary *summary, struct br_text *text);
void br_markdown_cycles(const struct br_summary *summary, struct br_text *text);
void br_markdown_instructions(const struct br_summary *summary, struct br_text *text);
void br_markdown_stages(const struct br_summary *summary, struct br_text *text);
void br_markdown_cpu(const struct br_summary *summary, struct br_text *text);
void br_markdown_heap(const struct br_summary *summary, struct br_text *text);
void br_markdown_concurrency(const struct br_summary *summary, struct br_text *text);
void br_markdown_bottlenecks(const struct br_summary *summary, struct br_text *text);
void br_markdown_work(const struct br_summary *summary, struct br_text *text);
void br_markdown_instruments(const struct br_summary *summary, struct br_text *text);
void br_markdown_process(const struct br_summary *summary, struct br_text *text);

/* Findings, environment, how to reproduce, how each figure was made. */
void br_markdown_findings(const struct br_summary *summary, struct br_text *text);
void br_markdown_environment(const struct br_summary *summary, struct br_text *text);
void br_markdown_command(const struct br_summary *summary, struct br_text *text);
void br_markdown_method(const struct br_summary *summary, struct br_text *text);

/* Against the reference: the verdict in a line, and all rows with their reasons. Nothing where no
 * reference was asked for. */
void br_markdown_verdict(const struct br_report_reference *reference, struct br_text *text);
void br_markdown_deltas(const struct br_report_reference *reference, struct br_text *text);
/* Its cells over the references of its mode, workload and host; nothing where there is none. */
void br_markdown_history(const struct br_trends *history, struct br_text *text);

/* ---- shared ---- */

/* First column of tables by cell: the label. */
void br_markdown_cell_column(const struct br_summary *summary, struct br_table *table);

/* Renders and releases the table. */
void br_markdown_table(struct br_table *table, struct br_text *text);

/* Text from outside as a code block: control characters shown, and a fence that no run of
 * backticks in it can close. Line ends stay when `lines`, else they are shown too. */
void br_markdown_block(const char *string, bool lines, struct br_text *text);

/* The string with Markdown escaped, or BR_FORMAT_NONE for NULL. */
void br_markdown_text(const char *string, struct br_text *text);

/* "counted (tsc)", "unsupported: reason" of a figure as one table cell. */
void br_markdown_state(struct br_table *table, enum br_state state, const char *source,
                       const char *reason);

#endif
