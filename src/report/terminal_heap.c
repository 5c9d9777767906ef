/* On the screen: the sites that allocate most, of the largest cell that was looked at. */
#include <math.h>
#include <string.h>

#include "report/figures.h"
#include "report/heap.h"
#include "report/wrap.h"

enum { SITES_SHOWN = 8 };

static void show_moments(const struct br_summary_heap *heap, struct br_text *line)
{
    char bytes[BR_UNITS_BUFFER];
    if (heap->peak_sites.count > 0)
        br_text_format(line, " Live at the peak: %s, most of it by %s.",
                       br_units_format_bytes(bytes, heap->peak_sites.bytes),
                       heap->peak_sites.items[0].label);
    if (heap->leak_sites.count > 0)
        br_text_format(line, " Never freed: %s, most of it by %s.",
                       br_units_format_bytes(bytes, heap->leak_sites.bytes),
                       heap->leak_sites.items[0].label);
    else if (heap->leak != NULL)
        br_text_append(line, " Nothing sampled was left at the end.");
}

static void show_cell(const struct br_summary_cell *cell, const struct br_summary_heap *heap,
                      bool colour, unsigned columns, struct br_text *text)
{
    struct br_table table = {0};
    struct br_text line = {0};
    br_text_format(text, "\n%sAllocation sites, %s%s\n", colour ? "\033[1m" : "", cell->label,
                   colour ? "\033[0m" : "");
    br_heap_site_columns(&table, true);
    for (size_t i = 0; i < heap->allocated_sites.count && i < SITES_SHOWN; i++)
        br_heap_site_row(&heap->allocated_sites.items[i], (double)heap->allocated->records, &table);
    if (br_table_rows(&table) > 0) {
        br_table_remove_empty(&table);
        br_table_print(&table, colour, columns, text);
    }
    br_table_release(&table);
    br_heap_describe(heap, &line);
    show_moments(heap, &line);
    br_wrap(text, "  ", br_text_string(&line), columns);
    br_text_release(&line);
}

void br_terminal_heap(const struct br_summary *summary, bool colour, unsigned columns,
                      struct br_text *text)
{
    bool shown = false;
    for (size_t i = summary->cell_count; i-- > 0 && !shown;) {
        struct br_summary_heap heap;
        br_summary_heap_make(summary->profile, summary->cells[i].cell, &heap);
        shown = heap.result != NULL;
        if (shown)
            show_cell(&summary->cells[i], &heap, colour, columns, text);
        br_summary_heap_release(&heap);
    }
}
