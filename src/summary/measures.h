/*
 * The measures of a cell as comparisons see them: each with its name, its unit and the value of
 * every process that measured it. What two profiles are compared by, and what rules speak of.
 */
#ifndef BR_SUMMARY_MEASURES_H
#define BR_SUMMARY_MEASURES_H

#include "summary/summary.h"

enum br_measure_family {
    BR_FAMILY_TIME,   /* moves with whatever else the machine does */
    BR_FAMILY_MEMORY, /* of the process as the system sees it: moves a little */
    BR_FAMILY_COUNT   /* counted, and the same each time */
};

struct br_measure_facts {
    const char *name; /* "time"; NULL ends the table */
    const char *unit; /* "ns/record" */
    const char *meaning;
    enum br_measure_family family;
};
extern const struct br_measure_facts br_measures_known[];

/* The entry of that name; NULL for none. */
const struct br_measure_facts *br_measure_find(const char *name);

struct br_summary_measure {
    const struct br_measure_facts *facts;
    const char *stage;   /* path; NULL: of the whole cell */
    double *values;      /* [count], one per process; owned */
    size_t count;        /* 0: it could not be measured: */
    const char *missing; /* why not; NULL otherwise */
    const char *source;  /* of instructions: which emulator; NULL for all others */
};

struct br_summary_measures {
    struct br_summary_measure *items;
    size_t count;
};

/* All measures that a pass of this cell was made for, in the order of br_measures_known, those of
 * stages in the order of their results. Texts are borrowed from the profile. `measures` is zeroed
 * by the caller and released by it. */
void br_summary_measures_make(const struct br_summary *summary, const struct br_summary_cell *cell,
                              struct br_summary_measures *measures);
void br_summary_measures_release(struct br_summary_measures *measures);

/* The measure of that name and stage (NULL: of the whole cell); NULL where there is none. */
const struct br_summary_measure *br_summary_measure_find(const struct br_summary_measures *measures,
                                                         const char *name, const char *stage);

#endif
