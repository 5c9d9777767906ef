/* SVG from gnuplot made fit for a report; see plot.h. */
#include <string.h>

#include "report/plot.h"

/* What stands in plots/common.gp, and what it becomes in the dark scheme: text, grid, lines. */
static const struct {
    unsigned red, green, blue;
    const char *dark;
} colours[] = {
    {87, 96, 106, "#adbac7"}, {175, 184, 193, "#444c56"}, {0, 114, 178, "#3f9fdc"},
    {213, 94, 0, "#f0802f"},  {0, 158, 115, "#2cc394"},   {204, 121, 167, "#e29cc4"},
    {230, 159, 0, "#f5c04a"}, {86, 180, 233, "#a6d8f5"},
};

/* gnuplot writes colours of text without the spaces that it has in all others. */
static void append_rules(const char *attribute, struct br_text *text)
{
    br_text_format(text, "[%s=\"black\"] { %s: #e6edf3 }\n", attribute, attribute);
    for (size_t i = 0; i < sizeof colours / sizeof colours[0]; i++)
        br_text_format(text, "[%s=\"rgb(%3u, %3u, %3u)\"], [%s=\"rgb(%u,%u,%u)\"] { %s: %s }\n",
                       attribute, colours[i].red, colours[i].green, colours[i].blue, attribute,
                       colours[i].red, colours[i].green, colours[i].blue, attribute,
                       colours[i].dark);
}

/* Rules of style go before what gnuplot wrote as attributes. */
static void append_style(struct br_text *text)
{
    br_text_append(text, "<style>\n@media (prefers-color-scheme: dark) {\n");
    append_rules("stroke", text);
    append_rules("fill", text);
    append_rules("color", text);
    br_text_append(text, "}\n</style>\n");
}

/* gnuplot's own title and description name its version; the report's say what is shown. */
void br_plot_finish_svg(const char *svg, const char *title, const char *alternative,
                        struct br_text *text)
{
    const char *root = strstr(svg, "<svg");
    const char *own = strstr(svg, "<title>");
    const char *rest = own != NULL ? strstr(own, "</desc>") : NULL;
    if (root == NULL || rest == NULL || own < root) {
        br_text_append(text, svg);
        return;
    }
    br_text_append_bytes(text, svg, (size_t)(root - svg) + strlen("<svg"));
    br_text_append(text, " role=\"img\"");
    br_text_append_bytes(text, root + strlen("<svg"), (size_t)(own - root) - strlen("<svg"));
    br_text_append(text, "<title>");
    br_text_append_xml(text, title);
    br_text_append(text, "</title>\n<desc>");
    br_text_append_xml(text, alternative);
    br_text_append(text, "</desc>\n");
    append_style(text);
    br_text_append(text, rest + strlen("</desc>"));
}
