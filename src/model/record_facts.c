/* The shape of what is known of one record. */
#include "model/record_facts.h"

#include "model/fields.h"

static const struct br_field record_facts_fields[] = {
    BR_FLAG(br_record_facts, found),
    BR_COUNT(br_record_facts, bytes),
    BR_COUNT(br_record_facts, record),
    BR_COUNT(br_record_facts, fields),
    BR_FLAG(br_record_facts, by_framing),
    BR_TEXT(br_record_facts, rejected),
    BR_COUNT(br_record_facts, output_bytes),
    BR_COUNTS(br_record_facts, nearest),
    BR_COUNTS(br_record_facts, nearest_records),
    BR_FIELDS_END,
};
const struct br_shape br_record_facts_shape = BR_SHAPE(br_record_facts, record_facts_fields);
