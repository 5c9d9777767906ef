/* Layout: wrapping words, and a column of explanations. */
#include "cli/layout.h"

#include <string.h>

enum { PAGE_COLUMNS = 80 };

/* Columns of the first `size` bytes. */
static size_t word_columns(const char *word, size_t size)
{
    struct br_text copy = {0};
    br_text_append_bytes(&copy, word, size);
    size_t columns = br_text_columns(br_text_string(&copy));
    br_text_release(&copy);
    return columns;
}

static void start_line(struct br_text *text, const char *line_feeds, size_t indent)
{
    br_text_append(text, line_feeds);
    br_text_append_repeat(text, ' ', indent);
}

void br_layout_wrap(struct br_text *text, const char *string, size_t indent)
{
    size_t column = indent;
    while (*string != '\0') {
        size_t size = strcspn(string, " \n");
        size_t width = word_columns(string, size);
        if (column > indent && column + 1 + width > PAGE_COLUMNS) {
            start_line(text, "\n", indent);
            column = indent;
        }
        br_text_append(text, column > indent ? " " : "");
        column += (column > indent ? 1 : 0) + width;
        br_text_append_bytes(text, string, size);
        string += size;
        if (*string == '\n') {
            start_line(text, "\n\n", indent);
            column = indent;
        }
        string += *string != '\0' ? 1 : 0;
    }
    br_text_append(text, "\n");
}

void br_layout_explain(struct br_text *text, size_t line_start, size_t column,
                       const char *explanation)
{
    size_t used = br_text_columns(br_text_string(text) + line_start);
    if (used + 2 > column) {
        br_text_append(text, "\n");
        used = 0;
    }
    br_text_append_repeat(text, ' ', column - used);
    br_layout_wrap(text, explanation, column);
}
