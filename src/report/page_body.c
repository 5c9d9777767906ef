/* Markdown to the body of a page, by libcmark-gfm; see page.h. */
#include <cmark-gfm-core-extensions.h>
#include <cmark-gfm.h>
#include <stdlib.h>
#include <string.h>

#include "base/os.h"
#include "report/page.h"

/* HTML of ours in the place of `node`; what is in it goes. */
static void replace_by_html(cmark_node *node, const char *html)
{
    cmark_node *own = cmark_node_new(CMARK_NODE_CUSTOM_BLOCK);
    cmark_node_set_on_enter(own, html);
    cmark_node_replace(node, own);
    cmark_node_free(node);
}

static void append_plain(cmark_node *root, struct br_text *text)
{
    cmark_iter *iterator = cmark_iter_new(root);
    for (cmark_event_type event; (event = cmark_iter_next(iterator)) != CMARK_EVENT_DONE;) {
        const char *literal = cmark_node_get_literal(cmark_iter_get_node(iterator));
        if (event == CMARK_EVENT_ENTER && literal != NULL)
            br_text_append(text, literal);
    }
    cmark_iter_free(iterator);
}

/* ---- pictures ---- */

/* The picture that a paragraph consists of; NULL when it is another paragraph. */
static cmark_node *only_picture(cmark_node *node)
{
    cmark_node *child = cmark_node_first_child(node);
    bool is_alone = cmark_node_get_type(node) == CMARK_NODE_PARAGRAPH && child != NULL &&
                    cmark_node_next(child) == NULL;
    return is_alone && cmark_node_get_type(child) == CMARK_NODE_IMAGE ? child : NULL;
}

/* A picture beside the report, and nothing above or elsewhere. */
static bool is_beside(const char *url)
{
    size_t size = strlen(url);
    return size > strlen(".svg") && strcmp(url + size - strlen(".svg"), ".svg") == 0 &&
           url[0] != '/' && strchr(url, ':') == NULL && strstr(url, "..") == NULL;
}

/* As an image, not as part of the page: its styles and names stay its own, and no script in it
 * runs. */
static void append_image(const char *alternative, const char *svg, size_t size,
                         struct br_text *html)
{
    br_text_append(html, "<figure><img alt=\"");
    br_text_append_xml(html, alternative);
    br_text_append(html, "\" src=\"data:image/svg+xml;base64,");
    br_text_append_base64(html, svg, size);
    br_text_append(html, "\"></figure>");
}

/* A picture that could not be saved leaves its words. */
static int take_in(cmark_node *paragraph, cmark_node *picture, const char *folder,
                   struct br_error *error)
{
    char *svg = NULL;
    size_t size = 0;
    struct br_text alternative = {0}, html = {0};
    char *path = br_string_format("%s/%s", folder, cmark_node_get_url(picture));
    append_plain(picture, &alternative);
    if (br_os_read_file(path, &svg, &size, NULL) == 0) {
        append_image(br_text_string(&alternative), svg, size, &html);
    } else {
        br_text_append(&html, "<p>");
        br_text_append_xml(&html, br_text_string(&alternative));
        br_text_append(&html, "</p>");
    }
    replace_by_html(paragraph, br_text_string(&html));
    int code = html.failed ? br_error_set(error, BR_ERROR_MEMORY, "out of memory for %s", path) : 0;
    br_text_release(&alternative);
    br_text_release(&html);
    free(path);
    free(svg);
    return code;
}

/* ---- tables and headings ---- */

static void insert_html(cmark_node *node, bool before, const char *html)
{
    cmark_node *own = cmark_node_new(CMARK_NODE_CUSTOM_BLOCK);
    cmark_node_set_on_enter(own, html);
    if (before)
        cmark_node_insert_before(node, own);
    else
        cmark_node_insert_after(node, own);
}

/* A wide table scrolls by itself, with the keyboard too. */
static void wrap_table(cmark_node *table)
{
    insert_html(table, true,
                "<div class=\"table\" tabindex=\"0\" role=\"region\" "
                "aria-label=\"Table\">");
    insert_html(table, false, "</div>");
}

/* The place a link of the report means, and the link to it at the page's top. */
static void mark_heading(cmark_node *heading, struct br_text *links)
{
    struct br_text title = {0}, html = {0};
    append_plain(heading, &title);
    char *anchor = br_string_anchor(br_text_string(&title));
    br_text_append(&html, "<a id=\"");
    br_text_append_xml(&html, anchor);
    br_text_append(&html, "\"></a>");
    cmark_node *own = cmark_node_new(CMARK_NODE_CUSTOM_INLINE);
    cmark_node_set_on_enter(own, br_text_string(&html));
    cmark_node_prepend_child(heading, own);
    br_text_append(links, "<li><a href=\"#");
    br_text_append_xml(links, anchor);
    br_text_append(links, "\">");
    br_text_append_xml(links, br_text_string(&title));
    br_text_append(links, "</a></li>\n");
    free(anchor);
    br_text_release(&title);
    br_text_release(&html);
}

/* ---- the whole ---- */

static int make_ours(cmark_node *root, const char *folder, struct br_text *links,
                     struct br_error *error)
{
    int code = 0;
    for (cmark_node *node = cmark_node_first_child(root); node != NULL && code == 0;) {
        cmark_node *next = cmark_node_next(node);
        cmark_node *picture = only_picture(node);
        if (picture != NULL && is_beside(cmark_node_get_url(picture)))
            code = take_in(node, picture, folder, error);
        else if (strcmp(cmark_node_get_type_string(node), "table") == 0)
            wrap_table(node);
        else if (cmark_node_get_type(node) == CMARK_NODE_HEADING &&
                 cmark_node_get_heading_level(node) == 2)
            mark_heading(node, links);
        node = next;
    }
    return code;
}

int br_page_body(const char *markdown, const char *folder, struct br_text *links,
                 struct br_text *body, struct br_error *error)
{
    cmark_gfm_core_extensions_ensure_registered();
    cmark_parser *parser = cmark_parser_new(CMARK_OPT_DEFAULT);
    cmark_syntax_extension *tables = cmark_find_syntax_extension("table");
    if (tables != NULL)
        cmark_parser_attach_syntax_extension(parser, tables);
    cmark_parser_feed(parser, markdown, strlen(markdown));
    cmark_node *root = cmark_parser_finish(parser);
    int code = make_ours(root, folder, links, error);
    if (code == 0) {
        char *html =
            cmark_render_html(root, CMARK_OPT_DEFAULT, cmark_parser_get_syntax_extensions(parser));
        br_text_append(body, html);
        free(html);
    }
    cmark_node_free(root);
    cmark_parser_free(parser);
    return code;
}
