/* Results, cells: figures, identities, the same work, labels. */
#include "unit/cmocka_all.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "model/config.h"
#include "model_fill.h"

/* ---- figures and labels ---- */

static void a_figure_owns_copies_and_drops_the_old_ones(void **state)
{
    (void)state;
    struct br_figure figure = {0};
    char source[] = "tsc";
    br_figure_set(&figure, BR_STATE_SCALED, 2.5, source, NULL);
    source[0] = 'X';
    assert_string_equal(figure.source, "tsc");
    assert_null(figure.reason);
    br_figure_set(&figure, BR_STATE_DENIED, 0, figure.source, "perf_event_paranoid is 3");
    assert_string_equal(figure.source, "tsc");
    assert_string_equal(figure.reason, "perf_event_paranoid is 3");
    assert_int_equal(figure.state, BR_STATE_DENIED);
    br_shape_release(&br_figure_shape, &figure);
}

static void labels_say_what_a_cell_is(void **state)
{
    (void)state;
    char single[] = "single";
    char concurrent[] = "concurrent";
    char marc[] = "marc";
    char partition[] = "partition";
    char label[64];
    struct br_cell cell = {.mode = concurrent, .workload = marc, .strategy = partition};
    cell.size = 100000;
    cell.threads = 2;
    assert_string_equal(br_cell_label(&cell, label, sizeof label),
                        "concurrent marc 100k ×2 partition");
    cell = (struct br_cell){.mode = single, .workload = marc, .size = BR_SIZE_ALL, .threads = 1};
    assert_string_equal(br_cell_label(&cell, label, sizeof label), "single marc all");
    assert_string_equal(br_cell_label(&cell, label, 8), "single ");
    cell = (struct br_cell){.size = 1};
    assert_string_equal(br_cell_label(&cell, label, sizeof label), "? ? 1");
}

/* ---- identities ---- */

/* A result with all its parts that keeps every identity; the caller releases. */
static void make_result(struct br_result *result)
{
    struct fill fill = {.is_full = true};
    br_random_init(&fill.random, 7);
    *result = (struct br_result){0};
    fill_object(&fill, &br_result_shape, result);
    fill_make_consistent(&fill, result);
    result->cut = false;
    result->allocation.records = result->repetitions * result->work.records;
    result->counting.records = result->allocation.records;
    result->instructions.records = result->allocation.records;
}

static void refuse(struct br_result *result, int code, const char *message)
{
    struct br_error error = {0};
    assert_int_equal(br_result_check(result, &error), code);
    if (strstr(error.message, message) == NULL)
        fail_msg("'%s' is not in '%s'", message, error.message);
    br_shape_release(&br_result_shape, result);
    make_result(result);
}

static void identities_hold_or_are_named(void **state)
{
    (void)state;
    struct br_result result;
    struct br_error error = {0};
    make_result(&result);
    assert_int_equal(br_result_check(&result, &error), 0);
    result.work.accepted++;
    refuse(&result, BR_ERROR_WORK, "accepted + ");
    result.work.rejects.items[0].records++;
    refuse(&result, BR_ERROR_WORK, "reasons add up to");
    result.samples.items[0].repetitions++;
    refuse(&result, BR_ERROR_WORK, "the samples add up to");
    result.allocation.records--;
    refuse(&result, BR_ERROR_WORK, "allocation: ");
    result.counting.records--;
    refuse(&result, BR_ERROR_WORK, "counting: ");
    result.instructions.records--;
    refuse(&result, BR_ERROR_WORK, "instructions: ");
    result.latencies.items[0].counts.items[0]++;
    refuse(&result, BR_ERROR_WORK, "latencies[0]: ");
    result.latencies.items[0].unprocessed++;
    refuse(&result, BR_ERROR_WORK, "latencies[0]: ");
    br_shape_release(&br_result_shape, &result);
}

static void sums_that_overflow_do_not_pass(void **state)
{
    (void)state;
    struct br_result result;
    make_result(&result);
    result.work.accepted = UINT64_MAX;
    result.work.records = result.work.rejected - 1; /* what the sum wraps to */
    refuse(&result, BR_ERROR_WORK, "accepted + ");
    result.latencies.items[0].counts.items[0] += UINT64_C(1) << 63;
    result.latencies.items[0].counts.items[1] += UINT64_C(1) << 63;
    refuse(&result, BR_ERROR_WORK, "latencies[0]: ");
    br_shape_release(&br_result_shape, &result);
}

static void histograms_must_be_readable(void **state)
{
    (void)state;
    struct br_result result;
    make_result(&result);
    result.latencies.items[0].counts.count--;
    refuse(&result, BR_ERROR_FORMAT, "3 indices but 2 counts");
    result.latencies.items[0].indices.items[2] = result.latencies.items[0].indices.items[1];
    refuse(&result, BR_ERROR_FORMAT, "latencies[0].indices[2]");
    br_shape_release(&br_result_shape, &result);
}

static void stacks_must_have_their_frames(void **state)
{
    (void)state;
    struct br_result result;
    make_result(&result);
    struct br_stacks *stacks = &result.stacks.items[0];
    stacks->stacks.items[0].frames.items[0] = stacks->frames.count;
    refuse(&result, BR_ERROR_FORMAT, "stacks[0].stacks[0].frames[0]: there is no frame");
    result.stacks.items[0].stacks.items[0].value = NAN;
    refuse(&result, BR_ERROR_FORMAT, "stacks[0].stacks[0].value: ");
    struct br_counts *frames = &result.stacks.items[0].stacks.items[0].frames;
    while (frames->count <= BR_STACK_FRAMES_MOST)
        *(uint64_t *)br_list_append(frames, sizeof(uint64_t)) = 0;
    refuse(&result, BR_ERROR_FORMAT, "are more than the 10000 that are kept");
    br_shape_release(&br_result_shape, &result);
}

static void rows_must_have_names(void **state)
{
    (void)state;
    struct br_result result;
    make_result(&result);
    char **names[] = {&result.work.rejects.items[0].reason, &result.latencies.items[0].kind,
                      &result.counting.rows.items[0].name, &result.stages.items[0].path,
                      &result.instructions.stages.items[0].path};
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        struct br_error error;
        char *name = *names[i];
        *names[i] = NULL;
        assert_int_equal(br_result_check(&result, &error), BR_ERROR_FORMAT);
        *names[i] = name;
    }
    br_shape_release(&br_result_shape, &result);
}

static void a_cut_pass_may_have_measured_less(void **state)
{
    (void)state;
    struct br_result result;
    struct br_error error;
    make_result(&result);
    result.cut = true;
    result.latencies.items[0].counts.items[0]++;
    assert_int_equal(br_result_check(&result, &error), 0);
    br_shape_release(&br_result_shape, &result);
}

static void a_failed_pass_says_why_and_may_be_incomplete(void **state)
{
    (void)state;
    struct br_result result;
    struct br_error error;
    make_result(&result);
    result.ok = false;
    refuse(&result, BR_ERROR_FORMAT, "must say why");
    result.ok = false;
    result.work.accepted++;
    result.failure = br_string_copy("timed out after 60 s");
    assert_int_equal(br_result_check(&result, &error), 0);
    br_shape_release(&br_result_shape, &result);
}

/* ---- the same work ---- */

static void disagree(struct br_work *left, struct br_work *right, const char *message)
{
    struct br_error error = {0};
    assert_int_equal(br_work_agree(left, right, &error), BR_ERROR_WORK);
    if (strstr(error.message, message) == NULL)
        fail_msg("'%s' is not in '%s'", message, error.message);
}

static void works_differ_in_any_member(void **state)
{
    (void)state;
    static const struct br_work work = {.records = 10,
                                        .accepted = 9,
                                        .rejected = 1,
                                        .bytes = 1000,
                                        .rejected_bytes = 90,
                                        .output_bytes = 7,
                                        .witness = 0xabc,
                                        .digested = true,
                                        .digest = 5};
    struct br_work left = work;
    const struct {
        uint64_t *member;
        const char *message;
    } members[] = {
        {&left.records, "records is 11 and 10"},
        {&left.accepted, "accepted is 10 and 9"},
        {&left.rejected, "rejected is 2 and 1"},
        {&left.bytes, "bytes is 1001 and 1000"},
        {&left.rejected_bytes, "rejected_bytes is 91 and 90"},
        {&left.output_bytes, "output_bytes is 8 and 7"},
        {&left.witness, "witness is 0x0000000000000abd and 0x0000000000000abc"},
        {&left.digest, "digest is 0x0000000000000006 and 0x0000000000000005"},
    };
    for (size_t i = 0; i < sizeof members / sizeof members[0]; i++) {
        struct br_work right = work;
        struct br_error error;
        assert_int_equal(br_work_agree(&left, &right, &error), 0);
        ++*members[i].member;
        disagree(&left, &right, members[i].message);
        --*members[i].member;
    }
    left.digest++;
    left.digested = false;
    struct br_work right = work;
    assert_int_equal(br_work_agree(&left, &right, NULL), 0);
}

static void works_differ_in_why_records_were_rejected(void **state)
{
    (void)state;
    char truncated[] = "truncated";
    char leader[] = "bad leader";
    struct br_reject one[] = {{truncated, 2}, {leader, 1}};
    struct br_reject swapped[] = {{leader, 1}, {truncated, 2}};
    struct br_reject other[] = {{truncated, 1}, {leader, 2}};
    struct br_work left = {.rejected = 3, .rejects = {one, 2}};
    struct br_work right = {.rejected = 3, .rejects = {swapped, 2}};
    assert_int_equal(br_work_agree(&left, &right, NULL), 0);
    right.rejects.items = other;
    disagree(&left, &right, "rejected for \"truncated\" are 2 and 1");
    left.rejects.count = 0;
    disagree(&left, &right, "rejected for \"truncated\" are 0 and 1");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_figure_owns_copies_and_drops_the_old_ones),
        cmocka_unit_test(labels_say_what_a_cell_is),
        cmocka_unit_test(identities_hold_or_are_named),
        cmocka_unit_test(sums_that_overflow_do_not_pass),
        cmocka_unit_test(histograms_must_be_readable),
        cmocka_unit_test(stacks_must_have_their_frames),
        cmocka_unit_test(rows_must_have_names),
        cmocka_unit_test(a_cut_pass_may_have_measured_less),
        cmocka_unit_test(a_failed_pass_says_why_and_may_be_incomplete),
        cmocka_unit_test(works_differ_in_any_member),
        cmocka_unit_test(works_differ_in_why_records_were_rejected),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
