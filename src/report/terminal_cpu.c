/* On the screen: the functions that take most CPU time, of the largest cell that was sampled. */
#include "report/cpu.h"
#include "report/figures.h"
#include "report/wrap.h"

enum { FUNCTIONS_SHOWN = 8 };

static void show_cell(const struct br_summary_cell *cell, const struct br_summary_cpu *cpu,
                      bool colour, unsigned columns, struct br_text *text)
{
    struct br_table table = {0};
    struct br_text line = {0};
    size_t functions[FUNCTIONS_SHOWN];
    size_t count =
        cpu->stacks != NULL ? br_cpu_hottest(&cpu->views, functions, FUNCTIONS_SHOWN) : 0;
    br_text_format(text, "\n%sCPU time by function, %s%s\n", colour ? "\033[1m" : "", cell->label,
                   colour ? "\033[0m" : "");
    br_cpu_function_columns(&table);
    for (size_t i = 0; i < count; i++)
        br_cpu_function_row(cpu, functions[i], &table);
    if (count > 0) {
        br_table_remove_empty(&table);
        br_table_print(&table, colour, columns, text);
    }
    br_table_release(&table);
    br_cpu_describe(cpu, &line);
    br_wrap(text, "  ", br_text_string(&line), columns);
    br_text_release(&line);
}

void br_terminal_cpu(const struct br_summary *summary, bool colour, unsigned columns,
                     struct br_text *text)
{
    bool shown = false;
    for (size_t i = summary->cell_count; i-- > 0 && !shown;) {
        struct br_summary_cpu cpu;
        br_summary_cpu_make(summary->profile, summary->cells[i].cell, &cpu);
        shown = cpu.result != NULL;
        if (shown)
            show_cell(&summary->cells[i], &cpu, colour, columns, text);
        br_summary_cpu_release(&cpu);
    }
}
