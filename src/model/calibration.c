/* Calibrations: their shapes, and finding an entry. */
#include "model/calibration.h"

#include <string.h>

#include "model/fields.h"

static const struct br_field entry_fields[] = {
    BR_TEXT(br_calibration_entry, mode),
    BR_TEXT(br_calibration_entry, workload),
    BR_TEXT(br_calibration_entry, label),
    BR_STRUCT(br_calibration_entry, cell, br_cell),
    BR_TEXT(br_calibration_entry, measure),
    BR_COUNT(br_calibration_entry, processes),
    BR_COUNT(br_calibration_entry, samples),
    BR_COUNT(br_calibration_entry, sample_ns),
    BR_COUNT(br_calibration_entry, replicates),
    BR_COUNT(br_calibration_entry, pair_ns),
    BR_COUNT(br_calibration_entry, time_budget_ns),
    BR_NUMBER(br_calibration_entry, process_spread_percent),
    BR_NUMBER(br_calibration_entry, noise_floor_percent),
    BR_COUNT(br_calibration_entry, comparisons),
    BR_COUNT(br_calibration_entry, false_alarms),
    BR_NUMBER(br_calibration_entry, false_alarm_rate_upper),
    BR_NUMBER(br_calibration_entry, detectable_percent),
    BR_NUMBER(br_calibration_entry, gate_limit_percent),
    BR_COUNT(br_calibration_entry, gate_comparisons),
    BR_COUNT(br_calibration_entry, gate_false_alarms),
    BR_NUMBER(br_calibration_entry, gate_false_alarm_rate_upper),
    BR_NUMBER(br_calibration_entry, gate_detectable_percent),
    BR_FIELDS_END,
};
const struct br_shape br_calibration_entry_shape = BR_SHAPE(br_calibration_entry, entry_fields);

static const struct br_field calibration_fields[] = {
    BR_COUNT(br_calibration, schema_version),
    BR_TEXT(br_calibration, hostname),
    BR_TEXT(br_calibration, cpu_model),
    BR_TEXT(br_calibration, kernel),
    BR_TEXT(br_calibration, created),
    BR_TEXT(br_calibration, benchrun_version),
    BR_TEXT(br_calibration, command),
    BR_LIST(br_calibration, entries, br_calibration_entry),
    BR_FIELDS_END,
};
const struct br_shape br_calibration_shape = BR_SHAPE(br_calibration, calibration_fields);

const struct br_calibration_entry *br_calibration_find(const struct br_calibration *calibration,
                                                       const struct br_cell *cell,
                                                       const char *measure)
{
    for (size_t i = 0; i < calibration->entries.count; i++) {
        const struct br_calibration_entry *entry = &calibration->entries.items[i];
        if (entry->measure != NULL && strcmp(entry->measure, measure) == 0 &&
            br_shape_equal(&br_cell_shape, &entry->cell, cell, NULL, 0))
            return entry;
    }
    return NULL;
}
