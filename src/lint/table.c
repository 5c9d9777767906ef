/* Tables of GitHub's extension: a row's cells, and the delimiter row that makes a table. */
#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "lint/markdown.h"

bool br_lint_table_is_delimiter(const char *line, size_t size)
{
    bool has_dash = false, has_bar = false;
    for (size_t i = 0; i < size; i++) {
        has_dash = has_dash || line[i] == '-';
        has_bar = has_bar || line[i] == '|';
        if (strchr("|:- \t>", line[i]) == NULL)
            return false;
    }
    return has_dash && has_bar;
}

static void add_cell(struct br_text *cell, char ***cells, size_t *count)
{
    const char *text = br_text_string(cell);
    while (isspace((unsigned char)*text))
        text++;
    size_t size = strlen(text);
    while (size > 0 && isspace((unsigned char)text[size - 1]))
        size--;
    char **grown = reallocarray(*cells, *count + 2, sizeof *grown);
    char *copy = strndup(text, size);
    if (grown == NULL || copy == NULL)
        abort();
    grown[(*count)++] = copy;
    grown[*count] = NULL;
    *cells = grown;
    br_text_clear(cell);
}

char **br_lint_table_cells(const char *line, size_t size)
{
    char **cells = NULL;
    size_t count = 0;
    struct br_text cell = {0};
    const char *end = line + size;
    while (end > line && isspace((unsigned char)end[-1]))
        end--;
    while (line < end && (isspace((unsigned char)*line) || *line == '>'))
        line++;
    if (line < end && *line == '|')
        line++;
    bool is_closed = false; /* by a bar: what follows is another cell */
    for (; line < end; line++) {
        is_closed = *line == '|';
        if (*line == '\\' && line + 1 < end && line[1] == '|')
            br_text_append_bytes(&cell, ++line, 1);
        else if (is_closed)
            add_cell(&cell, &cells, &count);
        else
            br_text_append_bytes(&cell, line, 1);
    }
    if (!is_closed || count == 0)
        add_cell(&cell, &cells, &count);
    br_text_release(&cell);
    return cells;
}
