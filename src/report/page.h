/*
 * The report as one HTML page: what the Markdown says, with its pictures in it, tables that sort
 * and flame graphs to click through. It needs no other file and no network; the page forbids itself
 * both. Private to src/report.
 *
 * Markdown is rendered by libcmark-gfm, which leaves raw HTML and dangerous links out; all other
 * text from outside is escaped here. Pure functions but for the pictures, which are read.
 */
#ifndef BR_REPORT_PAGE_H
#define BR_REPORT_PAGE_H

#include "base/error.h"
#include "base/text.h"
#include "model/profile.h"

struct br_page {
    const char *title;                /* any text */
    const char *markdown;             /* of the report */
    const char *folder;               /* its pictures are in */
    const struct br_profile *profile; /* its sampled stacks become flame graphs */
};

/* Appends the page. BR_ERROR_UNSUPPORTED in a build without libcmark-gfm. */
int br_page_write(const struct br_page *page, struct br_text *text, struct br_error *error);

/* The parts of it: links to its sections and the body itself, a picture beside it taken in; and all
 * sampled stacks of a profile as JSON that may stand in a script element, which says how many there
 * are. */
int br_page_body(const char *markdown, const char *folder, struct br_text *links,
                 struct br_text *body, struct br_error *error);
size_t br_page_flames(const struct br_profile *profile, struct br_text *text);

#endif
