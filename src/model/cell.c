/* Cells: shape and label. */
#include "model/cell.h"

#include <inttypes.h>
#include <stdio.h>

#include "base/units.h"
#include "model/config.h"
#include "model/fields.h"

static const struct br_field cell_fields[] = {
    BR_TEXT(br_cell, mode),  BR_TEXT(br_cell, workload),
    BR_TEXT(br_cell, input), BR_TEXT(br_cell, strategy),
    BR_COUNT(br_cell, size), BR_COUNT(br_cell, threads),
    BR_FIELDS_END,
};
const struct br_shape br_cell_shape = BR_SHAPE(br_cell, cell_fields);

static const char *name_or_mark(const char *name)
{
    return name != NULL ? name : "?";
}

char *br_cell_label(const struct br_cell *cell, char *buffer, size_t size)
{
    char records[BR_UNITS_BUFFER] = "all";
    if (cell->size != BR_SIZE_ALL)
        br_units_format_count(records, cell->size);
    if (cell->strategy == NULL)
        snprintf(buffer, size, "%s %s %s", name_or_mark(cell->mode), name_or_mark(cell->workload),
                 records);
    else
        snprintf(buffer, size, "%s %s %s ×%" PRIu64 " %s", name_or_mark(cell->mode),
                 name_or_mark(cell->workload), records, cell->threads, cell->strategy);
    return buffer;
}
