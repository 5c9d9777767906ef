/*
 * What grew between two heap profiles, as text for people and as JSON.
 */
#ifndef BR_REPORT_HEAP_DIFF_H
#define BR_REPORT_HEAP_DIFF_H

#include "base/error.h"
#include "report/report.h"
#include "summary/heap.h"

/* One of the two, and where it was read from. */
struct br_heap_side {
    const char *path;
    const struct br_stacks *stacks;
};

struct br_heap_diff {
    struct br_heap_side before, after;
    bool allocated; /* of everything that was allocated; else of what was live */
    const struct br_heap_changes *changes;
};

void br_report_heap_diff(const struct br_heap_diff *diff, const struct br_report_style *style,
                         struct br_text *text);
/* Appends one object; BR_ERROR_MEMORY. */
int br_report_heap_diff_json(const struct br_heap_diff *diff, struct br_text *text,
                             struct br_error *error);

#endif
