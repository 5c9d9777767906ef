/*
 * CPU profiles as reports show them: the rows of functions and the sentences on how good the
 * samples are, the same on the screen and in Markdown. Private to src/report.
 */
#ifndef BR_REPORT_CPU_H
#define BR_REPORT_CPU_H

#include "report/table.h"
#include "summary/cpu.h"
#include "summary/summary.h"

/* Own share with its error, share with callees, CPU time per record, samples, function, library. */
void br_cpu_function_columns(struct br_table *table);
void br_cpu_function_row(const struct br_summary_cpu *cpu, size_t function, struct br_table *table);

/* Samples, what they stand for, how well they could be unwound; or why there is nothing. Text from
 * outside may be in it. */
void br_cpu_describe(const struct br_summary_cpu *cpu, struct br_text *text);

/* The section of the screen's summary; nothing where no cpu pass succeeded. */
void br_terminal_cpu(const struct br_summary *summary, bool colour, unsigned columns,
                     struct br_text *text);

#endif
