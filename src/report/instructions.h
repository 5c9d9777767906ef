/*
 * Instructions per record as tables, the same on the screen and in the Markdown report. Private to
 * src/report.
 */
#ifndef BR_REPORT_INSTRUCTIONS_H
#define BR_REPORT_INSTRUCTIONS_H

#include "report/table.h"
#include "summary/summary.h"

/* One row per cell that was counted; none where nothing was. The caller releases it. */
void br_instructions_table(const struct br_summary *summary, struct br_table *table);

/* One row per stage of a cell, and what is in none of them; none where no stage was counted. */
void br_instructions_stage_table(const struct br_summary_cell *cell, struct br_table *table);

/* Why nothing was counted though it was asked for; NULL where something was, or nobody asked. */
const char *br_instructions_missing(const struct br_summary *summary);

/* "0.00003 %": as small as spreads of instruction counts are. `buffer` has BR_UNITS_BUFFER bytes.
 */
char *br_instructions_spread(char *buffer, double spread);

#endif
