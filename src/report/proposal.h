/*
 * Entries of docs/OPTIMIZATION_PROPOSAL.md: what a profile says for them, and putting it into the
 * document without touching what people wrote. Pure functions.
 *
 * An entry's evidence stands between two lines of the document, each alone on its line:
 *
 *   <!-- benchrun: evidence KEY; replaced by benchrun propose -->
 *   <!-- benchrun: end of evidence KEY -->
 *
 * What is between them is replaced; every other byte stays. An entry that is new goes to the end of
 * the document, with headings for what a person writes.
 */
#ifndef BR_REPORT_PROPOSAL_H
#define BR_REPORT_PROPOSAL_H

#include "base/mistakes.h"
#include "base/text.h"
#include "model/explanation.h"
#include "summary/summary.h"

struct br_proposal_entry {
    char *key;      /* "concurrent/marc/one-stage-dominant": mode, workload, rule */
    char *title;    /* "marc, concurrent: one-stage-dominant" as Markdown */
    char *evidence; /* Markdown that ends with an empty line */
};
struct br_proposal {
    char *prefix; /* of the keys: "concurrent/marc/" */
    char *silent; /* evidence of an entry of this mode and workload whose rule does not speak */
    struct br_proposal_entry *items;
    size_t count;
};

/* What is evidence for: where the profile lies and what its bytes are. */
struct br_proposal_source {
    const char *path;   /* as a command takes it */
    const char *digest; /* of the file */
};

/* An entry per finding, with its figures, the bounds of the stages of its cell and where all of it
 * is from; none where nothing stands out. `proposal` is zeroed by the caller and released by it. */
void br_proposal_make(const struct br_summary *summary, const struct br_explanation *explanation,
                      const struct br_proposal_source *source, struct br_proposal *proposal);
void br_proposal_release(struct br_proposal *proposal);

struct br_proposal_counts {
    size_t added, refreshed, silent; /* silent: refreshed, and the rule no longer speaks */
};

/* Writes the document with the entries in it to `text`; `document` may be "". Markers that do not
 * belong together are mistakes, each with its line, and then `text` stays empty. Doing it twice is
 * doing it once; without a document and without entries there is none. */
void br_proposal_merge(const struct br_proposal *proposal, const char *document,
                       struct br_text *text, struct br_proposal_counts *counts,
                       struct br_mistakes *mistakes);

#endif
