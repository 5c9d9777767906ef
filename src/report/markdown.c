/* The Markdown report: the order of its sections, and what they share. */
#include "report/markdown.h"

#include <string.h>

#include "report/report.h"

void br_markdown_cell_column(const struct br_summary *summary, struct br_table *table)
{
    bool concurrent = br_figure_is_concurrent(summary);
    br_table_column(table, concurrent ? "size ×threads" : "size", "", BR_TABLE_RIGHT, 0);
}

void br_markdown_table(struct br_table *table, struct br_text *text)
{
    br_table_markdown(table, text);
    br_table_release(table);
}

static size_t longest_fence(const char *string)
{
    size_t longest = 2;
    while (*string != '\0') {
        size_t run = strspn(string, "`");
        longest = run > longest ? run : longest;
        string += run > 0 ? run : 1;
    }
    return longest + 1;
}

static void append_lines(const char *string, struct br_text *text)
{
    while (*string != '\0') {
        size_t size = strcspn(string, "\n");
        struct br_text line = {0};
        br_text_append_bytes(&line, string, size);
        br_text_append_visible(text, br_text_string(&line));
        br_text_append(text, string[size] == '\n' && string[size + 1] != '\0' ? "\n" : "");
        br_text_release(&line);
        string += size + (string[size] == '\n');
    }
}

void br_markdown_block(const char *string, bool lines, struct br_text *text)
{
    size_t fence = longest_fence(string);
    br_text_append_repeat(text, '`', fence);
    br_text_append(text, "text\n");
    if (lines)
        append_lines(string, text);
    else
        br_text_append_visible(text, string);
    br_text_append(text, "\n");
    br_text_append_repeat(text, '`', fence);
    br_text_append(text, "\n\n");
}

void br_markdown_text(const char *string, struct br_text *text)
{
    br_text_append_markdown(text, string != NULL ? string : BR_FORMAT_NONE);
}

void br_markdown_state(struct br_table *table, enum br_state state, const char *source,
                       const char *reason)
{
    if (reason != NULL)
        br_table_cell(table, "%s: %s", br_state_names[state], reason);
    else if (source != NULL)
        br_table_cell(table, "%s (%s)", br_state_names[state], source);
    else
        br_table_cell(table, "%s", br_state_names[state]);
}

/* The pictures that lie beside the report, or why there are none. */
static void write_pictures(const struct br_pictures *pictures, struct br_text *text)
{
    if (pictures == NULL || (pictures->count == 0 && pictures->missing == NULL))
        return;
    br_text_append(text, "## Figures\n\n");
    if (pictures->missing != NULL) {
        br_text_append(text, pictures->count > 0 ? "Charts are missing: " : "None were drawn: ");
        br_text_append_markdown(text, pictures->missing);
        br_text_append(text, ". The tables below have their figures.\n\n");
    }
    for (size_t i = 0; i < pictures->count; i++) {
        br_text_append(text, "![");
        br_text_append_markdown(text, pictures->items[i].alternative);
        br_text_format(text, "](%s)\n\n", pictures->items[i].file);
    }
}

static void write_sections(void (*const *sections)(const struct br_summary *, struct br_text *),
                           const struct br_summary *summary, struct br_text *text)
{
    for (; *sections != NULL; sections++)
        (*sections)(summary, text);
}

/* Short first: what a reader wants to know in a minute, then the details of it. */
static void write_all(const struct br_summary *summary, const struct br_report_style *style,
                      struct br_text *text)
{
    static void (*const details[])(const struct br_summary *,
                                   struct br_text *) = {br_markdown_throughput,
                                                        br_markdown_latency,
                                                        br_markdown_allocation,
                                                        br_markdown_cycles,
                                                        br_markdown_instructions,
                                                        br_markdown_stages,
                                                        br_markdown_concurrency,
                                                        br_markdown_sizes,
                                                        br_markdown_bottlenecks,
                                                        br_markdown_cpu,
                                                        br_markdown_heap,
                                                        br_markdown_slowest,
                                                        NULL};
    static void (*const rest[])(const struct br_summary *, struct br_text *) = {
        br_markdown_caveats, br_markdown_work,     br_markdown_instruments,
        br_markdown_process, br_markdown_findings, br_markdown_environment,
        br_markdown_command, br_markdown_method,   NULL};
    br_markdown_title(summary, text);
    br_markdown_headline(summary, style->reference, text);
    br_markdown_failures(summary, text);
    write_pictures(style->pictures, text);
    write_sections(details, summary, text);
    br_markdown_deltas(style->reference, text);
    br_markdown_history(style->history, text);
    write_sections(rest, summary, text);
}

static int write_markdown(const struct br_profile *profile, const struct br_report_style *style,
                          struct br_text *text, struct br_error *error)
{
    static const struct br_report_style plain = {0};
    struct br_summary summary = {0};
    int code = br_summary_make(profile, &summary, error);
    if (code != 0)
        return code;
    write_all(&summary, style != NULL ? style : &plain, text);
    /* Every section ends with an empty line; a file ends with one line end. */
    if (text->size > 1 && strcmp(text->data + text->size - 2, "\n\n") == 0)
        text->data[--text->size] = '\0';
    br_summary_release(&summary);
    if (text->failed)
        return br_error_set(error, BR_ERROR_MEMORY, "out of memory for the report");
    return 0;
}

const struct br_report_format br_report_markdown = {
    .name = "markdown",
    .summary = "the full report, one mode and workload",
    .extension = "md",
    .write = write_markdown,
};
