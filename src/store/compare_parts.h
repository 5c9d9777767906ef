/*
 * The parts of a comparison, a file each. Private to src/store.
 */
#ifndef BR_STORE_COMPARE_PARTS_H
#define BR_STORE_COMPARE_PARTS_H

#include "base/text.h"
#include "stats/stored.h"
#include "store/compare.h"
#include "summary/measures.h"

/* A cell on both sides; one of them NULL where only the other has it. */
struct br_compared_cell {
    const struct br_summary_cell *from, *to;
    struct br_summary_measures from_measures, to_measures;
};

/* What every part needs. */
struct br_comparing {
    const struct br_profile *from, *to;
    const struct br_rules *rules;
    const struct br_calibration *calibration; /* of the host of both; NULL = none */
    struct br_comparison *comparison;
    struct br_compared_cell *cells;
    size_t cell_count;
};

/* compare_check.c, with br_compare_check: did both sides of a cell do the same work, and what of
 * their environments differs? */
int br_compare_check_work(const struct br_compared_cell *cell, struct br_error *error);
void br_compare_environments(const struct br_profile *from, const struct br_profile *to,
                             struct br_mismatches *mismatches);

/* compare_rows.c: adds the rows of all cells, decided. */
void br_compare_rows(const struct br_comparing *comparing);

/* compare_exact.c: decides one counted row, whose values are there. */
void br_compare_exact(const struct br_summary_measure *from, const struct br_summary_measure *to,
                      const struct br_ruling *ruling, struct br_comparison_row *row);

/* compare_statistical.c: decides one row of process values. */
struct br_statistical {
    const struct br_measure_facts *facts;
    const struct br_ruling *ruling;
    const struct br_stored_change *change;
    const struct br_calibration_entry *known; /* NULL: the cell is not calibrated here */
    unsigned unstable;                        /* bits of enum br_unstable, of either side */
    double unrest;                            /* br_summary_unrest, the larger of both sides */
    double p_adjusted;                        /* for the side the change went to */
};
void br_compare_statistical(const struct br_comparison *comparison,
                            const struct br_statistical *statistical,
                            struct br_comparison_row *row);

/* compare_stages.c: what each stage adds to the change of its cell. */
void br_compare_stages(const struct br_comparing *comparing);

/* compare_remarks.c */
void br_compare_remarks(const struct br_comparing *comparing);

/* The verdict for a change up or down, and whether it is for the worse. */
void br_compare_change(const struct br_measure_facts *facts, bool is_higher,
                       struct br_comparison_row *row);

/* "10 %", "0.1 %". */
void br_compare_append_percent(struct br_text *text, double percent);

/* Takes the text as the row's reason. */
void br_compare_reason(struct br_comparison_row *row, struct br_text *text);

#endif
