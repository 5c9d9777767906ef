/* CPU profiles: the functions that take the time, and who calls the hottest of them. */
#include <stdlib.h>

#include "report/cpu.h"
#include "report/markdown.h"

enum { FUNCTIONS_SHOWN = 30, HOTTEST_SHOWN = 3, NEIGHBOURS_SHOWN = 8 };

/* ---- functions ---- */

static void write_self(const struct br_summary_cpu *cpu, struct br_text *text)
{
    struct br_table table = {0};
    size_t functions[FUNCTIONS_SHOWN];
    size_t count = br_cpu_hottest(&cpu->views, functions, FUNCTIONS_SHOWN);
    br_cpu_function_columns(&table);
    for (size_t i = 0; i < count; i++)
        br_cpu_function_row(cpu, functions[i], &table);
    br_text_append(text, "By their own time, without what they call:\n\n");
    br_markdown_table(&table, text);
}

static void write_totals(const struct br_summary_cpu *cpu, struct br_text *text)
{
    struct br_table table = {0};
    size_t functions[FUNCTIONS_SHOWN];
    const struct br_stack_views *views = &cpu->views;
    size_t count = br_stack_greatest_totals(views, functions, FUNCTIONS_SHOWN);
    br_table_column(&table, "total", "", BR_TABLE_RIGHT, 0);
    br_table_column(&table, "±", "", BR_TABLE_RIGHT, 0);
    br_table_column(&table, "self", "", BR_TABLE_RIGHT, 0);
    br_table_column(&table, "function", "", BR_TABLE_LEFT, 0);
    br_table_column(&table, "library", "", BR_TABLE_LEFT, 0);
    for (size_t i = 0; i < count; i++) {
        const struct br_function *function = &views->functions[functions[i]];
        br_figure_percent(&table, function->total / views->total);
        br_figure_percent(&table, br_cpu_share_error(views, function->total_samples));
        br_figure_percent(&table, function->self / views->total);
        br_table_cell(&table, "%s", function->label);
        br_table_cell(&table, "%s",
                      function->library[0] != '\0' ? function->library : BR_FORMAT_NONE);
    }
    br_text_append(text, "With what they call; recursion is counted once:\n\n");
    br_markdown_table(&table, text);
}

/* ---- around the hottest ---- */

static void neighbour_rows(const struct br_stack_views *views, size_t function, bool callers,
                           struct br_table *table)
{
    struct br_neighbour neighbours[NEIGHBOURS_SHOWN];
    size_t count = br_stack_neighbours(views, function, callers, neighbours, NEIGHBOURS_SHOWN);
    for (size_t i = 0; i < count && i < NEIGHBOURS_SHOWN; i++) {
        const struct br_function *other = &views->functions[neighbours[i].function];
        br_table_cell(table, "%s", callers ? "called by" : "calls");
        br_table_cell(table, "%s", other->label);
        br_figure_percent(table, neighbours[i].value / views->functions[function].total);
        br_figure_percent(table, neighbours[i].value / views->total);
    }
}

static void write_around(const struct br_stack_views *views, size_t function, struct br_text *text)
{
    struct br_table table = {0};
    char self[BR_UNITS_BUFFER], total[BR_UNITS_BUFFER];
    const struct br_function *centre = &views->functions[function];
    br_table_column(&table, "", "", BR_TABLE_LEFT, 0);
    br_table_column(&table, "function", "", BR_TABLE_LEFT, 0);
    br_table_column(&table, "of its time", "", BR_TABLE_RIGHT, 0);
    br_table_column(&table, "of all", "", BR_TABLE_RIGHT, 0);
    neighbour_rows(views, function, true, &table);
    br_table_cell(&table, "itself");
    br_table_cell(&table, "%s", centre->label);
    br_figure_percent(&table, centre->self / centre->total);
    br_figure_percent(&table, centre->self / views->total);
    neighbour_rows(views, function, false, &table);
    br_text_append(text, "Around ");
    br_markdown_text(centre->label, text);
    br_text_format(text, ", %s of all with what it calls and %s itself:\n\n",
                   br_format_percent(total, centre->total / views->total),
                   br_format_percent(self, centre->self / views->total));
    br_markdown_table(&table, text);
}

/* ---- a cell ---- */

static void write_files(const struct br_cell *cell, struct br_text *text)
{
    char *name = br_cell_file_name(cell);
    br_text_format(text,
                   "Beside this report where it was measured: the flame graph `cpu/%s.svg`, the "
                   "icicle `cpu/%s-icicle.svg`, folded stacks `cpu/%s.folded`, a file for "
                   "google-pprof `cpu/%s.prof`, and one of all cells for speedscope.\n\n",
                   name, name, name, name);
    free(name);
}

static void write_cell(const struct br_summary_cell *cell, const struct br_summary_cpu *cpu,
                       struct br_text *text)
{
    struct br_text line = {0};
    size_t hottest[HOTTEST_SHOWN];
    br_text_format(text, "### CPU samples, %s\n\n", cell->label);
    br_cpu_describe(cpu, &line);
    br_text_append_markdown(text, br_text_string(&line));
    br_text_append(text, "\n\n");
    br_text_release(&line);
    if (cpu->stacks == NULL || cpu->views.samples == 0)
        return;
    write_self(cpu, text);
    write_totals(cpu, text);
    size_t count = br_cpu_hottest(&cpu->views, hottest, HOTTEST_SHOWN);
    for (size_t i = 0; i < count; i++)
        write_around(&cpu->views, hottest[i], text);
    write_files(cell->cell, text);
}

void br_markdown_cpu(const struct br_summary *summary, struct br_text *text)
{
    bool first = true;
    for (size_t i = 0; i < summary->cell_count; i++) {
        struct br_summary_cpu cpu;
        br_summary_cpu_make(summary->profile, summary->cells[i].cell, &cpu);
        if (cpu.result != NULL) {
            if (first)
                br_text_append(text, "## Where the CPU time goes\n\n"
                                     "Estimates from samples of the cpu pass, of all threads while "
                                     "they run. Shares are of all samples.\n\n");
            first = false;
            write_cell(&summary->cells[i], &cpu, text);
        }
        br_summary_cpu_release(&cpu);
    }
}
