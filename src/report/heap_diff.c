/* What grew between two heap profiles; see heap_diff.h. */
#include "report/heap_diff.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cjson/cJSON.h>

#include "report/figures.h"
#include "report/heap.h"
#include "report/wrap.h"

enum { SITES_SHOWN = 20, DEFAULT_COLUMNS = 80 };

static const struct br_heap_site *site_of(const struct br_heap_change *change)
{
    return change->after != NULL ? change->after : change->before;
}

/* ---- for people ---- */

/* "+1.50 MiB" */
static char *signed_bytes(char *buffer, double bytes)
{
    char amount[BR_UNITS_BUFFER];
    br_units_format_bytes(amount, fabs(bytes));
    snprintf(buffer, BR_UNITS_BUFFER, "%s%.30s", bytes > 0 ? "+" : bytes < 0 ? "-" : "", amount);
    return buffer;
}

static void columns(struct br_table *table)
{
    br_table_column(table, "bytes", "", BR_TABLE_RIGHT, 0);
    br_table_column(table, "objects", "", BR_TABLE_RIGHT, 0);
    br_table_column(table, "before", "", BR_TABLE_RIGHT, 1);
    br_table_column(table, "after", "", BR_TABLE_RIGHT, 2);
    br_table_column(table, "function", "", BR_TABLE_LEFT, 0);
    br_table_column(table, "place", "", BR_TABLE_LEFT, 3);
}

static void row(const struct br_heap_change *change, struct br_table *table)
{
    char bytes[BR_UNITS_BUFFER], objects[BR_UNITS_BUFFER];
    const struct br_heap_site *site = site_of(change);
    char *place = site->frame != NULL ? br_heap_place(site->frame) : br_string_copy(BR_FORMAT_NONE);
    br_table_cell(table, "%s", signed_bytes(bytes, change->bytes));
    br_table_cell(table, "%s%s", change->objects < 0 ? "-" : "+",
                  br_format_count(objects, br_format_whole(fabs(change->objects))));
    br_figure_memory(table, change->before != NULL ? change->before->bytes : NAN);
    br_figure_memory(table, change->after != NULL ? change->after->bytes : NAN);
    br_table_cell(table, "%s", site->label);
    br_table_cell(table, "%s", strcmp(place, site->label) != 0 ? place : BR_FORMAT_NONE);
    free(place);
}

static void side_line(const char *what, const struct br_heap_side *side,
                      const struct br_heap_sites *sites, unsigned width, struct br_text *text)
{
    char bytes[BR_UNITS_BUFFER], count[BR_UNITS_BUFFER], period[BR_UNITS_BUFFER];
    struct br_text line = {0};
    br_text_format(&line, "%s %s: %s by %s samples, one in %s on average", what, side->path,
                   br_units_format_bytes(bytes, sites->bytes),
                   br_format_count(count, sites->samples),
                   br_units_format_bytes(period, side->stacks->period));
    br_wrap(text, "", br_text_string(&line), width);
    br_text_release(&line);
    for (size_t i = 0; i < side->stacks->nameless.count; i++)
        br_wrap(text, "  ! ", side->stacks->nameless.items[i], width);
}

void br_report_heap_diff(const struct br_heap_diff *diff, const struct br_report_style *style,
                         struct br_text *text)
{
    unsigned width = style->columns > 0 ? style->columns : DEFAULT_COLUMNS;
    const struct br_heap_changes *changes = diff->changes;
    struct br_table table = {0};
    char bytes[BR_UNITS_BUFFER];
    double growth = changes->after.bytes - changes->before.bytes;
    br_text_append(text, diff->allocated ? "Allocated in all, by function\n\n"
                                         : "Live memory, by the function that allocated it\n\n");
    side_line("before", &diff->before, &changes->before, width, text);
    side_line("after", &diff->after, &changes->after, width, text);
    br_text_append(text, "\n");
    columns(&table);
    for (size_t i = 0; i < changes->count && i < SITES_SHOWN; i++)
        row(&changes->items[i], &table);
    if (changes->count > 0) {
        br_table_remove_empty(&table);
        br_table_print(&table, style->colour, width, text);
    } else {
        br_wrap(text, "",
                diff->allocated ? "There are no samples in either."
                                : "Nothing sampled was live in either; --allocated compares all "
                                  "that was allocated, where the profiles have it.",
                width);
    }
    br_table_release(&table);
    if (changes->count > SITES_SHOWN)
        br_text_format(text, "  and %zu functions that grew less or shrank\n",
                       changes->count - SITES_SHOWN);
    br_text_format(text, "\n%s in all; all figures are estimates from samples.\n",
                   signed_bytes(bytes, growth));
}

/* ---- for programs ---- */

static void add_side(cJSON *root, const char *name, const struct br_heap_side *side,
                     const struct br_heap_sites *sites)
{
    cJSON *object = cJSON_AddObjectToObject(root, name);
    br_json_add_visible(object, "file", side->path);
    cJSON_AddNumberToObject(object, "bytes", round(sites->bytes));
    cJSON_AddNumberToObject(object, "objects", round(sites->objects));
    cJSON_AddNumberToObject(object, "samples", (double)sites->samples);
    cJSON_AddNumberToObject(object, "sampled_every_bytes", side->stacks->period);
    cJSON *reasons = cJSON_AddArrayToObject(object, "not_named");
    for (size_t i = 0; i < side->stacks->nameless.count; i++) {
        struct br_text visible = {0};
        br_text_append_visible(&visible, side->stacks->nameless.items[i]);
        cJSON_AddItemToArray(reasons, cJSON_CreateString(br_text_string(&visible)));
        br_text_release(&visible);
    }
}

static void add_site(cJSON *list, const struct br_heap_change *change)
{
    const struct br_heap_site *site = site_of(change);
    cJSON *object = cJSON_CreateObject();
    cJSON_AddItemToArray(list, object);
    br_json_add_visible(object, "function", site->label);
    br_json_add_visible(object, "library", site->frame != NULL ? site->frame->library : NULL);
    br_json_add_visible(object, "file", site->frame != NULL ? site->frame->file : NULL);
    if (site->frame != NULL && site->frame->line > 0)
        cJSON_AddNumberToObject(object, "line", (double)site->frame->line);
    cJSON_AddNumberToObject(object, "bytes", round(change->bytes));
    cJSON_AddNumberToObject(object, "objects", round(change->objects));
    if (change->before != NULL)
        cJSON_AddNumberToObject(object, "bytes_before", round(change->before->bytes));
    if (change->after != NULL)
        cJSON_AddNumberToObject(object, "bytes_after", round(change->after->bytes));
}

int br_report_heap_diff_json(const struct br_heap_diff *diff, struct br_text *text,
                             struct br_error *error)
{
    cJSON *root = cJSON_CreateObject();
    cJSON_AddBoolToObject(root, "estimated", true);
    cJSON_AddStringToObject(root, "of", diff->allocated ? "allocated" : "live");
    add_side(root, "before", &diff->before, &diff->changes->before);
    add_side(root, "after", &diff->after, &diff->changes->after);
    cJSON *list = cJSON_AddArrayToObject(root, "sites");
    for (size_t i = 0; i < diff->changes->count; i++)
        add_site(list, &diff->changes->items[i]);
    br_json_append(root, text);
    return text->failed
               ? br_error_set(error, BR_ERROR_MEMORY, "the comparison does not fit into memory")
               : 0;
}
