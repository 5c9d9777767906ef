/* What the doctor found at the start of the run: whatever was not ok. */
#include "report/markdown.h"

static const char *given(const char *string)
{
    return string != NULL ? string : BR_FORMAT_NONE;
}

/* The gravest first. */
static void add_findings(const struct br_findings *findings, enum br_finding_state state,
                         struct br_table *table)
{
    for (size_t i = 0; i < findings->count; i++) {
        const struct br_finding *finding = &findings->items[i];
        if (finding->state != state)
            continue;
        br_table_cell(table, "%s", br_finding_state_names[state]);
        br_table_cell(table, "%s", given(finding->name));
        br_table_cell(table, "%s", given(finding->value));
        br_table_cell(table, "%s", given(finding->effect));
    }
}

void br_markdown_findings(const struct br_summary *summary, struct br_text *text)
{
    const struct br_findings *findings = &summary->profile->environment.findings;
    struct br_table table = {0};
    if (findings->count == 0)
        return;
    br_table_column(&table, "state", "", BR_TABLE_LEFT, 0);
    br_table_column(&table, "finding", "", BR_TABLE_LEFT, 0);
    br_table_column(&table, "as found", "", BR_TABLE_LEFT, 0);
    br_table_column(&table, "effect on figures", "", BR_TABLE_LEFT, 0);
    add_findings(findings, BR_FINDING_SEVERE, &table);
    add_findings(findings, BR_FINDING_WARNING, &table);
    add_findings(findings, BR_FINDING_UNKNOWN, &table);
    br_text_append(text, "## What the machine does to figures\n\n");
    br_text_format(text,
                   "As `benchrun doctor` found it when the run began; %zu of %zu findings "
                   "were ok%s\n\n",
                   findings->count - br_table_rows(&table), findings->count,
                   br_table_rows(&table) > 0 ? ", these were not:" : ".");
    if (br_table_rows(&table) > 0)
        br_markdown_table(&table, text);
    else
        br_table_release(&table);
}
