/* Markdown by libcmark-gfm: its tree becomes blocks, sentences, links, sections and allowances. */
#include "lint/markdown.h"

#include <cmark-gfm.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"

struct reader {
    struct br_lint_document *document;
    const char *markdown;
    const char **line_starts; /* and one past the last */
    size_t line_count;
};

/* The text of inline nodes, with the line of each byte. */
struct inline_text {
    struct br_text text;
    struct {
        unsigned *items;
        size_t count, capacity;
    } lines;
    unsigned line;
};

static void append_text(struct inline_text *target, const char *string)
{
    br_text_append(&target->text, string);
    while (target->lines.count < target->text.size) {
        unsigned *line = br_lint_append(&target->lines, sizeof *line);
        *line = target->line;
    }
}

static void release_text(struct inline_text *target)
{
    br_text_release(&target->text);
    free(target->lines.items);
}

static void append_node(struct inline_text *target, cmark_node *node)
{
    switch (cmark_node_get_type(node)) {
    case CMARK_NODE_TEXT:
        append_text(target, cmark_node_get_literal(node));
        break;
    case CMARK_NODE_CODE:
        append_text(target, "`");
        append_text(target, cmark_node_get_literal(node));
        append_text(target, "`");
        break;
    case CMARK_NODE_SOFTBREAK:
    case CMARK_NODE_LINEBREAK:
        append_text(target, " ");
        target->line++;
        break;
    default:
        break;
    }
}

static bool is_inline(cmark_node *node)
{
    unsigned type = (unsigned)cmark_node_get_type(node);
    return (type & CMARK_NODE_TYPE_MASK) == CMARK_NODE_TYPE_INLINE;
}

/* What stands in a picture is read by nobody who sees the picture. */
static bool is_in_picture(cmark_node *node, cmark_node *root)
{
    for (node = cmark_node_parent(node); node != NULL && node != root;
         node = cmark_node_parent(node))
        if (cmark_node_get_type(node) == CMARK_NODE_IMAGE)
            return true;
    return false;
}

static void collect_text(cmark_node *root, struct inline_text *target)
{
    cmark_iter *iterator = cmark_iter_new(root);
    for (cmark_event_type event; (event = cmark_iter_next(iterator)) != CMARK_EVENT_DONE;) {
        cmark_node *node = cmark_iter_get_node(iterator);
        if (event != CMARK_EVENT_ENTER || !is_inline(node) || is_in_picture(node, root))
            continue;
        int line = cmark_node_get_start_line(node);
        if (line > 0 && cmark_node_get_type(node) == CMARK_NODE_TEXT)
            target->line = (unsigned)line;
        append_node(target, node);
    }
    cmark_iter_free(iterator);
}

static void add_link(struct reader *reader, cmark_node *node, unsigned line)
{
    struct inline_text text = {.line = line};
    collect_text(node, &text);
    struct br_lint_link *link = br_lint_append(&reader->document->links, sizeof *link);
    link->target = br_string_copy(cmark_node_get_url(node));
    link->text = br_string_copy(br_text_string(&text.text));
    link->line = line;
    link->block = reader->document->blocks.count - 1;
    release_text(&text);
}

/* Links, pictures and HTML within text; `offset` is added to the lines that cmark gives. */
static void collect_links(struct reader *reader, cmark_node *root, unsigned offset)
{
    cmark_iter *iterator = cmark_iter_new(root);
    for (cmark_event_type event; (event = cmark_iter_next(iterator)) != CMARK_EVENT_DONE;) {
        cmark_node *node = cmark_iter_get_node(iterator);
        if (event != CMARK_EVENT_ENTER)
            continue;
        cmark_node *placed = node;
        while (placed != root && cmark_node_get_start_line(placed) <= 0)
            placed = cmark_node_parent(placed);
        unsigned line = (unsigned)cmark_node_get_start_line(placed) + offset;
        cmark_node_type type = cmark_node_get_type(node);
        if (type == CMARK_NODE_LINK || type == CMARK_NODE_IMAGE)
            add_link(reader, node, line);
        else if (type == CMARK_NODE_HTML_INLINE)
            br_lint_document_add_html(reader->document, cmark_node_get_literal(node), line, 0, 0,
                                      true);
    }
    cmark_iter_free(iterator);
}

/* ---- tables, whose cells are little documents ---- */

static const char *line_at(const struct reader *reader, unsigned line, size_t *size)
{
    const char *start = reader->line_starts[line - 1];
    *size = (size_t)(reader->line_starts[line] - start);
    /* NOLINTNEXTLINE(clang-analyzer-core.NullDereference): every line of a document has a start */
    while (*size > 0 && (start[*size - 1] == '\n' || start[*size - 1] == '\r'))
        (*size)--;
    return start;
}

static void add_cell(struct reader *reader, const char *cell, unsigned line)
{
    cmark_node *root = cmark_parse_document(cell, strlen(cell), CMARK_OPT_DEFAULT);
    struct inline_text text = {.line = line};
    collect_text(root, &text);
    br_lint_document_add_sentence(reader->document, br_text_string(&text.text), line);
    collect_links(reader, root, line - 1);
    release_text(&text);
    cmark_node_free(root);
}

static size_t add_row(struct reader *reader, unsigned line, size_t table)
{
    size_t size = 0;
    const char *text = line_at(reader, line, &size);
    char **cells = br_lint_table_cells(text, size);
    struct br_lint_block *block = br_lint_document_add(reader->document, BR_LINT_ROW, line);
    size_t index = reader->document->blocks.count - 1;
    block->table = table != BR_LINT_NONE ? table : index;
    for (size_t i = 0; cells != NULL && cells[i] != NULL; i++) {
        add_cell(reader, cells[i], line);
        free(cells[i]);
    }
    free(cells);
    return index;
}

/* The line of the paragraph's delimiter row; 0 when it is no table. */
static unsigned find_delimiter(const struct reader *reader, unsigned first, unsigned last)
{
    for (unsigned line = first + 1; line <= last; line++) {
        size_t size = 0, header_size = 0;
        const char *text = line_at(reader, line, &size);
        const char *header = line_at(reader, line - 1, &header_size);
        if (br_lint_table_is_delimiter(text, size) && memchr(header, '|', header_size) != NULL)
            return line;
    }
    return 0;
}

static void add_text(struct reader *reader, cmark_node *node, unsigned line, unsigned offset)
{
    struct inline_text text = {.line = line};
    br_lint_document_add(reader->document, BR_LINT_PARAGRAPH, line);
    collect_text(node, &text);
    for (size_t i = 0; i < text.lines.count; i++)
        text.lines.items[i] += offset;
    br_lint_document_split(reader->document, br_text_string(&text.text), text.lines.items);
    collect_links(reader, node, offset);
    release_text(&text);
}

/* Lines of text right before a table's header row. */
static void add_lead(struct reader *reader, unsigned first, unsigned last)
{
    const char *start = reader->line_starts[first - 1];
    cmark_node *root =
        cmark_parse_document(start, (size_t)(reader->line_starts[last] - start), CMARK_OPT_DEFAULT);
    for (cmark_node *node = cmark_node_first_child(root); node != NULL;
         node = cmark_node_next(node))
        add_text(reader, node, 1, first - 1);
    cmark_node_free(root);
}

static void add_paragraph(struct reader *reader, cmark_node *node)
{
    unsigned first = (unsigned)cmark_node_get_start_line(node);
    unsigned last = (unsigned)cmark_node_get_end_line(node);
    last = last <= reader->line_count ? last : (unsigned)reader->line_count;
    unsigned delimiter = find_delimiter(reader, first, last);
    if (delimiter == 0) {
        add_text(reader, node, first, 0);
        return;
    }
    if (delimiter - 1 > first)
        add_lead(reader, first, delimiter - 2);
    size_t header = add_row(reader, delimiter - 1, BR_LINT_NONE);
    for (unsigned line = delimiter + 1; line <= last; line++)
        add_row(reader, line, header);
}

/* ---- blocks ---- */

static void add_heading(struct reader *reader, cmark_node *node)
{
    unsigned line = (unsigned)cmark_node_get_start_line(node);
    struct inline_text text = {.line = line};
    collect_text(node, &text);
    struct br_text title = {0};
    for (const char *at = br_text_string(&text.text); *at != '\0'; at++)
        if (*at != '`')
            br_text_append_bytes(&title, at, 1);
    br_lint_document_open(reader->document, br_text_string(&title),
                          (unsigned)cmark_node_get_heading_level(node));
    br_lint_document_add(reader->document, BR_LINT_HEADING, line);
    br_lint_document_split(reader->document, br_text_string(&text.text), text.lines.items);
    collect_links(reader, node, 0);
    br_text_release(&title);
    release_text(&text);
}

static void add_code(struct reader *reader, cmark_node *node)
{
    struct br_lint_block *block = br_lint_document_add(reader->document, BR_LINT_CODE,
                                                       (unsigned)cmark_node_get_start_line(node));
    block->code = br_string_copy(cmark_node_get_literal(node));
}

static bool is_allow(cmark_node *node)
{
    return cmark_node_get_type(node) == CMARK_NODE_HTML_BLOCK &&
           strstr(cmark_node_get_literal(node), "lint:") != NULL;
}

static void add_html(struct reader *reader, cmark_node *node)
{
    cmark_node *next = cmark_node_next(node);
    while (next != NULL && is_allow(next))
        next = cmark_node_next(next);
    int first = next != NULL ? cmark_node_get_start_line(next) : 0;
    int last = next != NULL ? cmark_node_get_end_line(next) : 0;
    br_lint_document_add_html(reader->document, cmark_node_get_literal(node),
                              (unsigned)cmark_node_get_start_line(node), (unsigned)first,
                              (unsigned)last, false);
}

static void add_block(struct reader *reader, cmark_node *node)
{
    switch (cmark_node_get_type(node)) {
    case CMARK_NODE_HEADING:
        add_heading(reader, node);
        break;
    case CMARK_NODE_PARAGRAPH:
        add_paragraph(reader, node);
        break;
    case CMARK_NODE_CODE_BLOCK:
        add_code(reader, node);
        break;
    case CMARK_NODE_HTML_BLOCK:
        add_html(reader, node);
        break;
    default:
        break;
    }
}

static void find_lines(struct reader *reader, size_t size)
{
    size_t count = 1;
    for (size_t i = 0; i < size; i++)
        count += reader->markdown[i] == '\n';
    reader->line_starts = calloc(count + 1, sizeof *reader->line_starts);
    if (reader->line_starts == NULL)
        abort();
    reader->line_starts[0] = reader->markdown;
    for (size_t i = 0; i < size; i++)
        if (reader->markdown[i] == '\n')
            reader->line_starts[++reader->line_count] = reader->markdown + i + 1;
    reader->line_starts[++reader->line_count] = reader->markdown + size;
}

void br_lint_markdown_read(const char *markdown, size_t size, struct br_lint_document *document)
{
    struct reader reader = {.document = document, .markdown = markdown};
    find_lines(&reader, size);
    cmark_node *root = cmark_parse_document(markdown, size, CMARK_OPT_DEFAULT);
    cmark_iter *iterator = cmark_iter_new(root);
    for (cmark_event_type event; (event = cmark_iter_next(iterator)) != CMARK_EVENT_DONE;)
        if (event == CMARK_EVENT_ENTER)
            add_block(&reader, cmark_iter_get_node(iterator));
    cmark_iter_free(iterator);
    cmark_node_free(root);
    free(reader.line_starts);
}
