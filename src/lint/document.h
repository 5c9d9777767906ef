/*
 * A Markdown document as the rules see it: blocks in their order, each with its sentences and the
 * line they begin on; sections; links; figures' tables; and what comments allow. Markdown is read
 * by libcmark-gfm (CommonMark 0.29); tables are those of GitHub's extension, found by their
 * delimiter row.
 *
 * In sentences, inline code keeps its backticks, emphasis and links leave their text, pictures and
 * HTML leave nothing. A document owns all its texts. No function here keeps anything between calls.
 */
#ifndef BR_LINT_DOCUMENT_H
#define BR_LINT_DOCUMENT_H

#include <stdbool.h>
#include <stddef.h>

#include "base/error.h"

enum br_lint_block_kind {
    BR_LINT_HEADING,
    BR_LINT_PARAGRAPH,
    BR_LINT_ROW, /* of a table; a sentence per cell */
    BR_LINT_CODE /* fenced or indented; no sentences, `code` is set */
};

#define BR_LINT_NONE ((size_t)-1)

struct br_lint_sentence {
    char *text;
    unsigned line; /* from 1 */
    size_t block;
};

struct br_lint_block {
    enum br_lint_block_kind kind;
    unsigned line;
    size_t section;
    size_t first_sentence, sentence_count;
    size_t table; /* of a row: the block of its header row; BR_LINT_NONE for all others */
    char *code;
};

/* A heading and what follows it up to the next one. Section 0 is what stands before the first. */
struct br_lint_section {
    char *title;   /* NULL for section 0 */
    char *anchor;  /* as GitHub makes it from the title */
    size_t parent; /* BR_LINT_NONE for section 0 */
    unsigned level;
};

struct br_lint_link {
    char *target;
    char *text; /* of the link */
    unsigned line;
    size_t block;
};

/* <!-- lint: allow RULE reason -->: for the lines of the block that follows. */
struct br_lint_allow {
    char *rule;   /* the first word after "allow"; "" when there is none */
    char *reason; /* "" when there is none */
    unsigned line;
    unsigned first_line, last_line; /* of the block it is for; 0 when none follows */
    bool inside_text;               /* it stands within a paragraph, where it is for nothing */
    size_t used;                    /* findings it took away; counted by br_lint_document */
};

struct br_lint_document {
    struct {
        struct br_lint_block *items;
        size_t count, capacity;
    } blocks;
    struct {
        struct br_lint_sentence *items;
        size_t count, capacity;
    } sentences;
    struct {
        struct br_lint_section *items;
        size_t count, capacity;
    } sections;
    struct {
        struct br_lint_link *items;
        size_t count, capacity;
    } links;
    struct {
        struct br_lint_allow *items;
        size_t count, capacity;
    } allows;
    struct {
        char **items; /* targets that HTML gives by id or name */
        size_t count, capacity;
    } anchors;
};

/* The largest document that is read, and the longest line. */
#define BR_LINT_DOCUMENT_BYTES ((size_t)64 << 20)

/* Reads a document of `size` bytes, followed by a NUL. It must be UTF-8 without NULs:
 * BR_ERROR_INPUT names the line where it is not. BR_ERROR_UNSUPPORTED in a build without
 * libcmark-gfm. `document` is zeroed by the caller and released by br_lint_document_release, also
 * after a failure. */
int br_lint_document_read(const char *markdown, size_t size, struct br_lint_document *document,
                          struct br_error *error);
void br_lint_document_release(struct br_lint_document *document);

/* Is there a heading or an HTML element that #anchor leads to? */
bool br_lint_document_has_anchor(const struct br_lint_document *document, const char *anchor);

/* ---- for the reader ---- */

/* Room for one more element of a list { items, count, capacity } of elements of `size` bytes;
 * zeroed. Ends the program when memory is out, as all of base's small allocations do. */
void *br_lint_append(void *list, size_t size);

/* A new block in the section that is open, and the sentences of `text` in it. `lines[i]` is the
 * line of byte i, or NULL when all of it is on the block's. */
struct br_lint_block *br_lint_document_add(struct br_lint_document *document,
                                           enum br_lint_block_kind kind, unsigned line);
void br_lint_document_split(struct br_lint_document *document, const char *text,
                            const unsigned *lines);
/* The whole of `text` as one sentence. */
void br_lint_document_add_sentence(struct br_lint_document *document, const char *text,
                                   unsigned line);
/* Opens a section. */
void br_lint_document_open(struct br_lint_document *document, const char *title, unsigned level);

/* The allowances and anchors of a piece of HTML. */
void br_lint_document_add_html(struct br_lint_document *document, const char *html, unsigned line,
                               unsigned first_line, unsigned last_line, bool inside_text);

#endif
