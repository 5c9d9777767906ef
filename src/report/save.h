/*
 * Files of one profile, written beside each other. Private to src/report.
 *
 * The report itself must be saved. What lies in folders of its own beside it, pictures and stacks
 * for other programs, may fail: the report is whole without them.
 */
#ifndef BR_REPORT_SAVE_H
#define BR_REPORT_SAVE_H

#include "base/error.h"
#include "base/text.h"
#include "model/profile.h"
#include "summary/summary.h"

/* Where files go: <folder>/<stem> and what follows. */
struct br_save_target {
    char *folder, *stem;
    struct br_text *written;  /* gets the paths, a line each */
    struct br_error *unsaved; /* the first failure of what may fail */
};

/* Writes <folder>/<stem><ending> and appends its path to `written`. BR_ERROR_MEMORY where the text
 * has failed, and what br_os_write_file gives. */
int br_save_text(const struct br_save_target *target, const char *ending,
                 const struct br_text *text, struct br_error *error);

/* <folder>/stages/<cell>-icicle.svg */
void br_save_stages(const struct br_summary_cell *cell, const struct br_save_target *target);

/* All sampled stacks of a profile, in <folder>/cpu and <folder>/heap. */
void br_save_stacks(const struct br_profile *profile, const struct br_save_target *target);

#endif
