/*
 * Holding documents to the within-mode principle: a document that profiles speaks of one mode at a
 * time, states what was measured and leaves decisions to docs/OPTIMIZATION_PROPOSAL.md.
 *
 * The rules look at words, not at meaning: docs/lint.md says what each finds, what it misses and
 * how often, measured on sentences written for it. Documents are read one by one; nothing is kept
 * between calls, and no function prints. One document per thread at a time.
 */
#ifndef BR_LINT_LINT_H
#define BR_LINT_LINT_H

#include <stdbool.h>
#include <stddef.h>

#include "base/error.h"
#include "base/text.h"

/* X(name, word, what the finding is, what to do) */
#define BR_LINT_RULES(X)                                                                           \
    X(CROSS_MODE, "cross-mode", "sets one mode against another",                                   \
      "Give each mode's figures in its own document and compare within it (sizes, threads, "       \
      "commits). A figure of the other mode may be mentioned for context: \"for context, mode X "  \
      "reaches N, profiled independently\".")                                                      \
    X(CAUSE, "cause", "explains one mode by another mode's figures",                               \
      "Argue from this mode's own profile: its stages, counters, hot spots or scaling.")           \
    X(PROPOSAL, "proposal", "proposes a change in a document that measures",                       \
      "Move it to docs/OPTIMIZATION_PROPOSAL.md (--extract drafts an entry) and leave here what "  \
      "was measured.")                                                                             \
    X(LINK, "link", "leads nowhere",                                                               \
      "Correct the path or the heading it names, or take the link out.")                           \
    X(UNIT, "unit", "is a measured figure without a unit",                                         \
      "Write the unit behind the number, or into the heading of its column.")                      \
    X(SOURCE, "source", "is a measured figure without a source",                                   \
      "Name the command, the profile or the report it comes from, or link it, in this section.")   \
    X(UNKNOWN_FIGURE, "unknown-figure", "is in no profile",                                        \
      "Take the figure from a profile under profiles/, or say that it is an estimate.")            \
    X(ALLOW, "allow", "allows nothing",                                                            \
      "Write <!-- lint: allow RULE reason --> on a line of its own, before the block it is for, "  \
      "and take it out when nothing is found there any more.")

enum br_lint_rule {
#define X(name, word, what, advice) BR_LINT_##name,
    BR_LINT_RULES(X)
#undef X
        BR_LINT_RULE_COUNT
};

/* By enum br_lint_rule; the names end with NULL. */
extern const char *const br_lint_rule_names[];
extern const char *const br_lint_rule_whats[];
extern const char *const br_lint_rule_advices[];

struct br_lint_finding {
    char *path;
    unsigned line;
    enum br_lint_rule rule;
    char *passage; /* the sentence, row or link */
    char *detail;  /* what in it, for a person; NULL = the rule says enough */
};

/* A figure that a profile or its report holds. */
struct br_lint_known {
    struct {
        struct br_lint_known_figure {
            double value;
            int unit; /* enum br_lint_unit; NONE fits every unit */
        } * items;
        size_t count, capacity;
    } figures;
    size_t sources; /* profiles they are from */
};

/* What documents are held to. */
struct br_lint_request {
    unsigned rules;                    /* bits 1 << enum br_lint_rule; 0 = all */
    const struct br_lint_known *known; /* for proposals; NULL = none */
};

struct br_lint_result {
    struct {
        struct br_lint_finding *items;
        size_t count, capacity;
    } findings; /* by document, then by line */
    size_t documents, sentences, links;
    size_t allowed; /* findings that a comment allows */
};

/* Lints the document at `path` and adds to `result`. A path whose last part is
 * OPTIMIZATION_PROPOSAL.md is a proposal: `proposal` and the rules about sources are not for it,
 * and `unknown-figure` is for it alone. A document that cannot be read is an error with its name;
 * the result keeps what it had. `result` is zeroed by the caller. */
int br_lint_file(const char *path, const struct br_lint_request *request,
                 struct br_lint_result *result, struct br_error *error);

/* The same for a document in memory, `size` bytes followed by a NUL. Links are looked up beside
 * `path`. */
int br_lint_text(const char *path, const char *markdown, size_t size,
                 const struct br_lint_request *request, struct br_lint_result *result,
                 struct br_error *error);

/* Lints a document, or every *.md below a folder (in the order of their paths; names that begin
 * with a dot are left out). A path that is not there, or a folder without Markdown, is an error
 * that says so. */
int br_lint_path(const char *path, const struct br_lint_request *request,
                 struct br_lint_result *result, struct br_error *error);

void br_lint_result_release(struct br_lint_result *result);

/* Adds the figures of a profile's JSON text (members named _ns are times, _bytes bytes, all others
 * fit every unit), and those of a report made from it. A text that is not JSON adds nothing. */
void br_lint_known_add_json(struct br_lint_known *known, const char *json);
void br_lint_known_add_report(struct br_lint_known *known, const char *markdown, size_t size);
void br_lint_known_release(struct br_lint_known *known);

/* The findings for a person (what cannot be shown on a terminal is made visible) and as JSON; the
 * passages of cross-mode, cause and proposal with their sources as Markdown for the proposal. */
void br_lint_write_text(const struct br_lint_result *result, bool colour, struct br_text *text);
void br_lint_write_json(const struct br_lint_result *result, struct br_text *text);
void br_lint_write_extract(const struct br_lint_result *result, struct br_text *text);

#endif
