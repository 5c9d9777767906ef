/*
 * Sampled CPU time as a profile of gperftools, which google-pprof and jeprof read without the
 * program it was taken of. A pure function; private to src/report.
 *
 * The format is doc/cpuprofile-fileformat.html of gperftools, behind a section of symbols as
 * `pprof --raw` writes it. Each function of the views has addresses made up for it and the name
 * that our own tables show, so a reader finds no other names than those. What pprof takes for
 * syntax in a name is changed: "--" is "- -", and brackets around a whole name are left out.
 *
 * The counts are samples. Numbers are 64 bits wide in this machine's byte order; readers see which.
 */
#ifndef BR_REPORT_GPERFTOOLS_H
#define BR_REPORT_GPERFTOOLS_H

#include "base/text.h"
#include "summary/stacks.h"

/* `text` is binary and may have NULs in it. */
void br_gperftools_profile(const struct br_stack_views *views, struct br_text *text);

#endif
