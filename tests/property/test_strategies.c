/*
 * Every strategy, with any number of threads and any batch, ring and chunk size, does the work that
 * a plain loop over the input does: the same sums, the same rejects by reason, the same digest,
 * repetition after repetition, for inputs that are shorter than the size, longer, or a divisor.
 *
 * The plain loop here frames one record at a time and shares no code with modes/: it gathers what
 * the workload reports and hashes it itself, by the definition in modes/digest.h.
 */
#include "unit/cmocka_all.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <xxhash.h>

#include "base/text.h"
#include "bench/workloads.h"
#include "bench_fixture.h"
#include "engine/generate.h"
#include "random_input.h"

enum { ROUNDS = 60, INPUT_MAX = 6000, REASONS_MAX = 8, THREADS_MAX = 5, ALARM_S = 280 };

/* ---- the plain loop ---- */

struct totals {
    uint64_t records, accepted, bytes, rejected_bytes, output_bytes, witness, digest;
    uint64_t rejected[REASONS_MAX];
};

struct oracle {
    struct br_harness_of harness;
    struct br_worker_context context;
    const struct br_fixture_request *request;
    void *state;
    void *worker;
    struct br_text pieces; /* of the record at hand, each after its length; starts with its place */
    struct totals *totals;
};

static void gather(struct br_digest *digest, const void *data, size_t size)
{
    struct br_text *pieces = (struct br_text *)(void *)digest;
    uint64_t length = size;
    br_text_append_bytes(pieces, &length, sizeof length);
    br_text_append_bytes(pieces, data, size);
}

static void oracle_open(struct oracle *oracle, const struct br_fixture_request *request)
{
    static const struct br_settings none;
    const struct br_workload *workload = request->workload;
    char message[256] = "";
    *oracle = (struct oracle){.request = request};
    br_harness_init(&oracle->harness, workload,
                    request->settings != NULL ? request->settings : &none);
    oracle->harness.harness.digest_add = gather;
    oracle->context = (struct br_worker_context){
        .struct_size = sizeof oracle->context,
        .harness = &oracle->harness.harness,
        .digest = (struct br_digest *)(void *)&oracle->pieces,
        .input = request->input,
        .input_size = request->input_size,
    };
    if (workload->open != NULL &&
        workload->open(&oracle->harness.harness, &oracle->state, message, sizeof message) < 0)
        fail_msg("open: %s", message);
    if (workload->worker_begin != NULL)
        assert_int_equal(workload->worker_begin(oracle->state, &oracle->context, &oracle->worker),
                         0);
}

static void oracle_close(struct oracle *oracle)
{
    const struct br_workload *workload = oracle->request->workload;
    if (workload->worker_end != NULL)
        workload->worker_end(oracle->worker);
    if (workload->close != NULL)
        workload->close(oracle->state);
    br_text_release(&oracle->pieces);
}

static uint64_t hash_rejected(uint64_t place, uint32_t reason)
{
    uint64_t words[2] = {place, reason};
    return XXH3_64bits(words, sizeof words);
}

static void oracle_record(struct oracle *oracle, const struct br_span *span)
{
    struct totals *totals = oracle->totals;
    struct br_outcome outcome = {.reason = span->reason};
    uint64_t place = span->offset;
    br_text_clear(&oracle->pieces);
    br_text_append_bytes(&oracle->pieces, &place, sizeof place);
    if (span->reason == BR_ACCEPTED)
        oracle->request->workload->process(
            oracle->worker, (const unsigned char *)oracle->request->input + span->offset,
            span->size, &outcome);
    totals->records++;
    totals->bytes += span->size;
    totals->output_bytes += outcome.output_bytes;
    totals->witness += outcome.witness;
    if (outcome.reason == BR_ACCEPTED) {
        totals->accepted++;
        totals->digest += XXH3_64bits(oracle->pieces.data, oracle->pieces.size);
    } else {
        totals->rejected[outcome.reason - 1]++;
        totals->rejected_bytes += span->size;
        totals->digest += hash_rejected(place, outcome.reason);
    }
}

/* The next record, from the start again behind the last one; false when there is none at all. */
static bool oracle_next(struct oracle *oracle, uint64_t *offset, struct br_span *span)
{
    const struct br_fixture_request *request = oracle->request;
    for (int tries = 0; tries < 2; tries++) {
        if (request->workload->frame(oracle->state, request->input, request->input_size, offset,
                                     span, 1) == 1)
            return true;
        *offset = 0;
    }
    return false;
}

static uint64_t oracle_count(const struct br_fixture_request *request)
{
    struct oracle oracle;
    struct br_span span;
    uint64_t offset = 0;
    uint64_t count = 0;
    oracle_open(&oracle, request);
    while (request->workload->frame(oracle.state, request->input, request->input_size, &offset,
                                    &span, 1) == 1)
        count++;
    oracle_close(&oracle);
    return count;
}

static void oracle_run(const struct br_fixture_request *request, uint64_t records,
                       struct totals *totals)
{
    struct oracle oracle;
    struct br_span span;
    uint64_t offset = 0;
    *totals = (struct totals){0};
    oracle_open(&oracle, request);
    oracle.totals = totals;
    while (totals->records < records && oracle_next(&oracle, &offset, &span))
        oracle_record(&oracle, &span);
    oracle_close(&oracle);
}

/* ---- what the modes do ---- */

static void run_mode(const struct br_fixture_request *request, uint64_t repetitions,
                     struct totals *totals)
{
    struct br_fixture fixture;
    *totals = (struct totals){0};
    struct br_sums sums = {.rejected = totals->rejected};
    br_fixture_start(&fixture, request);
    totals->digest = br_fixture_repeat(&fixture, repetitions, &sums);
    totals->records = sums.records;
    totals->accepted = sums.accepted;
    totals->bytes = sums.bytes;
    totals->rejected_bytes = sums.rejected_bytes;
    totals->output_bytes = sums.output_bytes;
    totals->witness = sums.witness;
    for (size_t i = 0; i < fixture.bench.run.lane_count; i++)
        assert_false(fixture.bench.run.lanes[i].nonsense);
    br_fixture_close(&fixture);
}

static void multiply(struct totals *totals, uint64_t times)
{
    uint64_t *words = (uint64_t *)totals;
    for (size_t i = 0; i < sizeof *totals / sizeof *words; i++)
        words[i] *= times;
}

static void describe(const struct br_fixture_request *request, uint64_t repetitions, char *text,
                     size_t size)
{
    snprintf(text, size,
             "%s %s %s, %zu bytes, size %llu, %llu threads, batch %llu, ring %llu, chunk %llu, "
             "%llu repetitions",
             request->workload->name, request->mode,
             request->strategy != NULL ? request->strategy : "", request->input_size,
             (unsigned long long)request->size, (unsigned long long)request->threads,
             (unsigned long long)request->batch_records, (unsigned long long)request->ring_batches,
             (unsigned long long)request->chunk_records, (unsigned long long)repetitions);
}

static void compare(const char *member, uint64_t found, uint64_t expected, const char *where)
{
    if (found != expected)
        fail_msg("%s: %s is %llu, the plain loop says %llu", where, member,
                 (unsigned long long)found, (unsigned long long)expected);
}

static void check_run(const struct br_fixture_request *request, const struct totals *one,
                      uint64_t repetitions)
{
    struct totals expected = *one;
    struct totals found;
    char where[300];
    describe(request, repetitions, where, sizeof where);
    multiply(&expected, repetitions);
    run_mode(request, repetitions, &found);
    compare("records", found.records, expected.records, where);
    compare("accepted", found.accepted, expected.accepted, where);
    compare("bytes", found.bytes, expected.bytes, where);
    compare("rejected_bytes", found.rejected_bytes, expected.rejected_bytes, where);
    compare("output_bytes", found.output_bytes, expected.output_bytes, where);
    compare("witness", found.witness, expected.witness, where);
    for (size_t i = 0; i < REASONS_MAX; i++)
        compare("rejected", found.rejected[i], expected.rejected[i], where);
    if (request->instrument == BR_INSTRUMENT_DIGEST)
        compare("digest", found.digest, expected.digest, where);
}

static uint64_t up_to(struct br_random *random, uint64_t largest)
{
    return 1 + br_random_below(random, largest);
}

/* Shorter than the input, all of it, longer, a multiple, and anything up to three times. */
static uint64_t choose_size(struct br_random *random, uint64_t records)
{
    const uint64_t sizes[] = {BR_SIZE_ALL,
                              records,
                              1,
                              records > 1 ? records - 1 : 1,
                              records + 1,
                              2 * records,
                              2 * records + records / 2,
                              up_to(random, 3 * records),
                              up_to(random, records)};
    return sizes[br_random_below(random, sizeof sizes / sizeof sizes[0])];
}

static void check_all(struct br_random *random, struct br_fixture_request *request)
{
    static const char *const strategies[] = {NULL, "partition", "dynamic", "queue"};
    const uint64_t records = oracle_count(request);
    if (records == 0)
        return;
    request->size = choose_size(random, records);
    struct totals one;
    oracle_run(request, request->size == BR_SIZE_ALL ? records : request->size, &one);
    for (size_t i = 0; i < sizeof strategies / sizeof strategies[0]; i++) {
        request->mode = i == 0 ? "single" : "concurrent";
        request->strategy = strategies[i];
        request->threads = i == 0 ? 1 : up_to(random, THREADS_MAX);
        request->batch_records = up_to(random, 80);
        request->ring_batches = up_to(random, 20);
        request->chunk_records = up_to(random, 80);
        check_run(request, &one, up_to(random, 3));
    }
}

/* ---- inputs ---- */

static const enum br_instrument instruments[] = {BR_INSTRUMENT_DIGEST, BR_INSTRUMENT_NONE,
                                                 BR_INSTRUMENT_DIGEST, BR_INSTRUMENT_LATENCY,
                                                 BR_INSTRUMENT_DIGEST, BR_INSTRUMENT_STAGES};

/* Lines of 0 to 120 letters; some are JSON, some blank, the last one perhaps without its end. */
static size_t make_lines(struct br_random *random, unsigned char *input)
{
    static const char *const lines[] = {
        "{\"a\":1,\"b\":[true,null,\"x\"]}", "[1,2,", "", " ", "\"text\"", "{\"n\":-1.5e3}"};
    size_t wanted = 1 + (size_t)br_random_below(random, INPUT_MAX - 200);
    size_t size = 0;
    while (size < wanted) {
        const char *line = lines[br_random_below(random, 6)];
        size_t length = strlen(line);
        memcpy(input + size, line, length);
        size += length;
        for (uint64_t i = br_random_below(random, 8) == 0 ? br_random_below(random, 120) : 0; i > 0;
             i--)
            input[size++] = ' ';
        input[size++] = '\n';
    }
    return br_random_below(random, 2) == 0 ? size : size - 1;
}

static size_t make_rows(struct br_random *random, unsigned char *input)
{
    static const char alphabet[] = "aab,,\"\" \n\n";
    return br_random_text(random, alphabet, sizeof alphabet - 1, input, INPUT_MAX / 2);
}

static void rounds(const struct br_workload *workload,
                   size_t (*make)(struct br_random *random, unsigned char *input), uint64_t seed)
{
    static unsigned char input[INPUT_MAX];
    struct br_random random;
    br_random_init(&random, seed);
    alarm(ALARM_S);
    for (int round = 0; round < ROUNDS; round++) {
        struct br_fixture_request request = {.workload = workload, .input = input};
        request.input_size = make(&random, input);
        request.instrument = instruments[round % 6];
        if (request.input_size > 0)
            check_all(&random, &request);
    }
    alarm(0);
}

static size_t make_marc(struct br_random *random, unsigned char *input)
{
    return br_random_marc(random, input, INPUT_MAX);
}

static void lines_for_null(void **state)
{
    (void)state;
    rounds(&br_workload_null, make_lines, 1);
}

static void lines_for_ndjson(void **state)
{
    (void)state;
    rounds(&br_workload_ndjson, make_lines, 2);
}

static void lines_for_the_skeleton(void **state)
{
    (void)state;
    rounds(&br_workload_skeleton, make_lines, 3);
}

static void rows_for_csv(void **state)
{
    (void)state;
    rounds(&br_workload_csv, make_rows, 4);
}

static void broken_marc(void **state)
{
    (void)state;
    rounds(&br_workload_marc, make_marc, 5);
}

/* Larger inputs, so that several batches, chunks and ranges are under way at once. */
static void synthetic_input_with_broken_records(void **state)
{
    (void)state;
    static const struct br_workload *const workloads[] = {&br_workload_marc, &br_workload_ndjson,
                                                          &br_workload_csv, NULL};
    struct br_setting broken = {.name = (char *)"malformed", .value = (char *)"5%"};
    struct br_random random;
    br_random_init(&random, 6);
    alarm(ALARM_S);
    for (size_t i = 0; workloads[i] != NULL; i++) {
        struct br_settings settings = {&broken, workloads[i] == &br_workload_csv ? 0 : 1};
        struct br_error error = {0};
        struct br_map map;
        uint64_t bytes = 0;
        int file = br_os_memory_file("synthetic", &error);
        assert_int_equal(br_generate(workloads[i], &settings, 2000, 1, file, &bytes, &error), 0);
        assert_int_equal(br_os_map_descriptor(file, bytes, false, &map, &error), 0);
        struct br_fixture_request request = {.workload = workloads[i],
                                             .input = map.data,
                                             .input_size = map.size,
                                             .settings = &settings,
                                             .instrument = BR_INSTRUMENT_DIGEST};
        for (int round = 0; round < 4; round++)
            check_all(&random, &request);
        br_os_unmap(&map);
        close(file);
    }
    alarm(0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(lines_for_null),
        cmocka_unit_test(lines_for_ndjson),
        cmocka_unit_test(lines_for_the_skeleton),
        cmocka_unit_test(rows_for_csv),
        cmocka_unit_test(broken_marc),
        cmocka_unit_test(synthetic_input_with_broken_records),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
