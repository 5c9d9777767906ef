/* The page around the body; see page.h. */
#include "report/page.h"

#include "optional_parts.h"
#include "page_parts.h"

#if BR_HAS_CMARK
static void write_head(const char *title, struct br_text *text)
{
    br_text_append(text,
                   "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
                   "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
                   "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; "
                   "img-src data:; style-src 'unsafe-inline'; script-src 'unsafe-inline'\">\n"
                   "<link rel=\"icon\" href=\"data:,\">\n<title>");
    br_text_append_xml(text, title);
    br_text_append(text, "</title>\n<style>\n");
    br_text_append(text, page_style);
    br_text_append(text, "</style>\n</head>\n<body>\n");
}

/* Flame graphs come last: what they show stands in the report as tables. */
static void write_flames(const struct br_profile *profile, struct br_text *links,
                         struct br_text *text)
{
    struct br_text json = {0};
    if (BR_HAS_PAGE && br_page_flames(profile, &json) > 0) {
        br_text_append(links, "<li><a href=\"#flame-graphs\">Flame graphs</a></li>\n");
        br_text_append(text,
                       "<h2>Flame graphs</h2>\n<p>Estimates from samples. The width of a box is "
                       "its share, its colour its library; boxes below 0.1 % are left out.</p>\n"
                       "<div id=\"flame-graphs\"></div>\n"
                       "<script type=\"application/json\" id=\"flames\">");
        br_text_append(text, br_text_string(&json));
        br_text_append(text, "</script>\n");
    }
    text->failed = text->failed || json.failed;
    br_text_release(&json);
}

static void write_foot(struct br_text *text)
{
    br_text_append(text, "</main>\n<footer>\n");
#if BR_HAS_PAGE
    br_text_append(text, "<p>A click on the heading of a column sorts its table.</p>\n"
                         "<details><summary>Licences of the code in this page</summary>\n<pre>");
    br_text_append(text, page_licences);
    br_text_append(text, "</pre></details>\n</footer>\n<script>\n");
    br_text_append(text, page_script);
    br_text_append(text, "\n</script>\n");
#else
    br_text_append(text, "<p>This page cannot sort tables and has no flame graphs: ");
    br_text_append_xml(text, BR_ABSENCE_PAGE);
    br_text_append(text, ".</p>\n</footer>\n");
#endif
    br_text_append(text, "</body>\n</html>\n");
}

static int write_page(const struct br_page *page, struct br_text *text, struct br_error *error)
{
    struct br_text links = {0}, body = {0};
    int code = br_page_body(page->markdown, page->folder, &links, &body, error);
    if (code == 0) {
        write_flames(page->profile, &links, &body);
        write_head(page->title, text);
        br_text_append(text, "<nav aria-label=\"Sections\">\n<ul>\n");
        br_text_append(text, br_text_string(&links));
        br_text_append(text, "</ul>\n</nav>\n<main>\n");
        br_text_append(text, br_text_string(&body));
        write_foot(text);
        text->failed = text->failed || links.failed || body.failed;
    }
    br_text_release(&links);
    br_text_release(&body);
    return code;
}
#endif

int br_page_write(const struct br_page *page, struct br_text *text, struct br_error *error)
{
#if BR_HAS_CMARK
    return write_page(page, text, error);
#else
    (void)page;
    (void)text;
    return br_error_set(error, BR_ERROR_UNSUPPORTED, "a page cannot be written: %s",
                        BR_ABSENCE_CMARK);
#endif
}
