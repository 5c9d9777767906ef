/* Cells: shape and label. */
#include "model/cell.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "base/units.h"
#include "model/config.h"
#include "model/fields.h"

static const struct br_field variant_fields[] = {
    BR_COUNT(br_variant, record_bytes),
    BR_FLAG(br_variant, malformed_varied),
    BR_COUNT(br_variant, malformed),
    BR_FIELDS_END,
};
const struct br_shape br_variant_shape = BR_SHAPE(br_variant, variant_fields);

static const struct br_field cell_fields[] = {
    BR_TEXT(br_cell, mode),
    BR_TEXT(br_cell, workload),
    BR_TEXT(br_cell, input),
    BR_TEXT(br_cell, strategy),
    BR_COUNT(br_cell, size),
    BR_COUNT(br_cell, threads),
    BR_STRUCT(br_cell, variant, br_variant),
    BR_FIELDS_END,
};
const struct br_shape br_cell_shape = BR_SHAPE(br_cell, cell_fields);

static const char *name_or_mark(const char *name)
{
    return name != NULL ? name : "?";
}

bool br_variant_equal(const struct br_variant *left, const struct br_variant *right)
{
    return left->record_bytes == right->record_bytes && left->malformed == right->malformed &&
           left->malformed_varied == right->malformed_varied;
}

/* As it would be written on the command line. */
static int print_length(uint64_t bytes, char *buffer, size_t size)
{
    if (bytes % 1024 == 0)
        return snprintf(buffer, size, " %" PRIu64 "KiB", bytes / 1024);
    return snprintf(buffer, size, " %" PRIu64 "B", bytes);
}

char *br_variant_label(const struct br_variant *variant, char *buffer, size_t size)
{
    int used = 0;
    buffer[0] = '\0';
    if (variant->record_bytes > 0)
        used = print_length(variant->record_bytes, buffer, size);
    if (variant->malformed_varied && used >= 0 && (size_t)used < size)
        snprintf(buffer + used, size - (size_t)used, " %.4g%% malformed",
                 (double)variant->malformed / 10000);
    return buffer;
}

char *br_cell_file_name(const struct br_cell *cell)
{
    char records[BR_UNITS_BUFFER] = "all";
    char variant[64];
    if (cell->size != BR_SIZE_ALL)
        br_units_format_count(records, cell->size);
    br_variant_label(&cell->variant, variant, sizeof variant);
    for (char *blank = variant; (blank = strchr(blank, ' ')) != NULL;)
        *blank = '-';
    char *name = cell->strategy == NULL
                     ? br_string_format("%s-%s%s", name_or_mark(cell->workload), records, variant)
                     : br_string_format("%s-%s%s-%s-x%" PRIu64, name_or_mark(cell->workload),
                                        records, variant, cell->strategy, cell->threads);
    char *safe = br_string_file_name(name);
    free(name);
    return safe;
}

char *br_cell_label(const struct br_cell *cell, char *buffer, size_t size)
{
    char records[BR_UNITS_BUFFER] = "all";
    char variant[64];
    if (cell->size != BR_SIZE_ALL)
        br_units_format_count(records, cell->size);
    br_variant_label(&cell->variant, variant, sizeof variant);
    if (cell->strategy == NULL)
        snprintf(buffer, size, "%s %s %s%s", name_or_mark(cell->mode), name_or_mark(cell->workload),
                 records, variant);
    else
        snprintf(buffer, size, "%s %s %s%s ×%" PRIu64 " %s", name_or_mark(cell->mode),
                 name_or_mark(cell->workload), records, variant, cell->threads, cell->strategy);
    return buffer;
}
