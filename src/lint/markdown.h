/*
 * The Markdown reader behind br_lint_document_read, which is there where libcmark is.
 */
#ifndef BR_LINT_MARKDOWN_H
#define BR_LINT_MARKDOWN_H

#include "lint/document.h"

/* Reads UTF-8 without NULs into a zeroed document. */
void br_lint_markdown_read(const char *markdown, size_t size, struct br_lint_document *document);

/* A paragraph's lines as GitHub's extension sees them: is line `index` of them the delimiter row of
 * a table? Cells of a row: the texts between the bars that are not escaped, trimmed, `\|` as `|`;
 * free each and the list, which ends with NULL. */
bool br_lint_table_is_delimiter(const char *line, size_t size);
char **br_lint_table_cells(const char *line, size_t size);

#endif
