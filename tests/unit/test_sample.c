/* Warm-up and samples: inputs of any shape end, budgets cut, and wrong work is told. */
#include "unit/cmocka_all.h"

#include <math.h>
#include <string.h>

#include "bench/workloads.h"
#include "bench_fixture.h"
#include "line_workload.h"
#include "modes/concurrent/strategy.h"

/* ---- warm-up ---- */

static void warm_up(const struct br_fixture_request *request, double record_bytes_mean)
{
    struct br_fixture fixture;
    br_fixture_open(&fixture, request);
    fixture.job.budget_ns = 20000000;
    if (record_bytes_mean > 0)
        fixture.job.input.record_bytes_mean = record_bytes_mean;
    br_fixture_prepare(&fixture, request);
    double record_ns = br_warm_up(&fixture.bench, &fixture.answer.result);
    assert_true(isfinite(record_ns) && record_ns > 0);
    assert_memory_equal(&fixture.bench.run.extent, &fixture.bench.extent,
                        sizeof fixture.bench.extent);
    assert_int_equal(atomic_load(&fixture.channel->phase), BR_PHASE_WARM_UP);
    br_fixture_close(&fixture);
}

/* One record; a first piece that is padding alone; means that are far off; sizes around the first
 * piece. Each strategy must find something to do or nothing, and end. */
static void warm_up_ends_whatever_the_input(void **state)
{
    (void)state;
    static const char *const strategies[] = {NULL, "partition", "dynamic", "queue"};
    static char padded[5000];
    static const double means[] = {0, 1, 1e6};
    memset(padded, '\n', sizeof padded);
    padded[sizeof padded - 2] = 'x';
    const struct br_fixture_request inputs[] = {
        {.workload = &br_workload_null, .input = "x", .input_size = 1},
        {.workload = &br_workload_null, .input = "x", .input_size = 1, .size = 100000},
        {.workload = &br_workload_null, .input = padded, .input_size = sizeof padded, .size = 500},
        {.workload = &br_workload_null, .input = "a\nbb\n\nccc", .input_size = 9, .size = 1000},
        {.workload = &br_workload_csv, .input = "a\nbb\n\nccc", .input_size = 9, .size = 1000},
    };
    for (size_t i = 0; i < sizeof inputs / sizeof inputs[0]; i++) {
        for (size_t s = 0; s < sizeof strategies / sizeof strategies[0]; s++) {
            struct br_fixture_request request = inputs[i];
            request.mode = s == 0 ? "single" : "concurrent";
            request.strategy = strategies[s];
            request.threads = s == 0 ? 1 : 3;
            request.pass = "throughput";
            for (size_t m = 0; m < sizeof means / sizeof means[0]; m++)
                warm_up(&request, means[m]);
        }
    }
}

/* ---- samples ---- */

static int sample(const struct br_fixture_request *request, uint64_t samples, uint64_t budget_ns,
                  struct br_fixture *fixture, struct br_error *error)
{
    *error = (struct br_error){0};
    br_fixture_open(fixture, request);
    fixture->job.config.samples = samples;
    fixture->job.budget_ns = budget_ns;
    br_fixture_prepare(fixture, request);
    double record_ns = br_warm_up(&fixture->bench, &fixture->answer.result);
    return br_take_samples(&fixture->bench, record_ns, &fixture->answer.result, error);
}

static void samples_are_whole_repetitions(void **state)
{
    (void)state;
    struct br_fixture fixture;
    struct br_error error;
    struct br_sums sums = {0};
    uint64_t repetitions = 0;
    struct br_fixture_request request = {.workload = &br_line_workload,
                                         .input = "a\nb\n-\n",
                                         .input_size = 6,
                                         .size = 7,
                                         .pass = "throughput"};
    if (sample(&request, 4, 60000000000, &fixture, &error) != 0)
        fail_msg("%s", error.message);
    const struct br_result *result = &fixture.answer.result;
    assert_int_equal(result->samples.count, 4);
    assert_false(result->cut);
    for (size_t i = 0; i < 4; i++)
        repetitions += result->samples.items[i].repetitions;
    assert_int_equal(result->repetitions, repetitions);
    br_sum_lanes(&fixture.bench.run, &sums);
    assert_int_equal(sums.records, 7 * repetitions);
    assert_int_equal(fixture.bench.one.records, 7);
    assert_int_equal(fixture.bench.one.accepted, 5);
    br_fixture_close(&fixture);
}

/* A thousand samples of 100 µs at least do not fit into 5 ms; one is taken in any case. */
static void the_budget_cuts_samples_but_never_the_first(void **state)
{
    (void)state;
    static const uint64_t budgets_ns[] = {1, 5000000};
    for (size_t i = 0; i < 2; i++) {
        struct br_fixture fixture;
        struct br_error error;
        struct br_fixture_request request = {.workload = &br_line_workload,
                                             .input = "a\nb\n",
                                             .input_size = 4,
                                             .size = 1000,
                                             .pass = "throughput"};
        assert_int_equal(sample(&request, 10000, budgets_ns[i], &fixture, &error), 0);
        assert_true(fixture.answer.result.cut);
        assert_true(fixture.answer.result.samples.count >= 1);
        assert_true(fixture.answer.result.samples.count < 10000);
        br_fixture_close(&fixture);
    }
}

/* ---- wrong work ---- */

static void must_fail(const struct br_fixture_request *request, const char *what)
{
    struct br_fixture fixture;
    struct br_error error;
    assert_int_equal(sample(request, 3, 60000000000, &fixture, &error), BR_ERROR_WORK);
    if (strstr(error.message, what) == NULL)
        fail_msg("'%s' is not in: %s", what, error.message);
    br_fixture_close(&fixture);
}

static void outcomes_that_do_not_exist_fail_the_pass(void **state)
{
    (void)state;
    struct br_fixture_request request = {
        .workload = &br_line_workload, .input = "a\n?\n", .input_size = 4, .pass = "throughput"};
    must_fail(&request,
              "reason that is not in the workload's table, for record 1 (counted from 0), at "
              "offset 2 of the input");
}

static uint64_t witness; /* of the next record: never the same twice */

static void forgets_nothing(void *worker, const unsigned char *record, size_t size,
                            struct br_outcome *outcome)
{
    (void)worker;
    (void)record;
    (void)size;
    witness++;
    outcome->witness = witness * witness;
}

static void work_that_changes_fails_the_pass(void **state)
{
    (void)state;
    struct br_workload workload = br_line_workload;
    workload.process = forgets_nothing;
    workload.worker_begin = NULL;
    struct br_fixture_request request = {
        .workload = &workload, .input = "a\nb\n", .input_size = 4, .pass = "throughput"};
    must_fail(&request, "not deterministic");
}

/* Any place will do, says this one: lines fall apart. */
static uint64_t split_anywhere(const void *state, const unsigned char *input, uint64_t input_size,
                               uint64_t offset)
{
    (void)state;
    (void)input;
    return offset < input_size ? offset : input_size;
}

static void a_split_that_breaks_records_fails_the_pass(void **state)
{
    (void)state;
    struct br_workload workload = br_line_workload;
    workload.split = split_anywhere;
    struct br_fixture_request request = {.workload = &workload,
                                         .input = "a\nb\nc\nd\n",
                                         .input_size = 8,
                                         .size = 7, /* ends with a cut: "a b c" */
                                         .mode = "concurrent",
                                         .strategy = "partition",
                                         .threads = 3,
                                         .pass = "throughput"};
    must_fail(&request, "split() of workload line does not agree with its frame()");
}

/* ---- parts of a repetition ---- */

static void parts_are_contiguous_however_large_the_total(void **state)
{
    (void)state;
    static const uint64_t totals[] = {0, 1, 5, 1000000000000, UINT64_MAX};
    for (size_t i = 0; i < sizeof totals / sizeof totals[0]; i++) {
        for (uint64_t parts = 1; parts <= 512; parts *= 2) {
            assert_int_equal(br_part_begin(totals[i], 0, parts), 0);
            assert_int_equal(br_part_begin(totals[i], parts, parts), totals[i]);
            for (uint64_t part = 0; part < parts; part++)
                assert_true(br_part_begin(totals[i], part, parts) <=
                            br_part_begin(totals[i], part + 1, parts));
        }
    }
}

/* ---- workers that cannot begin ---- */

static _Atomic int begun, ended;

static int second_fails(void *state, const struct br_worker_context *context, void **worker)
{
    (void)state;
    (void)worker;
    if (context->worker_index == 1)
        return -1;
    begun++;
    return 0;
}

static void count_end(void *worker)
{
    (void)worker;
    ended++;
}

static void a_worker_that_cannot_begin_ends_the_others(void **state)
{
    (void)state;
    struct br_workload workload = br_line_workload;
    struct br_fixture fixture;
    struct br_error error = {0};
    workload.worker_begin = second_fails;
    workload.worker_end = count_end;
    struct br_fixture_request request = {.workload = &workload,
                                         .input = "a\n",
                                         .input_size = 2,
                                         .mode = "concurrent",
                                         .strategy = "partition",
                                         .threads = 3};
    br_fixture_open(&fixture, &request);
    assert_int_equal(
        br_bench_prepare(&fixture.bench, &fixture.registry, BR_INSTRUMENT_NONE, &error),
        BR_ERROR_FAILED);
    assert_non_null(strstr(error.message, "worker_begin"));
    assert_int_equal(begun, 2);
    assert_int_equal(ended, 2);
    br_fixture_close(&fixture);
    assert_int_equal(ended, 2);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(warm_up_ends_whatever_the_input),
        cmocka_unit_test(samples_are_whole_repetitions),
        cmocka_unit_test(the_budget_cuts_samples_but_never_the_first),
        cmocka_unit_test(outcomes_that_do_not_exist_fail_the_pass),
        cmocka_unit_test(work_that_changes_fails_the_pass),
        cmocka_unit_test(a_split_that_breaks_records_fails_the_pass),
        cmocka_unit_test(parts_are_contiguous_however_large_the_total),
        cmocka_unit_test(a_worker_that_cannot_begin_ends_the_others),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
