/* The stand-in harness of harness_fake.h. */
#include "harness_fake.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

enum { STAGES_MAX = 8, MARKS_MAX = 4096, OPEN_MAX = 8, PIECES_MAX = 64 };

struct br_digest {
    uint64_t hash; /* of the record at hand */
    uint64_t sum;
    char *bytes; /* the pieces of the record at hand, one after the other */
    size_t ends[PIECES_MAX];
    size_t count; /* pieces beyond PIECES_MAX are digested but not kept */
};

struct recorder {
    struct br_stages base; /* first: the workload sees only this */
    const char *labels[STAGES_MAX];
    uint32_t label_count;
    uint32_t open[OPEN_MAX];
    size_t open_count;
    char marks[MARKS_MAX];
};

struct br_fake {
    struct br_harness base; /* first: `option_*` find the rest through it */
    const struct br_workload *workload;
    const char *const *options;
    const unsigned char *input;
    uint64_t input_size;
    void *state;
    struct br_digest digest;
    struct recorder recorder;
    struct br_worker_context context;
};

/* ---- options ---- */

static const struct br_option *find_option(const struct br_fake *fake, const char *name)
{
    const struct br_option *option = fake->workload->options;
    while (option->name != NULL && strcmp(option->name, name) != 0)
        option++;
    assert_non_null(option->name);
    return option;
}

static const char *option_text(const struct br_harness *harness, const char *name)
{
    const struct br_fake *fake = (const struct br_fake *)harness;
    const struct br_option *option = find_option(fake, name);
    const size_t length = strlen(name);
    for (size_t i = 0; fake->options != NULL && fake->options[i] != NULL; i++)
        if (strncmp(fake->options[i], name, length) == 0 && fake->options[i][length] == '=')
            return fake->options[i] + length + 1;
    return option->default_value;
}

static uint64_t choice_index(const struct br_option *option, const char *text)
{
    uint64_t index = 0;
    while (option->choices[index] != NULL && strcmp(option->choices[index], text) != 0)
        index++;
    assert_non_null(option->choices[index]);
    return index;
}

static uint64_t option_number(const struct br_harness *harness, const char *name)
{
    const char *text = option_text(harness, name);
    const struct br_option *option = find_option((const struct br_fake *)harness, name);
    if (text == NULL)
        return 0;
    if (option->kind == BR_OPTION_CHOICE)
        return choice_index(option, text);
    if (option->kind == BR_OPTION_FLAG)
        return strcmp(text, "yes") == 0;
    if (option->kind == BR_OPTION_PERCENT)
        return (uint64_t)(strtod(text, NULL) * 10000.0 + 0.5);
    return strtoull(text, NULL, 10);
}

/* ---- digest ---- */

static uint64_t fnv(uint64_t hash, const void *data, size_t size)
{
    const unsigned char *bytes = data;
    for (size_t i = 0; i < size; i++)
        hash = (hash ^ bytes[i]) * UINT64_C(0x100000001B3);
    return hash;
}

static void keep_piece(struct br_digest *digest, const void *data, size_t size)
{
    const size_t used = digest->count > 0 ? digest->ends[digest->count - 1] : 0;
    digest->bytes = realloc(digest->bytes, used + size + 1);
    assert_non_null(digest->bytes);
    memcpy(digest->bytes + used, data, size);
    digest->ends[digest->count++] = used + size;
}

static void digest_add(struct br_digest *digest, const void *data, size_t size)
{
    if (digest == NULL)
        return;
    digest->hash = fnv(digest->hash, &size, sizeof size);
    digest->hash = fnv(digest->hash, data, size);
    if (digest->count < PIECES_MAX)
        keep_piece(digest, data, size);
}

static void digest_begin(struct br_digest *digest, uint64_t place)
{
    digest->count = 0;
    digest->hash = fnv(UINT64_C(0xCBF29CE484222325), &place, sizeof place);
}

/* ---- stages ---- */

static uint32_t stage_declare(struct br_stages *stages, const char *label)
{
    struct recorder *recorder = (struct recorder *)stages;
    for (uint32_t i = 0; i < recorder->label_count; i++)
        if (strcmp(recorder->labels[i], label) == 0)
            return i;
    assert_true(recorder->label_count < STAGES_MAX);
    recorder->labels[recorder->label_count] = label;
    return recorder->label_count++;
}

static void add_mark(struct recorder *recorder, char sign, uint32_t stage)
{
    assert_true(stage < recorder->label_count);
    const size_t used = strlen(recorder->marks);
    (void)snprintf(recorder->marks + used, sizeof recorder->marks - used, "%c%s ", sign,
                   recorder->labels[stage]);
}

static void stage_begin(struct br_stages *stages, uint32_t stage)
{
    struct recorder *recorder = (struct recorder *)stages;
    add_mark(recorder, '+', stage);
    assert_true(recorder->open_count < OPEN_MAX);
    recorder->open[recorder->open_count++] = stage;
}

static void stage_end(struct br_stages *stages, uint32_t stage)
{
    struct recorder *recorder = (struct recorder *)stages;
    add_mark(recorder, '-', stage);
    assert_true(recorder->open_count > 0);
    assert_int_equal(recorder->open[--recorder->open_count], stage);
}

static const struct br_stage_api stage_api = {
    .struct_size = sizeof(struct br_stage_api),
    .declare = stage_declare,
    .begin = stage_begin,
    .end = stage_end,
};

/* ---- life ---- */

static struct br_fake *new_fake(const struct br_workload *workload, const char *const *options)
{
    struct br_fake *fake = calloc(1, sizeof *fake);
    assert_non_null(fake);
    fake->base = (struct br_harness){
        .struct_size = sizeof(struct br_harness),
        .abi_version = BR_WORKLOAD_ABI_VERSION,
        .option_text = option_text,
        .option_number = option_number,
        .digest_add = digest_add,
    };
    fake->workload = workload;
    fake->options = options;
    fake->recorder.base.api = &stage_api;
    return fake;
}

struct br_fake *br_fake_open(const struct br_workload *workload, const char *const *options,
                             const unsigned char *input, uint64_t input_size)
{
    struct br_fake *fake = new_fake(workload, options);
    char message[256] = "";
    fake->input = input;
    fake->input_size = input_size;
    if (workload->open != NULL &&
        workload->open(&fake->base, &fake->state, message, sizeof message) < 0)
        fail_msg("%s does not open: %s", workload->name, message);
    return fake;
}

void br_fake_close(struct br_fake *fake)
{
    if (fake->workload->close != NULL)
        fake->workload->close(fake->state);
    free(fake->digest.bytes);
    free(fake);
}

int br_fake_open_result(const struct br_workload *workload, const char *const *options,
                        char *message, size_t message_size)
{
    struct br_fake *fake = new_fake(workload, options);
    const int result = workload->open(&fake->base, &fake->state, message, message_size);
    if (result < 0)
        free(fake);
    else
        br_fake_close(fake);
    return result;
}

/* ---- framing ---- */

static void check_spans(const struct br_span *spans, size_t count, uint64_t begin, uint64_t end)
{
    for (size_t i = 0; i < count; i++) {
        assert_true(spans[i].size > 0);
        assert_true(spans[i].offset >= begin);
        assert_true(spans[i].size <= end - spans[i].offset);
        begin = spans[i].offset + spans[i].size;
    }
    assert_true(begin <= end);
}

size_t br_fake_frame(const struct br_fake *fake, uint64_t offset, size_t capacity,
                     struct br_span **spans)
{
    size_t count = 0, room = 0;
    *spans = NULL;
    for (;;) {
        const uint64_t before = offset;
        if (count + capacity > room) {
            room = 2 * (count + capacity);
            *spans = realloc(*spans, room * sizeof **spans);
            assert_non_null(*spans);
        }
        const size_t found = fake->workload->frame(fake->state, fake->input, fake->input_size,
                                                   &offset, *spans + count, capacity);
        assert_true(found <= capacity && offset <= fake->input_size);
        check_spans(*spans + count, found, before, offset);
        count += found;
        if (found == 0) {
            assert_int_equal(offset, fake->input_size);
            return count;
        }
        assert_true(offset > before);
    }
}

/* ---- work ---- */

void *br_fake_worker_begin(struct br_fake *fake, bool with_digest, bool with_stages)
{
    void *worker = NULL;
    fake->context = (struct br_worker_context){
        .struct_size = sizeof fake->context,
        .harness = &fake->base,
        .stages = with_stages ? &fake->recorder.base : NULL,
        .digest = with_digest ? &fake->digest : NULL,
        .input = fake->input,
        .input_size = fake->input_size,
    };
    if (fake->workload->worker_begin != NULL)
        assert_true(fake->workload->worker_begin(fake->state, &fake->context, &worker) >= 0);
    return worker;
}

void br_fake_worker_end(struct br_fake *fake, void *worker)
{
    if (fake->workload->worker_end != NULL)
        fake->workload->worker_end(worker);
}

uint64_t br_fake_fields(const struct br_fake *fake, struct br_span span)
{
    return fake->workload->fields(fake->state, fake->input + span.offset, span.size);
}

struct br_outcome br_fake_process(struct br_fake *fake, void *worker, struct br_span span)
{
    struct br_outcome outcome = {0};
    digest_begin(&fake->digest, span.offset);
    fake->workload->process(worker, fake->input + span.offset, span.size, &outcome);
    if (outcome.reason == BR_ACCEPTED && fake->context.digest != NULL)
        fake->digest.sum += fake->digest.hash;
    return outcome;
}

static void count_record(struct br_fake_totals *totals, uint32_t size, struct br_outcome outcome)
{
    totals->records++;
    totals->output_bytes += outcome.output_bytes;
    totals->witness += outcome.witness;
    if (outcome.reason == BR_ACCEPTED) {
        totals->accepted++;
        totals->accepted_bytes += size;
    } else {
        assert_true(outcome.reason <= BR_FAKE_REASONS_MAX);
        totals->rejected[outcome.reason - 1]++;
        totals->rejected_bytes += size;
    }
}

static uint64_t padding_between(const struct br_span *spans, size_t count, uint64_t input_size)
{
    uint64_t padding = 0, at = 0;
    for (size_t i = 0; i < count; i++) {
        padding += spans[i].offset - at;
        at = spans[i].offset + spans[i].size;
    }
    return padding + input_size - at;
}

struct br_fake_totals br_fake_run(struct br_fake *fake, bool with_digest)
{
    struct br_fake_totals totals = {0};
    struct br_span *spans;
    const size_t count = br_fake_frame(fake, 0, 64, &spans);
    void *worker = br_fake_worker_begin(fake, with_digest, false);
    fake->digest.sum = 0;
    for (size_t i = 0; i < count; i++)
        count_record(&totals, spans[i].size,
                     spans[i].reason != BR_ACCEPTED ? (struct br_outcome){.reason = spans[i].reason}
                                                    : br_fake_process(fake, worker, spans[i]));
    br_fake_worker_end(fake, worker);
    totals.padding_bytes = padding_between(spans, count, fake->input_size);
    totals.digest = with_digest ? fake->digest.sum : 0;
    free(spans);
    return totals;
}

struct br_fake_totals br_fake_run_batched(struct br_fake *fake, size_t batch)
{
    struct br_fake_totals totals = {0};
    struct br_tally tally = {.rejected = totals.rejected};
    struct br_span *spans;
    size_t framed = br_fake_frame(fake, 0, 64, &spans), count = 0;
    totals.records = framed;
    totals.padding_bytes = padding_between(spans, framed, fake->input_size);
    uint64_t processed_bytes = 0;
    for (size_t i = 0; i < framed; i++) {
        if (spans[i].reason == BR_ACCEPTED) {
            processed_bytes += spans[i].size;
            spans[count++] = spans[i];
        } else {
            totals.rejected[spans[i].reason - 1]++;
            totals.rejected_bytes += spans[i].size;
        }
    }
    void *worker = br_fake_worker_begin(fake, false, false);
    for (size_t i = 0; i < count; i += batch)
        fake->workload->process_batch(worker, fake->input, spans + i,
                                      count - i < batch ? count - i : batch, &tally);
    br_fake_worker_end(fake, worker);
    totals.accepted = tally.accepted;
    totals.accepted_bytes = processed_bytes - tally.rejected_bytes;
    totals.rejected_bytes += tally.rejected_bytes;
    totals.output_bytes = tally.output_bytes;
    totals.witness = tally.witness;
    free(spans);
    return totals;
}

struct br_fake_totals br_fake_totals_of(const struct br_workload *workload,
                                        const char *const *options, const void *input,
                                        uint64_t input_size)
{
    struct br_fake *fake = br_fake_open(workload, options, input, input_size);
    const struct br_fake_totals totals = br_fake_run(fake, true);
    br_fake_close(fake);
    return totals;
}

const char *br_fake_piece(const struct br_fake *fake, size_t index, size_t *size)
{
    const struct br_digest *digest = &fake->digest;
    if (index >= digest->count)
        return NULL;
    const size_t begin = index > 0 ? digest->ends[index - 1] : 0;
    *size = digest->ends[index] - begin;
    return digest->bytes + begin;
}

const char *br_fake_marks(const struct br_fake *fake)
{
    assert_int_equal(fake->recorder.open_count, 0);
    return fake->recorder.marks;
}

/* ---- generating ---- */

struct memory_sink {
    struct br_sink base;
    unsigned char *bytes;
    size_t size, room;
};

static int memory_write(struct br_sink *sink, const void *data, size_t size)
{
    struct memory_sink *memory = (struct memory_sink *)sink;
    if (memory->size + size + 1 > memory->room) {
        memory->room = 2 * (memory->size + size + 1);
        memory->bytes = realloc(memory->bytes, memory->room);
        assert_non_null(memory->bytes);
    }
    memcpy(memory->bytes + memory->size, data, size);
    memory->size += size;
    return 0;
}

unsigned char *br_fake_generate(const struct br_workload *workload, const char *const *options,
                                uint64_t records, uint64_t seed, size_t *size)
{
    struct br_fake *fake = new_fake(workload, options);
    struct memory_sink memory = {.base = {.write = memory_write}};
    assert_int_equal(workload->generate(&fake->base, records, seed, &memory.base), 0);
    free(fake);
    *size = memory.size;
    return memory.bytes;
}
