/* Heap profiles as reports show them; see heap.h. */
#include "report/heap.h"

#include <inttypes.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "report/figures.h"
#include "report/nameless.h"

void br_heap_site_columns(struct br_table *table, bool per_record)
{
    br_table_column(table, "share", "", BR_TABLE_RIGHT, 0);
    br_table_column(table, "bytes", per_record ? "/record" : "", BR_TABLE_RIGHT, 0);
    br_table_column(table, "objects", per_record ? "/record" : "", BR_TABLE_RIGHT, 0);
    br_table_column(table, "samples", "", BR_TABLE_RIGHT, 3);
    br_table_column(table, "function", "", BR_TABLE_LEFT, 0);
    br_table_column(table, "place", "", BR_TABLE_LEFT, 1);
    br_table_column(table, "called by", "", BR_TABLE_LEFT, 2);
}

char *br_heap_place(const struct br_frame *frame)
{
    const char *slash = frame->file != NULL ? strrchr(frame->file, '/') : NULL;
    if (frame->file != NULL)
        return br_string_format("%s:%" PRIu64, slash != NULL ? slash + 1 : frame->file,
                                frame->line);
    if (frame->library != NULL)
        return br_string_format("%s+0x%" PRIx64, frame->library, frame->offset);
    return br_string_copy(BR_FORMAT_NONE);
}

static void append_label(const struct br_frame *frame, struct br_table *table)
{
    char *label = frame != NULL ? br_frame_label(frame) : br_string_copy(BR_FORMAT_NONE);
    br_table_cell(table, "%s", label);
    free(label);
}

void br_heap_site_row(const struct br_heap_site *site, double records, struct br_table *table)
{
    bool per_record = isfinite(records);
    char *place = site->frame != NULL ? br_heap_place(site->frame) : br_string_copy(BR_FORMAT_NONE);
    br_figure_percent(table, site->share);
    if (per_record)
        br_figure_significant(table, site->bytes / records, 3);
    else
        br_figure_memory(table, site->bytes);
    br_figure_significant(table, per_record ? site->objects / records : site->objects, 3);
    br_figure_count(table, site->samples);
    br_table_cell(table, "%s", site->label);
    /* Where the label is library and offset already, it need not stand there twice. */
    br_table_cell(table, "%s", strcmp(place, site->label) != 0 ? place : BR_FORMAT_NONE);
    append_label(site->caller, table);
    free(place);
}

static void append_ratio(const struct br_summary_heap *heap, struct br_text *text)
{
    char bytes_error[BR_UNITS_BUFFER], objects_error[BR_UNITS_BUFFER];
    const struct br_heap_sites *sites = &heap->allocated_sites;
    if (!isfinite(heap->bytes_ratio))
        return;
    br_text_format(text,
                   " Against the exact counters of the alloc pass the estimate is %.3f× the bytes "
                   "and %.3f× the objects; a standard error is %s and %s.",
                   heap->bytes_ratio, heap->objects_ratio,
                   br_format_percent(bytes_error, sites->bytes_error),
                   br_format_percent(objects_error, sites->objects_error));
}

void br_heap_describe(const struct br_summary_heap *heap, struct br_text *text)
{
    char samples[BR_UNITS_BUFFER], period[BR_UNITS_BUFFER], own[BR_UNITS_BUFFER];
    const struct br_figure *sampling = &heap->result->sampling;
    if (heap->allocated == NULL) {
        br_text_format(text, "%s: %s.", br_state_names[sampling->state],
                       sampling->reason != NULL ? sampling->reason : "no stacks were recorded");
        return;
    }
    uint64_t taken = br_format_whole(sampling->value);
    br_text_format(text, "Estimated from %s sample%s, one in %s on average.",
                   br_format_count(samples, taken), taken == 1 ? "" : "s",
                   br_units_format_bytes(period, heap->allocated->period));
    if (taken == 0)
        br_text_append(text, " Nothing was allocated, or too little to be in the sample.");
    else
        append_ratio(heap, text);
    if (heap->allocated_sites.harness_bytes > 0)
        br_text_format(text, " benchrun's own allocations, %s in all, are left out.",
                       br_units_format_bytes(own, heap->allocated_sites.harness_bytes));
    br_nameless_append(heap->allocated, text);
}
