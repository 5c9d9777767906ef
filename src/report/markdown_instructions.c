/* What a record costs in executed instructions: by cell, and by stage. */
#include "report/instructions.h"
#include "report/markdown.h"

static void write_stages(const struct br_summary_cell *cell, struct br_text *text)
{
    struct br_table table = {0};
    br_instructions_stage_table(cell, &table);
    if (br_table_rows(&table) == 0) {
        br_table_release(&table);
        return;
    }
    br_text_append(text, "By stage, ");
    br_markdown_text(cell->label, text);
    br_text_append(text, cell->instructions.stages_cut
                             ? " (the time of the pass did not suffice for all stages):\n\n"
                             : ":\n\n");
    br_markdown_table(&table, text);
}

static void write_source(const struct br_summary *summary, struct br_text *text)
{
    const char *source = NULL;
    for (size_t i = 0; i < summary->cell_count && source == NULL; i++)
        if (summary->cells[i].instructions.processes > 0)
            source = summary->cells[i].instructions.raw->source;
    br_text_append(text, "Counted one by one on an emulated CPU (");
    br_markdown_text(source, text);
    br_text_append(text, "), waiting left out. Spread: the largest process over the smallest, "
                         "minus one. Stages include those nested in them and are counted in "
                         "repetitions of their own.\n\n");
}

void br_markdown_instructions(const struct br_summary *summary, struct br_text *text)
{
    struct br_table table = {0};
    const char *missing = br_instructions_missing(summary);
    br_instructions_table(summary, &table);
    bool counted = br_table_rows(&table) > 0;
    if (counted || missing != NULL)
        br_text_append(text, "## Instructions\n\n");
    if (missing != NULL) {
        br_text_append(text, "- unsupported: ");
        br_markdown_text(missing, text);
        br_text_append(text, "\n\n");
    }
    if (!counted) {
        br_table_release(&table);
        return;
    }
    write_source(summary, text);
    br_markdown_table(&table, text);
    for (size_t i = 0; i < summary->cell_count; i++)
        write_stages(&summary->cells[i], text);
}
