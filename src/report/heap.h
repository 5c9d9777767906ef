/*
 * Heap profiles as reports show them: the rows of sites and the sentence on how sure they are, the
 * same on the screen and in Markdown. Private to src/report.
 */
#ifndef BR_REPORT_HEAP_H
#define BR_REPORT_HEAP_H

#include "report/table.h"
#include "summary/heap.h"
#include "summary/summary.h"

/* Share, bytes and objects per record (in all where not `per_record`), function, place, caller. */
void br_heap_site_columns(struct br_table *table, bool per_record);
/* `records` is NAN where the figures are of the whole. */
void br_heap_site_row(const struct br_heap_site *site, double records, struct br_table *table);

/* Samples, what they are estimates of, how certain, and the ratio to the exact counters; or why
 * there is nothing. Text from outside may be in it. */
void br_heap_describe(const struct br_summary_heap *heap, struct br_text *text);

/* The section of the screen's summary; nothing where no heap pass succeeded. */
void br_terminal_heap(const struct br_summary *summary, bool colour, unsigned columns,
                      struct br_text *text);

/* "cJSON.c:154", else "libcjson.so+0x3856", to be freed. */
char *br_heap_place(const struct br_frame *frame);

#endif
