/* Explanations for people; see explanation.h. */
#include "report/explanation.h"

#include "report/format.h"
#include "report/markdown.h"
#include "report/wrap.h"
#include "summary/explain.h"

static const char *given(const char *string)
{
    return string != NULL ? string : "?";
}

/* "45.2 %", "75.8 /record", "12.1" */
static void append_value(const struct br_evidence *evidence, struct br_text *text)
{
    char number[BR_UNITS_BUFFER];
    br_text_append(text, br_format_significant(number, evidence->value, 3));
    if (evidence->unit != NULL && evidence->unit[0] != '\0')
        br_text_format(text, " %s", evidence->unit);
}

/* " at 1k ×2, also 10k ×2"; nothing where a finding has no cell. */
static void append_cells(const struct br_bottleneck *finding, struct br_text *text)
{
    if (finding->cell == NULL)
        return;
    br_text_format(text, " at %s", finding->cell);
    for (size_t i = 0; i < finding->cells.count; i++)
        br_text_format(text, "%s %s", i == 0 ? ", also" : ",", finding->cells.items[i]);
}

/* ---- on a terminal ---- */

static void print_finding(const struct br_bottleneck *finding, const struct br_report_style *style,
                          struct br_text *text)
{
    struct br_text line = {0};
    br_text_append(text, style->colour ? "\033[1m" : "");
    br_text_append_visible(text, given(finding->rule));
    br_text_append(text, style->colour ? "\033[0m" : "");
    append_cells(finding, &line);
    br_text_append_visible(text, br_text_string(&line));
    br_text_append(text, "\n");
    br_wrap(text, "  ", given(finding->claim), style->columns);
    for (size_t i = 0; i < finding->evidence.count; i++) {
        const struct br_evidence *evidence = &finding->evidence.items[i];
        br_text_clear(&line);
        br_text_format(&line, "%s: ", given(evidence->what));
        append_value(evidence, &line);
        br_text_format(&line, "  [%s]", given(evidence->where));
        br_wrap(text, "  · ", br_text_string(&line), style->columns);
    }
    br_text_clear(&line);
    br_text_format(&line, "confidence %s: %s", br_confidence_names[finding->confidence],
                   given(finding->why));
    br_wrap(text, "  ", br_text_string(&line), style->columns);
    br_text_append(text, "\n");
    br_text_release(&line);
}

static void print_changes(const struct br_explanation *explanation,
                          const struct br_report_style *style, struct br_text *text)
{
    if (explanation->baseline == NULL)
        return;
    br_text_append(text, "Against ");
    br_text_append_visible(text, explanation->baseline);
    br_text_append(text, explanation->changes.count > 0 ? "\n" : ": no rule speaks in either\n");
    for (size_t i = 0; i < explanation->changes.count; i++)
        br_wrap(text, "  · ", given(explanation->changes.items[i].sentence), style->columns);
    br_text_append(text, "\n");
}

void br_explanation_print(const struct br_explanation *explanation,
                          const struct br_report_style *style, struct br_text *text)
{
    struct br_report_style own = *style;
    own.columns = own.columns > 0 ? own.columns : 80;
    struct br_text line = {0};
    br_text_format(&line, "%s · %s · %s", given(explanation->workload), given(explanation->mode),
                   given(explanation->profile));
    br_text_append_visible(text, br_text_string(&line));
    br_text_append(text, "\n\n");
    for (size_t i = 0; i < explanation->bottlenecks.count; i++)
        print_finding(&explanation->bottlenecks.items[i], &own, text);
    print_changes(explanation, &own, text);
    for (size_t i = 0; i < explanation->unjudged.count; i++) {
        const struct br_unjudged *unjudged = &explanation->unjudged.items[i];
        br_text_clear(&line);
        br_text_format(&line, "not asked: %s: %s", given(unjudged->rule), given(unjudged->reason));
        br_wrap(text, "", br_text_string(&line), own.columns);
    }
    br_text_release(&line);
}

/* ---- in Markdown ---- */

static void write_finding(const struct br_bottleneck *finding, struct br_text *text)
{
    struct br_text line = {0};
    br_text_append(text, "- **");
    br_markdown_text(finding->rule, text);
    br_text_append(text, "**");
    append_cells(finding, &line);
    br_text_append_markdown(text, br_text_string(&line));
    br_text_append(text, ": ");
    br_markdown_text(finding->claim, text);
    br_text_append(text, " Confidence ");
    br_text_append(text, br_confidence_names[finding->confidence]);
    br_text_append(text, ": ");
    br_markdown_text(finding->why, text);
    br_text_append(text, ".\n");
    for (size_t i = 0; i < finding->evidence.count; i++) {
        const struct br_evidence *evidence = &finding->evidence.items[i];
        br_text_clear(&line);
        br_text_format(&line, "%s: ", given(evidence->what));
        append_value(evidence, &line);
        br_text_append(text, "  - ");
        br_text_append_markdown(text, br_text_string(&line));
        br_text_format(text, " (`%s`)\n", given(evidence->where));
    }
    br_text_release(&line);
}

void br_explanation_markdown_findings(const struct br_explanation *explanation,
                                      struct br_text *text)
{
    for (size_t i = 0; i < explanation->bottlenecks.count; i++)
        write_finding(&explanation->bottlenecks.items[i], text);
    if (explanation->unjudged.count > 0)
        br_text_append(text, "- Not asked: ");
    for (size_t i = 0; i < explanation->unjudged.count; i++) {
        br_text_append(text, i > 0 ? "; " : "");
        br_markdown_text(explanation->unjudged.items[i].rule, text);
        br_text_append(text, " (");
        br_markdown_text(explanation->unjudged.items[i].reason, text);
        br_text_append(text, ")");
    }
    br_text_append(text, explanation->unjudged.count > 0 ? ".\n" : "");
}

void br_explanation_markdown(const struct br_explanation *explanation, struct br_text *text)
{
    br_text_append(text, "# What limits ");
    br_markdown_text(explanation->workload, text);
    br_text_append(text, ", ");
    br_markdown_text(explanation->mode, text);
    br_text_append(text, " mode\n\nProfile: ");
    br_markdown_text(explanation->profile, text);
    br_text_append(text, ".\n\n");
    br_explanation_markdown_findings(explanation, text);
    if (explanation->baseline == NULL)
        return;
    br_text_append(text, "\n## Against ");
    br_markdown_text(explanation->baseline, text);
    br_text_append(text, "\n\n");
    if (explanation->changes.count == 0)
        br_text_append(text, "No rule speaks in either.\n");
    for (size_t i = 0; i < explanation->changes.count; i++) {
        br_text_append(text, "- ");
        br_markdown_text(explanation->changes.items[i].sentence, text);
        br_text_append(text, "\n");
    }
}

/* ---- in a report ---- */

void br_markdown_bottlenecks(const struct br_summary *summary, struct br_text *text)
{
    if (summary->cell_count == 0)
        return;
    struct br_explanation explanation = {0};
    br_explain(summary, &explanation);
    br_text_append(text, "## Bottlenecks\n\n"
                         "What limits this mode, by written rules over the figures of this "
                         "profile; in brackets where each figure stands in it.\n\n");
    br_explanation_markdown_findings(&explanation, text);
    br_text_append(text, "\n");
    br_shape_release(&br_explanation_shape, &explanation);
}
