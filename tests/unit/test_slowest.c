/* The slowest records: which ones a lane keeps, and how they come back with their numbers. */
#include "unit/cmocka_all.h"

#include <string.h>
#include <time.h>

#include "bench_fixture.h"
#include "line_workload.h"
#include "modes/slowest.h"

/* ---- the list ---- */

static bool note(struct br_slowest *slowest, uint64_t ticks, uint64_t offset)
{
    const struct br_span span = {.offset = offset, .size = (uint32_t)offset + 1};
    const struct br_outcome outcome = {.reason = offset % 2 == 0 ? BR_ACCEPTED : 1};
    return br_slowest_note(slowest, ticks, &span, &outcome);
}

static void the_largest_of_many_are_kept(void **state)
{
    (void)state;
    struct br_slowest slowest = {0};
    for (uint64_t i = 0; i < 1000; i++) /* 7 and 1000 have no common factor: every time once */
        note(&slowest, 1 + i * 7 % 1000, i);
    br_slowest_sort(&slowest);
    assert_int_equal(slowest.count, BR_SLOWEST);
    for (size_t i = 0; i < BR_SLOWEST; i++) {
        const struct br_slow_entry *entry = &slowest.entries[i];
        assert_int_equal(entry->ticks, 1000 - i);
        assert_int_equal(1 + entry->offset * 7 % 1000, entry->ticks);
        assert_int_equal(entry->size, entry->offset + 1);
        assert_int_equal(entry->rejected, entry->offset % 2 == 1);
    }
}

static void a_record_stands_in_it_once_with_its_largest_time(void **state)
{
    (void)state;
    struct br_slowest slowest = {0};
    for (uint64_t i = 0; i < 30; i++) {
        note(&slowest, 100 + i, 5);
        note(&slowest, 50, 6);
        note(&slowest, 200 - i, 7);
    }
    br_slowest_sort(&slowest);
    assert_int_equal(slowest.count, 3);
    assert_int_equal(slowest.entries[0].ticks, 200);
    assert_int_equal(slowest.entries[1].ticks, 129);
    assert_int_equal(slowest.entries[2].ticks, 50);
}

static void a_full_list_is_only_walked_for_slower_records(void **state)
{
    (void)state;
    struct br_slowest slowest = {0};
    for (uint64_t i = 0; i < BR_SLOWEST; i++)
        assert_true(note(&slowest, 10 + i, i));
    assert_false(note(&slowest, 10, 99));
    assert_true(note(&slowest, 11, 99));
    assert_false(note(&slowest, 11, 100));
}

static void lists_of_several_lanes_merge(void **state)
{
    (void)state;
    struct br_slowest all = {0}, lanes[3] = {{0}, {0}, {0}};
    for (uint64_t i = 0; i < 300; i++)
        note(&lanes[i % 3], 1 + i, i % 100);
    for (size_t i = 0; i < 3; i++)
        br_slowest_merge(&all, &lanes[i]);
    br_slowest_sort(&all);
    assert_int_equal(all.count, BR_SLOWEST);
    for (size_t i = 0; i < BR_SLOWEST; i++) {
        assert_int_equal(all.entries[i].ticks, 300 - i);
        assert_int_equal(all.entries[i].offset, 99 - i);
    }
}

/* ---- of a pass ---- */

#define LINES "one\n!framed away\n-no\nsix\n-so\n"

/* Gives the CPU away in records with an 's'. */
static void process_sleepily(void *worker, const unsigned char *record, size_t size,
                             struct br_outcome *outcome)
{
    struct timespec shortest = {.tv_nsec = 1};
    (void)worker;
    outcome->witness = size;
    outcome->reason = record[0] == '-' ? 1 : BR_ACCEPTED;
    if (memchr(record, 's', size) != NULL)
        nanosleep(&shortest, NULL);
}

static uint64_t count_fields(const void *state, const unsigned char *record, size_t size)
{
    (void)state;
    return record[0] == '-' ? 10 : size;
}

static void measure(struct br_fixture *fixture, const struct br_fixture_request *request,
                    uint64_t repetitions, bool batched)
{
    static struct br_workload sleepy;
    struct br_fixture_request own = *request;
    struct br_sums sums = {0};
    struct br_error error = {0};
    sleepy = br_line_workload;
    sleepy.process = process_sleepily;
    sleepy.process_batch = NULL;
    sleepy.fields = request->strategy == NULL ? count_fields : NULL;
    own.workload = &sleepy;
    own.input = LINES;
    own.input_size = strlen(LINES);
    own.instrument = BR_INSTRUMENT_LATENCY;
    br_fixture_start(fixture, &own);
    if (batched)
        br_bench_instrument(&fixture->bench, BR_INSTRUMENT_LATENCY_BATCH);
    br_fixture_repeat(fixture, repetitions, &sums);
    br_sum_lanes(&fixture->bench.run, &fixture->bench.one);
    assert_int_equal(br_collect(&fixture->bench, &fixture->answer, &error), 0);
}

static const struct br_slow_record *find(const struct br_slow_records *records, uint64_t record,
                                         bool disturbed)
{
    const struct br_slow_record *found = NULL;
    for (size_t i = 0; i < records->count; i++) {
        if (records->items[i].record != record || records->items[i].disturbed != disturbed)
            continue;
        assert_null(found); /* once of each kind */
        found = &records->items[i];
    }
    return found;
}

/* Where the workload tells: here in single alone. What framing rejects is not asked. */
static void check_fields(const struct br_result *result, bool tells)
{
    for (size_t i = 0; i < result->slowest.count; i++) {
        const struct br_slow_record *record = &result->slowest.items[i];
        assert_int_equal(record->fields, !tells ? 0 : record->rejected ? 10 : 4);
    }
    assert_int_equal(result->record_fields_p50, tells ? 7 : 0); /* of 4, 10, 4 and 10 */
}

static void check_record(const struct br_slow_records *records, uint64_t record, uint64_t offset,
                         bool rejected)
{
    for (int disturbed = 0; disturbed < 2; disturbed++) {
        const struct br_slow_record *found = find(records, record, disturbed == 1);
        if (found == NULL)
            continue;
        assert_int_equal(found->offset, offset);
        assert_int_equal(found->bytes, 4);
        assert_int_equal(found->rejected, rejected);
        assert_true(found->ns > 0);
    }
}

static void records_come_with_their_numbers(void **state)
{
    (void)state;
    static const struct br_fixture_request requests[] = {
        {.mode = "single"},
        {.mode = "concurrent", .strategy = "partition", .threads = 2},
        {.mode = "concurrent", .strategy = "queue", .threads = 2, .batch_records = 1}};
    for (size_t i = 0; i < sizeof requests / sizeof requests[0]; i++) {
        struct br_fixture fixture;
        measure(&fixture, &requests[i], 20, false);
        const struct br_slow_records *records = &fixture.answer.result.slowest;
        static const uint64_t offsets[] = {0, 0, 17, 21, 25};
        for (uint64_t record = 0; record < 5; record++) {
            bool is_there =
                find(records, record, false) != NULL || find(records, record, true) != NULL;
            assert_int_equal(is_there, record != 1); /* that one was never processed */
            check_record(records, record, offsets[record], record == 2 || record == 4);
        }
        check_fields(&fixture.answer.result, i == 0);
        for (size_t j = 1; j < records->count; j++)
            assert_true(records->items[j - 1].ns >= records->items[j].ns);
        br_fixture_close(&fixture);
    }
}

/* A record that gave its CPU away is told apart, where the kernel tells of it. */
static void disturbed_records_say_so(void **state)
{
    (void)state;
    struct br_fixture fixture;
    const struct br_fixture_request request = {.mode = "single"};
    measure(&fixture, &request, 5, false);
    bool watched = atomic_load(&fixture.bench.watches_preemption);
    const struct br_slow_records *records = &fixture.answer.result.slowest;
    for (uint64_t record = 3; record < 5 && watched; record++)
        assert_non_null(find(records, record, true));
    br_fixture_close(&fixture);
    if (!watched) {
        print_message("skipped: no restartable sequences here\n");
        skip();
    }
}

static void records_that_share_a_stamp_have_no_times(void **state)
{
    (void)state;
    struct br_fixture fixture;
    const struct br_fixture_request request = {.mode = "single"};
    measure(&fixture, &request, 3, true);
    assert_int_equal(fixture.answer.result.slowest.count, 0);
    br_fixture_close(&fixture);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_largest_of_many_are_kept),
        cmocka_unit_test(a_record_stands_in_it_once_with_its_largest_time),
        cmocka_unit_test(a_full_list_is_only_walked_for_slower_records),
        cmocka_unit_test(lists_of_several_lanes_merge),
        cmocka_unit_test(records_come_with_their_numbers),
        cmocka_unit_test(disturbed_records_say_so),
        cmocka_unit_test(records_that_share_a_stamp_have_no_times),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
