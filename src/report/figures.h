/*
 * Single figures as table cells, the same in every report: which digits, which mark, and what
 * stands there when there is no figure. Private to src/report.
 */
#ifndef BR_REPORT_FIGURES_H
#define BR_REPORT_FIGURES_H

#include "report/format.h"
#include "report/table.h"
#include "summary/summary.h"

#define BR_MARK_UNSTABLE "~"
#define BR_MARK_MACHINE "†"

/* Half the width of a rate's interval; NAN where it is not known. */
double br_figure_half_width(const struct br_summary_rate *rate);

/* Significant digits that the interval of a rate supports, and of what is worked out from it. */
int br_figure_rate_digits(const struct br_summary_rate *rate);

/* Records per second with k, M; marked when unstable; the word "failed" when no process of the
 * pass succeeded though it was run. */
void br_figure_rate(struct br_table *table, const struct br_summary_cell *cell);
/* Another rate of the same cell, with the digits of the rate itself. */
void br_figure_scaled_rate(struct br_table *table, const struct br_summary_rate *rate,
                           double value);
/* "0.6 %": half the interval over the value. */
void br_figure_plus_minus(struct br_table *table, const struct br_summary_rate *rate);

void br_figure_percent(struct br_table *table, double share);
void br_figure_significant(struct br_table *table, double value, int digits);
void br_figure_scaled(struct br_table *table, double value);
void br_figure_count(struct br_table *table, uint64_t count);
void br_figure_memory(struct br_table *table, double bytes); /* KiB, MiB */

/* A quantile of a latency in `unit`; `latency` may be NULL. */
void br_figure_quantile(struct br_table *table, const struct br_summary_latency *latency,
                        size_t quantile, struct br_format_unit unit);
/* The longest of a latency, as that; none where records were timed in batches. */
void br_figure_maximum(struct br_table *table, const struct br_summary_latency *latency,
                       struct br_format_unit unit);
/* One unit for all latencies of a summary, from the smallest median (mean where batched). */
struct br_format_unit br_figure_latency_unit(const struct br_summary *summary);
/* One unit for their maxima, from the smallest: it may be thousands of times the smallest median.
 */
struct br_format_unit br_figure_maximum_unit(const struct br_summary *summary);
/* The latency of a kind ("service", "residence"), or NULL. */
const struct br_summary_latency *br_figure_latency(const struct br_summary_cell *cell,
                                                   const char *kind);

/* A figure of the alloc pass: the value where counted, else the state's word. */
void br_figure_allocation(struct br_table *table, const struct br_summary_allocation *allocation,
                          double value);
/* The headline counter per record, else the state's word. */
void br_figure_cycles(struct br_table *table, const struct br_summary_counting *counting,
                      bool per_byte);

/* Does the mode have workers, and so thread counts to tell apart? */
bool br_figure_is_concurrent(const struct br_summary *summary);

/* Did an earlier cell of the same size do the same work? Then it need not be shown again. */
bool br_figure_repeats_work(const struct br_summary *summary, size_t cell);

#endif
