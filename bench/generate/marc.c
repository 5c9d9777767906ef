/*
 * Synthetic MARC 21 bibliographic records in ISO 2709, shaped like marc_shape.h says: which fields
 * a record has, their subfields, and the assembly of leader, directory and data.
 */
#include "bench/generate/generate.h"

#include <assert.h>
#include <stdbool.h>
#include <string.h>

#include "bench/generate/chunk.h"
#include "bench/generate/marc_fault.h"
#include "bench/generate/marc_shape.h"
#include "bench/generate/marc_text.h"
#include "bench/generate/random.h"

enum {
    LEADER_BYTES = 24,
    ENTRY_BYTES = 12,
    FIELDS_MAX = 128,
    KINDS_MAX = 96,
    RECORD_BYTES_MAX = 99999,

    /* What keeps fields below 9,999 bytes and records below 99,999, however long the texts. */
    FIELD_BYTES_FULL = 9000,
    DATA_BYTES_FULL = 60000,
    DATA_BYTES_LAST = 85000, /* no further field begins here */
    SHORT_VALUE_BYTES = 20,

    REPEAT_SLOTS = 1024,

    /* Of a record of natural shape, on average: what `record-bytes` cannot and can scale. */
    UNSCALED_BYTES = 919,
    SCALED_BYTES = 453,

    FOREIGN_OF_256 = 56,         /* records with diacritics: 90 of 386 in the source of the shape */
    ALWAYS_PRESENT_OF_256 = 250, /* a field this common is never left out to meet the count */

    SUBFIELD_DELIMITER = 0x1f,
    FIELD_TERMINATOR = 0x1e,
    RECORD_TERMINATOR = 0x1d,

    STREAM_RECORD = 1,
    STREAM_FAULT = 2
};

struct generator {
    struct br_marc_text text;
    uint32_t scale;                   /* of titles and texts, in 1024ths of the natural length */
    uint8_t repeats[2][REPEAT_SLOTS]; /* field shapes as often as they repeat */
};

struct record {
    struct br_prng random;
    uint64_t index;
    const struct br_marc_class *size_class;
    struct br_marc_style style;
    uint32_t fields;
    size_t data_bytes;
    uint8_t counts[KINDS_MAX];
    unsigned char head[LEADER_BYTES + ENTRY_BYTES * FIELDS_MAX + 1];
    unsigned char data[RECORD_BYTES_MAX];
};

static void repeats_init(uint8_t slots[REPEAT_SLOTS], size_t large)
{
    uint32_t total = 0;
    for (size_t kind = 0; kind < br_marc_fields_count; kind++)
        total += br_marc_fields[kind].repeat[large];
    uint32_t sum = 0;
    uint32_t slot = 0;
    for (size_t kind = 0; kind < br_marc_fields_count; kind++) {
        sum += br_marc_fields[kind].repeat[large];
        while (slot < sum * REPEAT_SLOTS / total)
            slots[slot++] = (uint8_t)kind;
    }
}

/* What to scale text by for records of `record_bytes` on average. */
static uint32_t scale_for(uint64_t record_bytes)
{
    if (record_bytes == 0)
        return BR_MARC_SCALE_ONE;
    if (record_bytes <= UNSCALED_BYTES)
        return 0;
    return (uint32_t)((record_bytes - UNSCALED_BYTES) * BR_MARC_SCALE_ONE / SCALED_BYTES);
}

static void generator_init(struct generator *generator, const struct br_harness *harness)
{
    assert(br_marc_fields_count <= KINDS_MAX);
    bool ansel = harness->option_number(harness, "encoding") == 1;
    br_marc_text_init(&generator->text, ansel);
    generator->scale = scale_for(harness->option_number(harness, "record-bytes"));
    for (size_t large = 0; large < 2; large++)
        repeats_init(generator->repeats[large], large);
}

static uint32_t plan_common(struct record *record)
{
    uint32_t planned = 0;
    for (size_t kind = 0; kind < br_marc_fields_count; kind++) {
        uint32_t share = br_marc_fields[kind].share[record->size_class->large];
        record->counts[kind] = share == 256 || br_prng_of_256(&record->random, share);
        planned += record->counts[kind];
    }
    return planned;
}

static void plan_more(struct record *record, const struct generator *generator, uint32_t missing)
{
    while (missing > 0) {
        uint32_t slot = br_prng_below(&record->random, REPEAT_SLOTS);
        size_t kind = generator->repeats[record->size_class->large][slot];
        if (record->counts[kind] < br_marc_fields[kind].most) {
            record->counts[kind]++;
            missing--;
        }
    }
}

static void plan_fewer(struct record *record, uint32_t excess)
{
    while (excess > 0) {
        uint32_t kind = br_prng_below(&record->random, (uint32_t)br_marc_fields_count);
        if (record->counts[kind] > 0 &&
            br_marc_fields[kind].share[record->size_class->large] < ALWAYS_PRESENT_OF_256) {
            record->counts[kind]--;
            excess--;
        }
    }
}

/* How many fields of each kind the record has. */
static void plan_fields(struct record *record, const struct generator *generator)
{
    uint32_t wanted = br_prng_quantile(&record->random, br_marc_field_count);
    record->size_class = br_marc_classes;
    while (wanted >= record->size_class->fields_below)
        record->size_class++;
    record->style.scale = generator->scale * record->size_class->text_scale / BR_MARC_SCALE_ONE;
    record->style.foreign = br_prng_of_256(&record->random, FOREIGN_OF_256);
    uint32_t planned = plan_common(record);
    if (planned < wanted)
        plan_more(record, generator, wanted - planned);
    else
        plan_fewer(record, planned - wanted);
}

static void number_write(unsigned char *at, size_t digits, uint64_t number)
{
    for (; digits-- > 0; number /= 10)
        at[digits] = (unsigned char)('0' + number % 10);
}

/* Puts the field that has just been written from `start` on into the directory. */
static void entry_write(struct record *record, const char *tag, size_t start)
{
    unsigned char *entry = record->head + LEADER_BYTES + ENTRY_BYTES * record->fields++;
    memcpy(entry, tag, 3);
    number_write(entry + 3, 4, record->data_bytes - start);
    number_write(entry + 7, 5, start);
}

static void control_field_write(struct record *record, const struct br_marc_field *shape)
{
    static const char general_information[] = "      s        xxu    r      000 0 eng  ";
    unsigned char *at = record->data + record->data_bytes;
    if (strcmp(shape->tag, "001") == 0) {
        number_write(at, shape->control_bytes, record->index);
    } else if (strcmp(shape->tag, "005") == 0) {
        br_marc_digits_write(&record->random, at, shape->control_bytes);
        at[shape->control_bytes - 2] = '.';
    } else if (strcmp(shape->tag, "008") == 0) {
        memcpy(at, general_information, shape->control_bytes);
        number_write(at, 6, br_prng_below(&record->random, 1000000));
        number_write(at + 7, 4, 1800 + br_prng_below(&record->random, 225));
    } else {
        memcpy(at, "cr |||||||||||||||||", shape->control_bytes);
    }
    record->data_bytes += shape->control_bytes;
}

static const struct br_marc_value *value_of(const struct br_marc_field *shape, char code)
{
    const struct br_marc_value *value = shape->values;
    while (value->code != code)
        value++;
    return value;
}

static const char *draw_codes(const struct br_marc_field *shape, struct record *record)
{
    uint32_t rank = 0;
    for (uint32_t i = 0; i < record->size_class->pattern_draws; i++) {
        uint32_t draw = br_prng_below(&record->random, 256);
        rank = draw > rank ? draw : rank;
    }
    const struct br_marc_pattern *pattern = shape->patterns;
    while (rank >= pattern->share) {
        rank -= pattern->share;
        pattern++;
    }
    return pattern->codes;
}

/* Long values until field or record are full, then short ones. */
static size_t value_limit(const struct record *record, size_t start)
{
    size_t used = record->data_bytes - start;
    bool full = record->data_bytes > DATA_BYTES_FULL || used + SHORT_VALUE_BYTES > FIELD_BYTES_FULL;
    return full ? SHORT_VALUE_BYTES : FIELD_BYTES_FULL - used;
}

static void data_field_write(struct record *record, const struct br_marc_text *text,
                             const struct br_marc_field *shape)
{
    size_t start = record->data_bytes;
    memcpy(record->data + start, shape->indicators, 2);
    record->data_bytes += 2;
    for (const char *code = draw_codes(shape, record); *code != '\0'; code++) {
        unsigned char *at = record->data + record->data_bytes;
        at[0] = SUBFIELD_DELIMITER;
        at[1] = (unsigned char)*code;
        record->data_bytes +=
            2 + br_marc_text_write(text, &record->style, value_of(shape, *code), &record->random,
                                   at + 2, value_limit(record, start));
    }
}

static void field_write(struct record *record, const struct br_marc_text *text,
                        const struct br_marc_field *shape)
{
    size_t start = record->data_bytes;
    if (shape->control_bytes > 0)
        control_field_write(record, shape);
    else
        data_field_write(record, text, shape);
    record->data[record->data_bytes++] = FIELD_TERMINATOR;
    entry_write(record, shape->tag, start);
}

/* Returns the size of leader and directory. */
static size_t leader_write(struct record *record, bool ansel)
{
    size_t base = LEADER_BYTES + ENTRY_BYTES * (size_t)record->fields + 1;
    memcpy(record->head,
           record->size_class->large ? "00000cas a2200000 a 4500" : "00000cam a2200000 a 4500",
           LEADER_BYTES);
    if (ansel)
        record->head[9] = ' ';
    number_write(record->head, 5, base + record->data_bytes);
    number_write(record->head + 12, 5, base);
    record->head[base - 1] = FIELD_TERMINATOR;
    return base;
}

/* Makes record `index`; returns the size of its head. */
static size_t record_make(struct record *record, const struct generator *generator, uint64_t seed,
                          uint64_t index)
{
    record->random = br_prng_for_record(seed, index, STREAM_RECORD);
    record->index = index;
    record->fields = 0;
    record->data_bytes = 0;
    plan_fields(record, generator);
    for (size_t kind = 0; kind < br_marc_fields_count; kind++) {
        for (uint32_t i = 0; i < record->counts[kind] && record->data_bytes < DATA_BYTES_LAST; i++)
            field_write(record, &generator->text, &br_marc_fields[kind]);
    }
    record->data[record->data_bytes++] = RECORD_TERMINATOR;
    return leader_write(record, generator->text.ansel);
}

/* Leader and directory lie before the data in `whole`, which is broken there. */
static void broken_add(struct br_chunk *chunk, struct record *record, size_t head_bytes,
                       struct br_prng *random)
{
    unsigned char whole[sizeof(record->head) + sizeof(record->data)];
    memcpy(whole, record->head, head_bytes);
    memcpy(whole + head_bytes, record->data, record->data_bytes);
    br_marc_fault_put(random, whole, head_bytes + record->data_bytes);
    br_chunk_add(chunk, whole, head_bytes + record->data_bytes);
}

int br_generate_marc(const struct br_harness *harness, uint64_t records, uint64_t seed,
                     struct br_sink *sink)
{
    struct generator generator;
    struct record record;
    struct br_chunk chunk;
    generator_init(&generator, harness);
    br_chunk_init(&chunk, sink);
    uint64_t malformed = harness->option_number(harness, "malformed");
    for (uint64_t index = 0; index < records && chunk.status == 0; index++) {
        size_t head_bytes = record_make(&record, &generator, seed, index);
        struct br_prng fault = br_prng_for_record(seed, index, STREAM_FAULT);
        if (br_prng_below(&fault, 1000000) < malformed) {
            broken_add(&chunk, &record, head_bytes, &fault);
        } else {
            br_chunk_add(&chunk, record.head, head_bytes);
            br_chunk_add(&chunk, record.data, record.data_bytes);
        }
    }
    return br_chunk_flush(&chunk);
}
