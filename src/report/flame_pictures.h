/*
 * The pictures of sampled stacks and of stages that a report shows, of the largest cell that has
 * them: the list and its texts alone, the files are written by br_report_save. Private to
 * src/report.
 */
#ifndef BR_REPORT_FLAME_PICTURES_H
#define BR_REPORT_FLAME_PICTURES_H

#include "report/plot_draw.h"
#include "summary/summary.h"

/* Appends them to `pictures`; false when memory is out. */
bool br_flame_pictures_add(const struct br_summary *summary, struct br_pictures *pictures);

#endif
