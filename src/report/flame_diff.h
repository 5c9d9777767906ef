/*
 * Where the CPU time of two profiles of one mode differs, as text for people, as Markdown and as
 * JSON. The picture beside them is br_flame_diff_svg.
 */
#ifndef BR_REPORT_FLAME_DIFF_H
#define BR_REPORT_FLAME_DIFF_H

#include "base/error.h"
#include "report/report.h"
#include "summary/cpu.h"

struct br_flame_diff {
    const char *before, *after;       /* the profiles, as they were asked for */
    const struct br_cpu_pairs *pairs; /* the cells that both have */
    const struct br_cpu_pair *pair;   /* the one that is compared */
    const struct br_cpu_changes *changes;
    const char *picture; /* the file it was written to */
};

void br_report_flame_diff(const struct br_flame_diff *diff, const struct br_report_style *style,
                          struct br_text *text);
void br_report_flame_diff_markdown(const struct br_flame_diff *diff, struct br_text *text);
/* Appends one object; BR_ERROR_MEMORY. */
int br_report_flame_diff_json(const struct br_flame_diff *diff, struct br_text *text,
                              struct br_error *error);

/* "CPU time, single marc 1k: from BEFORE to AFTER", to be freed. */
char *br_flame_diff_title(const struct br_flame_diff *diff);

#endif
