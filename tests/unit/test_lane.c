/* Lanes: how batches are split, counted and handed on under each instrument. */
#include "unit/cmocka_all.h"

#include <stdbool.h>
#include <string.h>
#include <time.h>

#include "bench_fixture.h"
#include "line_workload.h"

#define MIXED "one\n!bad\n-no\ntwo\n!bad\n!bad\nthree\n-no\n" /* 8 records, 3 + 2 rejected */
#define PLAIN "one\ntwo\nthree\nfour\nfive\nsix\nseven\neight\n"

static struct br_fixture_request request_of(const struct br_workload *workload, const char *input,
                                            enum br_instrument instrument)
{
    return (struct br_fixture_request){.workload = workload,
                                       .input = input,
                                       .input_size = strlen(input),
                                       .instrument = instrument};
}

static void start(struct br_fixture *fixture, const char *input, enum br_instrument instrument)
{
    struct br_fixture_request request = request_of(&br_line_workload, input, instrument);
    br_fixture_start(fixture, &request);
}

static void start_queue(struct br_fixture *fixture, const char *input,
                        enum br_instrument instrument)
{
    struct br_fixture_request request = request_of(&br_line_workload, input, instrument);
    request.mode = "concurrent";
    request.strategy = "queue";
    request.threads = 2;
    br_fixture_start(fixture, &request);
}

/* ---- counting ---- */

static const enum br_instrument instruments[] = {BR_INSTRUMENT_NONE, BR_INSTRUMENT_DIGEST,
                                                 BR_INSTRUMENT_LATENCY, BR_INSTRUMENT_STAGES};

static void framing_rejects_are_counted_and_never_processed(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof instruments / sizeof instruments[0]; i++) {
        struct br_fixture fixture;
        uint64_t rejected[2] = {0};
        struct br_sums sums = {.rejected = rejected};
        start(&fixture, MIXED, instruments[i]);
        br_fixture_repeat(&fixture, 1, &sums);
        assert_int_equal(sums.records, 8);
        assert_int_equal(sums.accepted, 3);
        assert_int_equal(rejected[0], 3);
        assert_int_equal(rejected[1], 2);
        assert_int_equal(sums.bytes, strlen(MIXED));
        assert_int_equal(sums.rejected_bytes, 3 * strlen("!bad\n") + 2 * strlen("-no\n"));
        assert_int_equal(sums.output_bytes, strlen("one\ntwo\nthree\n-no\n-no\n"));
        br_fixture_close(&fixture);
    }
}

static void an_outcome_that_does_not_exist_is_flagged(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof instruments / sizeof instruments[0]; i++) {
        struct br_fixture fixture;
        struct br_sums sums = {0};
        start(&fixture, "one\n?\n", instruments[i]);
        struct br_lane *lane = &fixture.bench.run.lanes[0];
        assert_false(lane->nonsense);
        br_fixture_repeat(&fixture, 1, &sums);
        assert_true(lane->nonsense);
        br_lane_reset(lane);
        assert_true(lane->nonsense);
        br_fixture_close(&fixture);
    }
}

/* process_batch adds one to each witness here: that tells which of the two was called. */
static void batches_are_handed_over_where_the_workload_takes_them(void **state)
{
    (void)state;
    for (int batched = 0; batched < 2; batched++) {
        struct br_fixture fixture;
        struct br_sums plain = {0};
        struct br_sums sums = {0};
        enum br_instrument instrument = batched == 1 ? BR_INSTRUMENT_NONE : BR_INSTRUMENT_DIGEST;
        struct br_fixture_request request =
            request_of(&br_line_workload_batched, MIXED, instrument);
        start(&fixture, MIXED, instrument);
        br_fixture_repeat(&fixture, 1, &plain);
        br_fixture_close(&fixture);
        br_fixture_start(&fixture, &request);
        br_fixture_repeat(&fixture, 1, &sums);
        br_fixture_close(&fixture);
        assert_int_equal(sums.witness, plain.witness + (batched == 1 ? 5 : 0));
        assert_int_equal(sums.accepted, plain.accepted);
        assert_int_equal(sums.rejected_bytes, plain.rejected_bytes);
        assert_int_equal(sums.output_bytes, plain.output_bytes);
    }
}

/* ---- where a worker is ---- */

static void the_cursor_says_where_a_worker_is(void **state)
{
    (void)state;
    struct br_fixture fixture;
    struct br_span spans[4];
    uint64_t offset = 4;
    start(&fixture, PLAIN, BR_INSTRUMENT_NONE);
    struct br_lane *lane = &fixture.bench.run.lanes[0];
    assert_int_equal(br_lane_frame(lane, fixture.bench.run.size, &offset, spans, 2), 2);
    assert_int_equal(atomic_load(&lane->cursor->offset), 4);
    assert_int_equal(atomic_load(&lane->cursor->busy), 0);
    br_lane_take(lane, spans, 2);
    assert_int_equal(atomic_load(&lane->cursor->offset), spans[1].offset);
    assert_int_equal(atomic_load(&lane->cursor->busy), 0);
    assert_int_equal(atomic_load(&lane->cursor->records), 2);
    br_fixture_close(&fixture);
}

/* ---- latency ---- */

static const struct br_latency *find_latency(const struct br_fixture *fixture, const char *kind)
{
    const struct br_latencies *latencies = &fixture->answer.result.latencies;
    for (size_t i = 0; i < latencies->count; i++) {
        if (strcmp(latencies->items[i].kind, kind) == 0)
            return &latencies->items[i];
    }
    return NULL;
}

static void collect(struct br_fixture *fixture)
{
    struct br_error error = {0};
    br_sum_lanes(&fixture->bench.run, &fixture->bench.one);
    assert_int_equal(br_collect(&fixture->bench, &fixture->answer, &error), 0);
}

static uint64_t count_of(const struct br_latency *latency)
{
    uint64_t count = 0;
    for (size_t i = 0; i < latency->counts.count; i++)
        count += latency->counts.items[i];
    return count;
}

static void every_processed_record_has_a_latency(void **state)
{
    (void)state;
    for (int batched = 0; batched < 2; batched++) {
        struct br_fixture fixture;
        struct br_sums sums = {0};
        start(&fixture, MIXED, BR_INSTRUMENT_LATENCY);
        if (batched == 1)
            br_bench_instrument(&fixture.bench, BR_INSTRUMENT_LATENCY_BATCH);
        br_fixture_repeat(&fixture, 3, &sums);
        collect(&fixture);
        const struct br_latency *service = find_latency(&fixture, "service");
        assert_int_equal(count_of(service) + service->apart, 3 * 5);
        assert_int_equal(service->unprocessed, 3 * 3);
        assert_int_equal(service->records_per_stamp, batched == 1 ? BR_LANE_BATCH : 1);
        br_fixture_close(&fixture);
    }
}

/* Gives the CPU away in records that begin with 's'. */
static void process_sleepily(void *worker, const unsigned char *record, size_t size,
                             struct br_outcome *outcome)
{
    /* Long enough for the timer not to be over before the thread is off its CPU. */
    struct timespec a_while = {.tv_nsec = 1000000};
    (void)worker;
    outcome->witness = size;
    if (record[0] == 's')
        nanosleep(&a_while, NULL);
}

static void records_that_lost_the_cpu_are_apart(void **state)
{
    (void)state;
    struct br_workload sleepy = br_line_workload;
    sleepy.process = process_sleepily;
    sleepy.process_batch = NULL;
    struct br_fixture_request request = request_of(&sleepy, PLAIN, BR_INSTRUMENT_LATENCY);
    struct br_fixture fixture;
    struct br_sums sums = {0};
    br_fixture_start(&fixture, &request);
    br_fixture_repeat(&fixture, 10, &sums);
    collect(&fixture);
    const struct br_latency *service = find_latency(&fixture, "service");
    const struct br_latency *disturbed = find_latency(&fixture, "disturbed");
    if (disturbed == NULL) {
        assert_int_equal(service->apart, 0);
        br_fixture_close(&fixture);
        print_message("skipped: no restartable sequences here\n");
        skip();
    }
    assert_true(count_of(disturbed) >= 10 * 2); /* "six" and "seven" */
    assert_int_equal(service->apart, count_of(disturbed));
    assert_int_equal(disturbed->apart, count_of(service));
    assert_int_equal(count_of(service) + count_of(disturbed), 10 * 8);
    br_fixture_close(&fixture);
}

static void residence_is_recorded_by_queue_alone(void **state)
{
    (void)state;
    struct br_fixture fixture;
    struct br_sums sums = {0};
    start(&fixture, MIXED, BR_INSTRUMENT_LATENCY);
    br_fixture_repeat(&fixture, 1, &sums);
    collect(&fixture);
    assert_null(find_latency(&fixture, "residence"));
    br_fixture_close(&fixture);

    start_queue(&fixture, MIXED, BR_INSTRUMENT_LATENCY);
    br_fixture_repeat(&fixture, 2, &sums);
    collect(&fixture);
    const struct br_latency *residence = find_latency(&fixture, "residence");
    assert_int_equal(count_of(residence), 2 * 5);
    assert_int_equal(residence->apart, 0);
    assert_int_equal(residence->unprocessed, 2 * 3);
    assert_non_null(find_latency(&fixture, "service"));
    br_fixture_close(&fixture);
}

/* Ticks of two CPUs may differ by a little: a record never waited for less than nothing. */
static void a_stamp_from_a_clock_ahead_is_no_time_at_all(void **state)
{
    (void)state;
    for (int batched = 0; batched < 2; batched++) {
        struct br_fixture fixture;
        struct br_span span = {0, 4, BR_ACCEPTED};
        start_queue(&fixture, PLAIN, BR_INSTRUMENT_LATENCY);
        if (batched == 1)
            br_bench_instrument(&fixture.bench, BR_INSTRUMENT_LATENCY_BATCH);
        struct br_lane *lane = &fixture.bench.run.lanes[1];
        lane->framed_ticks = UINT64_MAX;
        br_lane_take(lane, &span, 1);
        assert_int_equal(lane->residence->saturated, 0);
        assert_int_equal(lane->residence->maximum, 0);
        assert_int_equal(br_histogram_count(lane->residence), 1);
        br_fixture_close(&fixture);
    }
}

/* What shares a stamp is what is taken at once, which the strategy decides. */
static void a_shared_stamp_says_how_many_share_it(void **state)
{
    (void)state;
    static const struct {
        const struct br_workload *workload;
        const char *strategy;
        uint64_t expected;
    } cases[] = {
        {&br_line_workload, "partition", BR_LANE_BATCH},
        {&br_line_workload_in_turn, "partition", BR_LANE_BATCH},
        {&br_line_workload, "dynamic", BR_LANE_BATCH},
        {&br_line_workload_in_turn, "dynamic", 3},
        {&br_line_workload, "queue", 2},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct br_fixture fixture;
        struct br_sums sums = {0};
        struct br_fixture_request request =
            request_of(cases[i].workload, PLAIN, BR_INSTRUMENT_LATENCY);
        request.mode = "concurrent";
        request.strategy = cases[i].strategy;
        request.batch_records = 2;
        request.chunk_records = 3;
        br_fixture_start(&fixture, &request);
        br_bench_instrument(&fixture.bench, BR_INSTRUMENT_LATENCY_BATCH);
        br_fixture_repeat(&fixture, 1, &sums);
        collect(&fixture);
        assert_int_equal(find_latency(&fixture, "service")->records_per_stamp, cases[i].expected);
        br_fixture_close(&fixture);
    }
}

/* ---- the rest ---- */

static void reset_forgets_what_was_measured(void **state)
{
    (void)state;
    struct br_fixture fixture;
    struct br_sums sums = {0};
    uint64_t rejected[2] = {0};
    start_queue(&fixture, MIXED, BR_INSTRUMENT_LATENCY);
    br_fixture_repeat(&fixture, 2, &sums);
    for (size_t i = 0; i < fixture.bench.run.lane_count; i++) {
        struct br_lane *lane = &fixture.bench.run.lanes[i];
        br_lane_reset(lane);
        assert_int_equal(br_histogram_count(lane->service), 0);
        assert_int_equal(br_histogram_count(lane->disturbed), 0);
        assert_int_equal(br_histogram_count(lane->residence), 0);
        assert_int_equal(lane->slowest->count + lane->slowest_disturbed->count, 0);
        assert_int_equal(lane->wall_ticks + lane->starved_ticks + lane->blocked_ticks, 0);
        assert_int_equal(lane->frame_ticks + lane->unprocessed, 0);
    }
    sums = (struct br_sums){.rejected = rejected};
    br_sum_lanes(&fixture.bench.run, &sums);
    assert_int_equal(sums.records + sums.accepted + sums.bytes + sums.rejected_bytes, 0);
    assert_int_equal(sums.output_bytes + sums.witness + rejected[0] + rejected[1], 0);
    br_fixture_close(&fixture);
}

static void stages_have_frame_and_process(void **state)
{
    (void)state;
    struct br_fixture fixture;
    struct br_sums sums = {0};
    struct br_error error = {0};
    start(&fixture, PLAIN, BR_INSTRUMENT_STAGES);
    br_fixture_repeat(&fixture, 2, &sums);
    assert_int_equal(br_collect(&fixture.bench, &fixture.answer, &error), 0);
    const struct br_stage_results *stages = &fixture.answer.result.stages;
    assert_int_equal(stages->count, 2);
    assert_string_equal(stages->items[0].path, "frame");
    assert_string_equal(stages->items[1].path, "process");
    assert_int_equal(stages->items[1].calls, 2);
    br_fixture_close(&fixture);
}

static bool has_stage(const struct br_fixture *fixture, const char *path)
{
    const struct br_stage_results *stages = &fixture->answer.result.stages;
    for (size_t i = 0; i < stages->count; i++) {
        if (strcmp(stages->items[i].path, path) == 0)
            return stages->items[i].calls > 0;
    }
    return false;
}

/* What synchronisation costs is seen in the mode's own stages. */
static void strategies_have_stages_of_their_own(void **state)
{
    (void)state;
    static const struct {
        const struct br_workload *workload;
        const char *strategy, *stages[5];
    } cases[] = {
        {&br_line_workload_in_turn, "partition", {"frame", "index", "process"}},
        {&br_line_workload, "partition", {"frame", "process"}},
        {&br_line_workload, "queue", {"frame", "push", "pop", "wait", "process"}},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct br_fixture fixture;
        struct br_sums sums = {0};
        struct br_fixture_request request =
            request_of(cases[i].workload, PLAIN, BR_INSTRUMENT_STAGES);
        request.mode = "concurrent";
        request.strategy = cases[i].strategy;
        br_fixture_start(&fixture, &request);
        br_fixture_repeat(&fixture, 2, &sums);
        collect(&fixture);
        for (size_t j = 0; j < 5 && cases[i].stages[j] != NULL; j++)
            assert_true(has_stage(&fixture, cases[i].stages[j]));
        assert_int_equal(has_stage(&fixture, "index"), i == 0);
        br_fixture_close(&fixture);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(framing_rejects_are_counted_and_never_processed),
        cmocka_unit_test(an_outcome_that_does_not_exist_is_flagged),
        cmocka_unit_test(batches_are_handed_over_where_the_workload_takes_them),
        cmocka_unit_test(the_cursor_says_where_a_worker_is),
        cmocka_unit_test(every_processed_record_has_a_latency),
        cmocka_unit_test(records_that_lost_the_cpu_are_apart),
        cmocka_unit_test(residence_is_recorded_by_queue_alone),
        cmocka_unit_test(a_stamp_from_a_clock_ahead_is_no_time_at_all),
        cmocka_unit_test(a_shared_stamp_says_how_many_share_it),
        cmocka_unit_test(reset_forgets_what_was_measured),
        cmocka_unit_test(stages_have_frame_and_process),
        cmocka_unit_test(strategies_have_stages_of_their_own),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
