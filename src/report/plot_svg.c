/* SVG from gnuplot made fit for a report; see plot.h. */
#include <string.h>

#include "report/plot.h"

/* The colours that stand for text and grid in plots/common.gp, as gnuplot writes them: in lines,
 * and (text) without the spaces. */
#define INK "rgb( 87,  96, 106)"
#define TEXT_INK "rgb(87,96,106)"
#define FAINT "rgb(175, 184, 193)"

/* Rules of style go before what gnuplot wrote as attributes. */
static const char style[] = "<style>\n"
                            "@media (prefers-color-scheme: dark) {\n"
                            "[stroke=\"" INK "\"] { stroke: #adbac7 }\n"
                            "[fill=\"" TEXT_INK "\"] { fill: #adbac7 }\n"
                            "[stroke=\"" FAINT "\"] { stroke: #444c56 }\n"
                            "[fill=\"" FAINT "\"] { fill: #444c56 }\n"
                            "}\n"
                            "</style>\n";

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
    br_text_append(text, style);
    br_text_append(text, rest + strlen("</desc>"));
}
