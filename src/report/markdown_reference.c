/* The report's comparison with the reference: the verdict line, and the deltas with their reasons.
 */
#include "report/comparison_parts.h"
#include "report/markdown.h"

static void append_side(const struct br_comparison_side *side, struct br_text *text)
{
    br_markdown_text(side->id != NULL ? side->id : side->name, text);
}

void br_markdown_verdict(const struct br_report_reference *reference, struct br_text *text)
{
    struct br_text line = {0};
    if (reference == NULL)
        return;
    if (reference->comparison == NULL) {
        br_text_append(text, "No verdict: ");
        br_markdown_text(reference->missing, text);
        br_text_append(text, ".\n\n");
        return;
    }
    br_comparison_headline(reference->comparison, &line);
    br_text_append(text, "**Against the reference ");
    append_side(&reference->comparison->from, text);
    br_text_append(text, ", ");
    br_text_append_markdown(text, br_text_string(&line));
    br_text_append(text, ".** [Each with its reason](#deltas-to-the-reference).\n\n");
    br_text_release(&line);
}

void br_markdown_deltas(const struct br_report_reference *reference, struct br_text *text)
{
    if (reference == NULL || reference->comparison == NULL)
        return;
    br_text_append(text, "## Deltas to the reference\n\n");
    br_comparison_markdown_body(reference->comparison, "###", text);
    br_text_append(text, "\n");
}
