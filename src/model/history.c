/* Histories: their shapes. */
#include "model/history.h"

#include "model/fields.h"

static const struct br_field history_cell_fields[] = {
    BR_TEXT(br_history_cell, label),        BR_TEXT(br_history_cell, input),
    BR_WORD(br_history_cell, input_digest), BR_STRUCT(br_history_cell, work, br_work),
    BR_NUMBERS(br_history_cell, values),    BR_FIELDS_END,
};
const struct br_shape br_history_cell_shape = BR_SHAPE(br_history_cell, history_cell_fields);

static const struct br_field file_stamp_fields[] = {
    BR_COUNT(br_file_stamp, size), BR_COUNT(br_file_stamp, inode),
    BR_COUNT(br_file_stamp, modified_ns), BR_COUNT(br_file_stamp, changed_ns), BR_FIELDS_END};
const struct br_shape br_file_stamp_shape = BR_SHAPE(br_file_stamp, file_stamp_fields);

static const struct br_field history_entry_fields[] = {
    BR_TEXT(br_history_entry, file),
    BR_STRUCT(br_history_entry, stamp, br_file_stamp),
    BR_TEXT(br_history_entry, damage),
    BR_TEXT(br_history_entry, name),
    BR_FLAG(br_history_entry, reference),
    BR_FLAG(br_history_entry, archived),
    BR_FLAG(br_history_entry, complete),
    BR_TEXT(br_history_entry, mode),
    BR_TEXT(br_history_entry, workload),
    BR_TEXT(br_history_entry, hostname),
    BR_TEXT(br_history_entry, created),
    BR_TEXT(br_history_entry, commit),
    BR_FLAG(br_history_entry, dirty),
    BR_TEXT(br_history_entry, cpu_model),
    BR_TEXT(br_history_entry, kernel),
    BR_TEXT(br_history_entry, compiler),
    BR_TEXT(br_history_entry, compiler_flags),
    BR_TEXT(br_history_entry, jemalloc_version),
    BR_TEXT(br_history_entry, benchrun_version),
    BR_LIST(br_history_entry, cells, br_history_cell),
    BR_FIELDS_END,
};
const struct br_shape br_history_entry_shape = BR_SHAPE(br_history_entry, history_entry_fields);

static const struct br_field history_fields[] = {
    BR_COUNT(br_history, schema_version),
    BR_TEXTS(br_history, measures),
    BR_LIST(br_history, entries, br_history_entry),
    BR_FIELDS_END,
};
const struct br_shape br_history_shape = BR_SHAPE(br_history, history_fields);
