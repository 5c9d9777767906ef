/*
 * What both reports of a comparison say alike. Private to src/report.
 */
#ifndef BR_REPORT_COMPARISON_PARTS_H
#define BR_REPORT_COMPARISON_PARTS_H

#include "model/comparison.h"
#include "report/table.h"

/* Rows by what a reader does with them. */
enum br_comparison_part {
    BR_COMPARISON_FIRST,      /* worse, ambiguous or missing, and no mere information */
    BR_COMPARISON_BETTER,     /* changed for the better */
    BR_COMPARISON_REST,       /* the same; changes and doubts of rows of severity info */
    BR_COMPARISON_UNSUPPORTED /* no values */
};
enum br_comparison_part br_comparison_part_of(const struct br_comparison_row *row);

/* "regression: 2 of 14 rows are worse", one sentence without a full stop. */
void br_comparison_headline(const struct br_comparison *comparison, struct br_text *text);

/* One table of the rows of a part; `count` gets how many. */
void br_comparison_table(const struct br_comparison *comparison, enum br_comparison_part part,
                         struct br_table *table, size_t *count);

/* "100k time", "100k parse.field stage-time". */
void br_comparison_subject(const struct br_comparison_row *row, struct br_text *text);

/* The reason, and how many processes would settle the row. */
void br_comparison_reason(const struct br_comparison_row *row, struct br_text *text);

/* How many rows were tested together, and at which rate. */
void br_comparison_method(const struct br_comparison *comparison, struct br_text *text);

/* "kernel: 6.1 and 6.18", and what it makes advisory. */
void br_comparison_mismatch(const struct br_mismatch *mismatch, struct br_text *text);

/* Does a row of this cell and measure change, or leave doubt? Then its stages are worth showing. */
bool br_comparison_explains(const struct br_comparison *comparison,
                            const struct br_stage_change *change);
/* The stages that explain a change, for one cell and measure: those from `first` on that share
 * them. Returns the index behind the last one. */
size_t br_comparison_stages(const struct br_comparison *comparison, size_t first,
                            struct br_table *table);

/* All of a comparison's Markdown but its title; headings begin with `level`, such as "##". */
void br_comparison_markdown_body(const struct br_comparison *comparison, const char *level,
                                 struct br_text *text);

#endif
