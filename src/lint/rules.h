/*
 * The rules, a file per group. Private to src/lint.
 *
 * A rule looks at a document that was read into `struct br_lint_view` and reports what it finds
 * with br_lint_report.
 */
#ifndef BR_LINT_RULES_H
#define BR_LINT_RULES_H

#include "lint/document.h"
#include "lint/lint.h"
#include "lint/words.h"

/* Bits: the modes that something speaks of. */
enum { BR_LINT_SINGLE = 1, BR_LINT_CONCURRENT = 2, BR_LINT_BOTH = 3 };

struct br_lint_view {
    const char *path;
    const struct br_lint_document *document;
    struct br_lint_words *words; /* by sentence */
    unsigned *section_modes;     /* by section: the mode its headings or the path name; 0 = none */
    bool *section_has_source;    /* by section, its parents' own text included */
    const struct br_lint_known *known;
    struct br_lint_result *result;
};

void br_lint_report(const struct br_lint_view *view, enum br_lint_rule rule, unsigned line,
                    const char *passage, const char *detail);

/* Modes that a sentence names; a thread count counts as concurrent only beside `single`. */
unsigned br_lint_modes_of(const struct br_lint_words *words);

/* The document's, section's, by their names. */
void br_lint_find_section_modes(struct br_lint_view *view);
void br_lint_find_section_sources(struct br_lint_view *view);

/* The first word that names a quantity with a unit of its own (a rate, a time, memory), as a count
 * of things does not have; BR_LINT_NOWHERE without one. */
size_t br_lint_find_quantity(const struct br_lint_words *words);

void br_lint_check_modes(const struct br_lint_view *view);  /* cross-mode, cause: sentences */
void br_lint_check_tables(const struct br_lint_view *view); /* cross-mode, unit, source: tables */
void br_lint_check_proposals(const struct br_lint_view *view); /* proposal */
void br_lint_check_figures(const struct br_lint_view *view);   /* unit, source: sentences */
void br_lint_check_links(const struct br_lint_view *view);     /* link */
void br_lint_check_known(const struct br_lint_view *view);     /* unknown-figure */

/* The row's cells joined by " | "; free() it. */
char *br_lint_row_text(const struct br_lint_document *document, size_t block);

#endif
