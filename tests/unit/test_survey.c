/* The survey: facts of an input, cuts, and every way in which frame() can break its contract. */
#include "unit/cmocka_all.h"

#include <string.h>

#include "bench/workloads.h"
#include "bench_fixture.h"
#include "line_workload.h"

/* ---- facts ---- */

static void facts_and_padding_add_up(void **state)
{
    (void)state;
    static const char input[] = "\n\na\nbbb\n \ncc\n\n";
    struct br_fixture fixture;
    struct br_fixture_request request = {
        .workload = &br_workload_null, .input = input, .input_size = sizeof input - 1};
    br_fixture_open(&fixture, &request);
    const struct br_input *facts = &fixture.job.input;
    assert_int_equal(facts->bytes, sizeof input - 1);
    assert_int_equal(facts->records, 3);
    assert_int_equal(facts->padding_bytes, 5);
    assert_true(facts->record_bytes_mean == 3.0);
    assert_int_equal(facts->record_bytes_max, 4);
    assert_int_equal(facts->framing_rejects, 0);
    assert_true(facts->splittable);
    assert_string_equal(facts->format, "lines");
    assert_int_equal(facts->cut_sizes.count, 0); /* the whole input needs none */
    br_fixture_close(&fixture);
}

static void framing_rejects_are_counted(void **state)
{
    (void)state;
    struct br_fixture fixture;
    struct br_fixture_request request = {
        .workload = &br_line_workload_in_turn, .input = "a\n!\nb\n!", .input_size = 7};
    br_fixture_open(&fixture, &request);
    assert_int_equal(fixture.job.input.records, 4);
    assert_int_equal(fixture.job.input.framing_rejects, 2);
    assert_false(fixture.job.input.splittable);
    br_fixture_close(&fixture);
}

static void one_changed_byte_changes_the_digest_of_the_input(void **state)
{
    (void)state;
    struct br_fixture fixture;
    uint64_t digests[2];
    static const char *const inputs[] = {"abc\n", "abd\n"};
    for (int i = 0; i < 2; i++) {
        struct br_fixture_request request = {
            .workload = &br_workload_null, .input = inputs[i], .input_size = 4};
        br_fixture_open(&fixture, &request);
        digests[i] = fixture.job.input.digest;
        br_fixture_close(&fixture);
    }
    assert_int_not_equal(digests[0], digests[1]);
}

/* Sizes that end inside the input are cut behind a record; cycles count only the rest. */
static void cuts_lie_behind_the_last_record(void **state)
{
    (void)state;
    static const char input[] = "\na\n\nbbb\ncc\n\n"; /* records end at 3, 8 and 11 */
    static const struct {
        uint64_t size, cycles, cut;
    } cases[] = {{1, 0, 3}, {2, 0, 8}, {3, 1, 0},
                 {4, 1, 3}, {6, 2, 0}, {3000000000002, 1000000000000, 8}};
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct br_fixture fixture;
        struct br_extent extent;
        struct br_fixture_request request = {.workload = &br_workload_null,
                                             .input = input,
                                             .input_size = sizeof input - 1,
                                             .size = cases[i].size};
        br_fixture_open(&fixture, &request);
        assert_int_equal(br_extent_make(&fixture.job.input, cases[i].size, &extent, NULL), 0);
        assert_int_equal(extent.records, cases[i].size);
        assert_int_equal(extent.cycles, cases[i].cycles);
        assert_int_equal(extent.cut_offset, cases[i].cut);
        br_fixture_close(&fixture);
    }
}

static void a_size_that_was_not_surveyed_is_an_error(void **state)
{
    (void)state;
    struct br_input facts = {.records = 3};
    struct br_extent extent;
    struct br_error error = {0};
    assert_int_equal(br_extent_make(&facts, 4, &extent, &error), BR_ERROR_FAILED);
    assert_non_null(strstr(error.message, "lacks size 4"));
}

/* ---- broken framers ---- */

static void no_work(void *worker, const unsigned char *record, size_t size,
                    struct br_outcome *outcome)
{
    (void)worker;
    (void)record;
    (void)size;
    (void)outcome;
}

typedef size_t frame_function(const void *state, const unsigned char *input, uint64_t input_size,
                              uint64_t *offset, struct br_span *spans, size_t capacity);

static void must_be_refused(frame_function *frame, uint64_t size, const char *what)
{
    const struct br_workload workload = {.abi_version = BR_WORKLOAD_ABI_VERSION,
                                         .struct_size = sizeof workload,
                                         .name = "broken",
                                         .format = "bytes",
                                         .frame = frame,
                                         .process = no_work};
    struct br_fixture_request request = {
        .workload = &workload, .input = "0123456789", .input_size = 10, .size = size};
    struct br_error error;
    br_fixture_open_failing(&request, &error);
    if (strstr(error.message, what) == NULL)
        fail_msg("'%s' is not in: %s", what, error.message);
}

/* Two records of two bytes at a time, as the callers below spoil them. */
static size_t two_records(uint64_t input_size, uint64_t *offset, struct br_span *spans)
{
    if (*offset + 4 > input_size) {
        *offset = input_size;
        return 0;
    }
    spans[0] = (struct br_span){.offset = *offset, .size = 2};
    spans[1] = (struct br_span){.offset = *offset + 2, .size = 2};
    *offset += 4;
    return 2;
}

static size_t overlapping(const void *state, const unsigned char *input, uint64_t input_size,
                          uint64_t *offset, struct br_span *spans, size_t capacity)
{
    (void)state;
    (void)input;
    (void)capacity;
    size_t count = two_records(input_size, offset, spans);
    spans[1].offset--;
    return count;
}

/* Within a batch all is well; the next batch starts inside the one before. */
static size_t overlapping_batches(const void *state, const unsigned char *input,
                                  uint64_t input_size, uint64_t *offset, struct br_span *spans,
                                  size_t capacity)
{
    (void)state;
    (void)input;
    (void)capacity;
    size_t count = two_records(input_size, offset, spans);
    if (count > 0 && spans[0].offset > 0)
        spans[0].offset--;
    return count;
}

static size_t outside(const void *state, const unsigned char *input, uint64_t input_size,
                      uint64_t *offset, struct br_span *spans, size_t capacity)
{
    (void)state;
    (void)input;
    (void)capacity;
    size_t count = two_records(input_size, offset, spans);
    spans[1].size = 9;
    return count;
}

static size_t far_outside(const void *state, const unsigned char *input, uint64_t input_size,
                          uint64_t *offset, struct br_span *spans, size_t capacity)
{
    (void)state;
    (void)input;
    (void)capacity;
    size_t count = two_records(input_size, offset, spans);
    spans[1].offset = UINT64_MAX - 1;
    return count;
}

static size_t behind_its_records(const void *state, const unsigned char *input, uint64_t input_size,
                                 uint64_t *offset, struct br_span *spans, size_t capacity)
{
    (void)state;
    (void)input;
    (void)capacity;
    size_t count = two_records(input_size, offset, spans);
    *offset -= 1;
    return count;
}

static size_t past_the_end(const void *state, const unsigned char *input, uint64_t input_size,
                           uint64_t *offset, struct br_span *spans, size_t capacity)
{
    (void)state;
    (void)input;
    (void)capacity;
    size_t count = two_records(input_size, offset, spans);
    *offset = input_size + 1;
    return count;
}

static size_t without_progress(const void *state, const unsigned char *input, uint64_t input_size,
                               uint64_t *offset, struct br_span *spans, size_t capacity)
{
    (void)state;
    (void)input;
    (void)input_size;
    (void)capacity;
    spans[0] = (struct br_span){.offset = *offset, .size = 0};
    return 1;
}

static size_t without_reason(const void *state, const unsigned char *input, uint64_t input_size,
                             uint64_t *offset, struct br_span *spans, size_t capacity)
{
    (void)state;
    (void)input;
    (void)capacity;
    size_t count = two_records(input_size, offset, spans);
    spans[1].reason = 1;
    return count;
}

static size_t too_many(const void *state, const unsigned char *input, uint64_t input_size,
                       uint64_t *offset, struct br_span *spans, size_t capacity)
{
    (void)state;
    (void)input;
    two_records(input_size, offset, spans);
    return capacity + 1;
}

static size_t stopping_early(const void *state, const unsigned char *input, uint64_t input_size,
                             uint64_t *offset, struct br_span *spans, size_t capacity)
{
    (void)state;
    (void)input;
    (void)capacity;
    return *offset == 4 ? 0 : two_records(input_size, offset, spans);
}

static size_t only_padding(const void *state, const unsigned char *input, uint64_t input_size,
                           uint64_t *offset, struct br_span *spans, size_t capacity)
{
    (void)state;
    (void)input;
    (void)spans;
    (void)capacity;
    *offset = input_size;
    return 0;
}

/* Finds one record less every time it starts over. */
static size_t forgetful(const void *state, const unsigned char *input, uint64_t input_size,
                        uint64_t *offset, struct br_span *spans, size_t capacity)
{
    static uint64_t starts;
    (void)state;
    (void)input;
    (void)capacity;
    if (*offset == 0 && starts++ > 0)
        *offset = input_size;
    return two_records(input_size, offset, spans);
}

static void every_broken_framer_is_named(void **state)
{
    (void)state;
    must_be_refused(overlapping, 0, "overlap or are out of order");
    must_be_refused(overlapping_batches, 0, "overlap or are out of order");
    must_be_refused(outside, 0, "outside the input");
    must_be_refused(far_outside, 0, "outside the input");
    must_be_refused(behind_its_records, 0, "moved its offset to a wrong place");
    must_be_refused(past_the_end, 0, "moved its offset to a wrong place");
    must_be_refused(without_progress, 0, "made no progress");
    must_be_refused(without_reason, 0, "a reason that is not in the workload's table");
    must_be_refused(too_many, 0, "more records than there was room for");
    must_be_refused(stopping_early, 0, "stopped before the end");
    must_be_refused(forgetful, 1, "fewer records than before");
    must_be_refused(only_padding, 0, "no record of the format bytes, only 10 bytes of padding");
}

static void the_place_is_named(void **state)
{
    (void)state;
    must_be_refused(stopping_early, 0, "at offset 4 of the input, record 2");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(facts_and_padding_add_up),
        cmocka_unit_test(framing_rejects_are_counted),
        cmocka_unit_test(one_changed_byte_changes_the_digest_of_the_input),
        cmocka_unit_test(cuts_lie_behind_the_last_record),
        cmocka_unit_test(a_size_that_was_not_surveyed_is_an_error),
        cmocka_unit_test(every_broken_framer_is_named),
        cmocka_unit_test(the_place_is_named),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
