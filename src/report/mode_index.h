/*
 * The index of a mode: README.md beside its reports, with the headline of each.
 *
 * It is made from the reports that are there and nothing else: a report has its headline (verdict,
 * origin, table by size) between two comments, and the index repeats what stands there. The same
 * reports give the same bytes, in the order of their names, so that whoever writes it last heals
 * what two at once have left out.
 */
#ifndef BR_REPORT_MODE_INDEX_H
#define BR_REPORT_MODE_INDEX_H

#include "base/error.h"
#include "base/text.h"

#define BR_MODE_INDEX_FILE "README.md"
#define BR_MODE_INDEX_BEGIN "<!-- headline -->"
#define BR_MODE_INDEX_END "<!-- end of the headline -->"

/* Writes <folder>/README.md from the reports in the folder, whose name in it is `mode`, and appends
 * its path to `written`. Documents without a headline are none of them, nor is what is no file.
 * BR_ERROR_IO for a file that cannot be read or written; BR_ERROR_MEMORY. */
int br_mode_index_save(const char *folder, const char *mode, struct br_text *written,
                       struct br_error *error);

#endif
