/* A comparison as Markdown. */
#include <inttypes.h>
#include <string.h>

#include "report/comparison.h"
#include "report/comparison_parts.h"
#include "report/format.h"
#include "report/markdown.h"

static void write_side(const char *word, const struct br_comparison_side *side,
                       struct br_table *table)
{
    br_table_cell(table, "%s", word);
    br_table_cell(table, "%s", side->id != NULL ? side->id : side->name);
    br_table_cell(table, "%s", side->created != NULL ? side->created : BR_FORMAT_NONE);
    br_table_cell(table, "%s", side->hostname != NULL ? side->hostname : BR_FORMAT_NONE);
    br_table_cell(table, "%s%s", side->commit != NULL ? side->commit : BR_FORMAT_NONE,
                  side->commit != NULL && side->dirty ? " and changes" : "");
    br_table_cell(table, "%s",
                  side->benchrun_version != NULL ? side->benchrun_version : BR_FORMAT_NONE);
}

static void write_sides(const struct br_comparison *comparison, struct br_text *text)
{
    struct br_table table = {0};
    static const char *const headings[] = {"", "profile", "made", "host", "commit", "benchrun"};
    for (size_t i = 0; i < sizeof headings / sizeof headings[0]; i++)
        br_table_column(&table, headings[i], "", BR_TABLE_LEFT, 0);
    write_side("from", &comparison->from, &table);
    write_side("to", &comparison->to, &table);
    br_markdown_table(&table, text);
}

static void write_headline(const struct br_comparison *comparison, struct br_text *text)
{
    struct br_text line = {0};
    br_text_append(text, "# ");
    br_text_append_markdown(text, comparison->workload);
    br_text_append(text, ", ");
    br_text_append_markdown(text, comparison->mode);
    br_text_append(text, ": two profiles compared\n\n**");
    br_comparison_headline(comparison, &line);
    br_text_append_markdown(text, br_text_string(&line));
    br_text_append(text, ".**\n\n");
    br_text_release(&line);
}

static void write_line(struct br_text *line, struct br_text *text)
{
    br_text_append(text, "- ");
    br_text_append_markdown(text, br_text_string(line));
    br_text_append(text, ".\n");
    br_text_release(line);
}

/* That the same is the same needs no sentence; the JSON has one. */
static bool is_explained(const struct br_comparison_row *row, enum br_comparison_part part)
{
    return br_comparison_part_of(row) == part && row->verdict != BR_VERDICT_SAME;
}

/* Rows from `first` on that have the reason of that one; false where an earlier row has it. */
static bool append_subjects(const struct br_comparison *comparison, enum br_comparison_part part,
                            size_t first, const char *reason, struct br_text *line)
{
    bool is_new = true;
    for (size_t i = 0; i < comparison->rows.count; i++) {
        const struct br_comparison_row *row = &comparison->rows.items[i];
        struct br_text own = {0};
        if (!is_explained(row, part))
            continue;
        br_comparison_reason(row, &own);
        bool is_alike = strcmp(br_text_string(&own), reason) == 0;
        br_text_release(&own);
        is_new = is_new && !(is_alike && i < first);
        br_text_append(line, is_alike && i > first ? ", " : "");
        if (is_alike)
            br_comparison_subject(row, line);
    }
    return is_new;
}

static void write_reasons(const struct br_comparison *comparison, enum br_comparison_part part,
                          struct br_text *text)
{
    bool any = false;
    for (size_t i = 0; i < comparison->rows.count; i++) {
        struct br_text line = {0}, reason = {0};
        if (!is_explained(&comparison->rows.items[i], part))
            continue;
        br_comparison_reason(&comparison->rows.items[i], &reason);
        if (append_subjects(comparison, part, i, br_text_string(&reason), &line)) {
            br_text_format(&line, ": %s", br_text_string(&reason));
            write_line(&line, text);
            any = true;
        }
        br_text_release(&line);
        br_text_release(&reason);
    }
    br_text_append(text, any ? "\n" : "");
}

static void write_part(const struct br_comparison *comparison, enum br_comparison_part part,
                       const char *level, const char *heading, struct br_text *text)
{
    struct br_table table = {0};
    size_t count;
    br_comparison_table(comparison, part, &table, &count);
    if (count > 0) {
        br_text_format(text, "%s %s\n\n", level, heading);
        if (part != BR_COMPARISON_UNSUPPORTED)
            br_table_markdown(&table, text);
        write_reasons(comparison, part, text);
    }
    br_table_release(&table);
}

static void write_stages(const struct br_comparison *comparison, const char *level,
                         struct br_text *text)
{
    for (size_t i = 0; i < comparison->stages.count;) {
        const struct br_stage_change *change = &comparison->stages.items[i];
        struct br_table table = {0};
        size_t next = br_comparison_stages(comparison, i, &table);
        if (br_comparison_explains(comparison, change)) {
            br_text_format(text, "%s ", level);
            br_text_append_markdown(text, change->label);
            br_text_format(text, ": where the change of %s comes from, in the %s pass\n\n",
                           change->measure,
                           strcmp(change->measure, "time") == 0 ? "stages" : "instructions");
            br_table_markdown(&table, text);
        }
        br_table_release(&table);
        i = next;
    }
}

static void write_notes(const struct br_comparison *comparison, const char *level,
                        struct br_text *text)
{
    struct br_text line = {0};
    if (comparison->mismatches.count > 0)
        br_text_format(text, "%s %s\n\n", level,
                       comparison->advisory
                           ? "Verdicts marked * are for information only\n\nThese differ:"
                           : "What differs");
    for (size_t i = 0; i < comparison->mismatches.count; i++) {
        br_comparison_mismatch(&comparison->mismatches.items[i], &line);
        write_line(&line, text);
    }
    br_text_append(text, comparison->mismatches.count > 0 ? "\n" : "");
    if (comparison->remarks.count > 0)
        br_text_format(text, "%s Worth knowing\n\n", level);
    for (size_t i = 0; i < comparison->remarks.count; i++) {
        br_text_append(&line, comparison->remarks.items[i]);
        write_line(&line, text);
    }
    br_text_append(text, comparison->remarks.count > 0 ? "\n" : "");
    br_text_format(text, "%s How it was decided\n\n", level);
    br_comparison_method(comparison, &line);
    br_text_append_markdown(text, br_text_string(&line));
    br_text_append(text, ".\n");
    br_text_release(&line);
}

void br_comparison_markdown_body(const struct br_comparison *comparison, const char *level,
                                 struct br_text *text)
{
    write_sides(comparison, text);
    write_part(comparison, BR_COMPARISON_FIRST, level, "Read first", text);
    write_part(comparison, BR_COMPARISON_BETTER, level, "Better", text);
    write_part(comparison, BR_COMPARISON_REST, level, "The rest", text);
    write_stages(comparison, level, text);
    write_part(comparison, BR_COMPARISON_UNSUPPORTED, level, "Without figures", text);
    write_notes(comparison, level, text);
}

void br_report_comparison_markdown(const struct br_comparison *comparison, struct br_text *text)
{
    write_headline(comparison, text);
    br_comparison_markdown_body(comparison, "##", text);
}
