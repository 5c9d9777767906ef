/*
 * The ndjson workload: JSON lines through cJSON: parse, visit every value, write if asked, delete.
 *
 * Framing. `framing=lines`: a record is a line; lines of white space are padding (bench/lines.h).
 * `framing=document`: the whole input is one record, for JSON texts that span lines.
 *
 * Rejected records. `syntax`: cJSON refuses the text, or something other than white space follows
 * the value. cJSON's own leniency (it takes some texts that RFC 8259 forbids) and its nesting limit
 * of 1000 are not corrected: they belong to the code under test. `too-long`: beyond the 4 GiB a
 * span can say. `memory`: no memory to write the value.
 *
 * Work proof. Every pass visits every value: types, keys and string lengths with their first
 * bytes, number bits make the witness. The digest takes keys, types and values in order, and then
 * the output. cJSON ends a string at an escaped NUL, so what follows one is in neither.
 */
#include <stdbool.h>
#include <stdlib.h>

#include <cjson/cJSON.h>

#include "bench/generate/generate.h"
#include "bench/lines.h"
#include "bench/workloads.h"

enum { NDJSON_SYNTAX = 1, NDJSON_TOO_LONG, NDJSON_MEMORY };
enum framing { FRAMING_LINES, FRAMING_DOCUMENT };
enum writing { WRITE_NONE, WRITE_COMPACT };

#define NDJSON_STRING(value) NDJSON_STRING_OF(value)
#define NDJSON_STRING_OF(value) #value

static const char *const ndjson_reasons[] = {"syntax", "too-long", "memory", NULL};

static const char *const ndjson_libraries[] = {
    "cJSON " NDJSON_STRING(CJSON_VERSION_MAJOR) "." NDJSON_STRING(
        CJSON_VERSION_MINOR) "." NDJSON_STRING(CJSON_VERSION_PATCH),
    NULL};

static const struct br_option ndjson_options[] = {
    {.name = "framing",
     .kind = BR_OPTION_CHOICE,
     .default_value = "lines",
     .help = "what a record is: each line, or the whole input",
     .choices = (const char *const[]){"lines", "document", NULL}},
    {.name = "write",
     .kind = BR_OPTION_CHOICE,
     .default_value = "none",
     .help = "what each record is written as after the visit",
     .choices = (const char *const[]){"none", "compact", NULL}},
    BR_GENERATE_OPTIONS,
    {.name = NULL},
};

struct ndjson_state {
    enum framing framing;
    enum writing writing;
};

struct ndjson_worker {
    const struct br_harness *harness;
    struct br_stages *stages;
    struct br_digest *digest;
    enum writing writing;
    uint32_t stage_parse, stage_visit, stage_write, stage_delete;
};

static int ndjson_open(const struct br_harness *harness, void **state, char *message,
                       size_t message_size)
{
    (void)message;
    (void)message_size;
    struct ndjson_state *made = malloc(sizeof *made);
    if (made == NULL)
        return -1;
    made->framing = (enum framing)harness->option_number(harness, "framing");
    made->writing = (enum writing)harness->option_number(harness, "write");
    *state = made;
    return 0;
}

/* One record from `*offset` to the end, unless that is nothing but padding. */
static size_t frame_document(const unsigned char *input, uint64_t input_size, uint64_t *offset,
                             struct br_span *span)
{
    uint64_t begin = *offset;
    uint64_t size = input_size - begin;
    uint32_t reason = BR_ACCEPTED;
    if (size > UINT32_MAX) {
        size = UINT32_MAX;
        reason = NDJSON_TOO_LONG;
    }
    *offset = begin + size;
    if (br_line_is_blank(input + begin, input + begin + size))
        return 0;
    *span = (struct br_span){.offset = begin, .size = (uint32_t)size, .reason = reason};
    return 1;
}

static size_t ndjson_frame(const void *state, const unsigned char *input, uint64_t input_size,
                           uint64_t *offset, struct br_span *spans, size_t capacity)
{
    const struct ndjson_state *ndjson = state;
    if (ndjson->framing == FRAMING_LINES)
        return br_lines_frame(input, input_size, offset, spans, capacity, NDJSON_TOO_LONG);
    size_t count = 0;
    while (count < capacity && *offset < input_size)
        count += frame_document(input, input_size, offset, &spans[count]);
    return count;
}

static uint64_t ndjson_split(const void *state, const unsigned char *input, uint64_t input_size,
                             uint64_t offset)
{
    const struct ndjson_state *ndjson = state;
    if (ndjson->framing == FRAMING_LINES)
        return br_lines_split(input, input_size, offset);
    return offset == 0 ? 0 : input_size;
}

static int ndjson_worker_begin(void *state, const struct br_worker_context *context, void **worker)
{
    const struct ndjson_state *ndjson = state;
    struct ndjson_worker *made = malloc(sizeof *made);
    if (made == NULL)
        return -1;
    *made = (struct ndjson_worker){
        .harness = context->harness,
        .stages = context->stages,
        .digest = context->digest,
        .writing = ndjson->writing,
        .stage_parse = br_stage_declare(context->stages, "parse"),
        .stage_visit = br_stage_declare(context->stages, "visit"),
        .stage_write = br_stage_declare(context->stages, "write"),
        .stage_delete = br_stage_declare(context->stages, "delete"),
    };
    *worker = made;
    return 0;
}

/* The value at the start of the record, or NULL when there is none or more than white space
 * follows it. */
static inline cJSON *parse_record(const unsigned char *record, size_t size)
{
    const char *rest = NULL;
    cJSON *value = cJSON_ParseWithLengthOpts((const char *)record, size, &rest, false);
    if (value != NULL && !br_line_is_blank((const unsigned char *)rest, record + size)) {
        cJSON_Delete(value);
        return NULL;
    }
    return value;
}

static uint64_t mix(uint64_t witness, uint64_t value)
{
    return (witness ^ value) * UINT64_C(0x9E3779B97F4A7C15);
}

static uint64_t visit_string(uint64_t witness, const char *text)
{
    return mix(witness, strlen(text) << 8 | (unsigned char)text[0]);
}

static uint64_t visit_number(uint64_t witness, double number)
{
    uint64_t bits;
    memcpy(&bits, &number, sizeof bits);
    return mix(witness, bits);
}

/* Visits `value`, what follows it in its array or object, and everything below: as deep as cJSON
 * parses, which is at most 1000 levels. */
static uint64_t visit(uint64_t witness, const cJSON *value)
{
    for (; value != NULL; value = value->next) {
        witness = mix(witness, (uint64_t)value->type);
        if (value->string != NULL)
            witness = visit_string(witness, value->string);
        if (cJSON_IsString(value))
            witness = visit_string(witness, value->valuestring);
        else if (cJSON_IsNumber(value))
            witness = visit_number(witness, value->valuedouble);
        else
            witness = visit(witness, value->child);
    }
    return witness;
}

/* Every value adds its type, its key, its content, and an end mark: nesting counts too. */
static void add_to_digest(const struct ndjson_worker *worker, const cJSON *value)
{
    void (*add)(struct br_digest *, const void *, size_t) = worker->harness->digest_add;
    for (; value != NULL; value = value->next) {
        add(worker->digest, &value->type, sizeof value->type);
        if (value->string != NULL)
            add(worker->digest, value->string, strlen(value->string));
        if (cJSON_IsString(value))
            add(worker->digest, value->valuestring, strlen(value->valuestring));
        else if (cJSON_IsNumber(value))
            add(worker->digest, &value->valuedouble, sizeof value->valuedouble);
        else
            add_to_digest(worker, value->child);
        add(worker->digest, "", 0);
    }
}

static void write_value(const struct ndjson_worker *worker, const cJSON *value,
                        struct br_outcome *outcome)
{
    char *text = cJSON_PrintUnformatted(value);
    if (text == NULL) {
        outcome->reason = NDJSON_MEMORY;
        return;
    }
    outcome->output_bytes = strlen(text);
    outcome->witness = visit_string(outcome->witness, text);
    if (worker->digest != NULL)
        worker->harness->digest_add(worker->digest, text, strlen(text));
    cJSON_free(text);
}

/* `stages` is the worker's own, passed apart so that where it is the constant NULL the marks are
 * compiled away: they would be a measurable part of a short record. */
static inline __attribute__((always_inline)) void work(const struct ndjson_worker *ndjson,
                                                       struct br_stages *stages,
                                                       const unsigned char *record, size_t size,
                                                       struct br_outcome *outcome)
{
    br_stage_begin(stages, ndjson->stage_parse);
    cJSON *value = parse_record(record, size);
    br_stage_end(stages, ndjson->stage_parse);
    if (value == NULL) {
        outcome->reason = NDJSON_SYNTAX;
        return;
    }
    br_stage_begin(stages, ndjson->stage_visit);
    outcome->witness = visit(0, value);
    br_stage_end(stages, ndjson->stage_visit);
    if (ndjson->digest != NULL)
        add_to_digest(ndjson, value);
    if (ndjson->writing == WRITE_COMPACT) {
        br_stage_begin(stages, ndjson->stage_write);
        write_value(ndjson, value, outcome);
        br_stage_end(stages, ndjson->stage_write);
    }
    br_stage_begin(stages, ndjson->stage_delete);
    cJSON_Delete(value);
    br_stage_end(stages, ndjson->stage_delete);
}

static void ndjson_process(void *worker, const unsigned char *record, size_t size,
                           struct br_outcome *outcome)
{
    const struct ndjson_worker *ndjson = worker;
    work(ndjson, ndjson->stages, record, size, outcome);
}

static inline __attribute__((always_inline)) void
work_on_batch(const struct ndjson_worker *ndjson, struct br_stages *stages,
              const unsigned char *input, const struct br_span *spans, size_t count,
              struct br_tally *tally)
{
    struct br_tally sums = *tally; /* a copy stays in registers */
    sums.accepted += count;
    for (size_t i = 0; i < count; i++) {
        struct br_outcome outcome = {0};
        work(ndjson, stages, input + spans[i].offset, spans[i].size, &outcome);
        sums.witness += outcome.witness;
        sums.output_bytes += outcome.output_bytes;
        if (outcome.reason != BR_ACCEPTED) {
            sums.accepted--;
            sums.rejected[outcome.reason - 1]++;
            sums.rejected_bytes += spans[i].size;
        }
    }
    *tally = sums;
}

static void ndjson_process_batch(void *worker, const unsigned char *input,
                                 const struct br_span *spans, size_t count, struct br_tally *tally)
{
    const struct ndjson_worker *ndjson = worker;
    if (ndjson->stages == NULL)
        work_on_batch(ndjson, NULL, input, spans, count, tally);
    else
        work_on_batch(ndjson, ndjson->stages, input, spans, count, tally);
}

static const unsigned char *skip_string(const unsigned char *at, const unsigned char *end)
{
    while (at < end && *at != '"')
        at += *at == '\\' && at + 1 < end ? 2 : 1;
    return at < end ? at + 1 : end;
}

static bool is_blank_to(const unsigned char *at, const unsigned char *end, unsigned char byte)
{
    while (at < end && (*at == ' ' || *at == '\t' || *at == '\r' || *at == '\n'))
        at++;
    return at < end && *at == byte;
}

/* Values, the outermost among them: a container has one, and one more for each comma, unless it is
 * empty. */
static uint64_t ndjson_fields(const void *state, const unsigned char *record, size_t size)
{
    (void)state;
    const unsigned char *const end = record + size;
    uint64_t count = 1;
    for (const unsigned char *at = record; at < end;) {
        const unsigned char byte = *at++;
        if (byte == '"')
            at = skip_string(at, end);
        else if (byte == '{' || byte == '[')
            count += is_blank_to(at, end, byte == '{' ? '}' : ']') ? 0 : 1;
        else
            count += byte == ',' ? 1 : 0;
    }
    return count;
}

const struct br_workload br_workload_ndjson = {
    .abi_version = BR_WORKLOAD_ABI_VERSION,
    .struct_size = sizeof(struct br_workload),
    .name = "ndjson",
    .summary = "parses JSON with cJSON, visits every value and deletes it",
    .format = "JSON lines",
    .options = ndjson_options,
    .reasons = ndjson_reasons,
    .libraries = ndjson_libraries,
    .open = ndjson_open,
    .frame = ndjson_frame,
    .split = ndjson_split,
    .worker_begin = ndjson_worker_begin,
    .process = ndjson_process,
    .process_batch = ndjson_process_batch,
    .worker_end = free,
    .close = free,
    .generate = br_generate_ndjson,
    .fields = ndjson_fields,
};
