/* Instructions of a summary, against values worked out by hand. */
#include "unit/cmocka_all.h"

#include <math.h>

#include "base/text.h"
#include "small_profile.h"
#include "summary/summary.h"

static void add_stage(struct br_result *result, const char *path, uint64_t instructions)
{
    struct br_instruction_stage *stage =
        br_list_append(&result->instructions.stages, sizeof *stage);
    stage->path = br_string_copy(path);
    stage->instructions = instructions;
}

/* A process that counted 100 of 1,000 records. */
static void add_process(struct br_profile *profile, uint64_t instructions)
{
    struct br_result *result = small_profile_add(profile, "instructions", 1000, 1);
    result->work.records = result->work.accepted = 100;
    result->instructions.state = BR_STATE_COUNTED;
    result->instructions.shortened = true;
    result->instructions.records = 100;
    result->instructions.instructions = instructions;
    result->instructions.waiting_instructions = instructions / 9;
    add_stage(result, "work", instructions / 10 * 8);
    add_stage(result, "frame", instructions / 10);
    add_stage(result, "work.decode", instructions / 2);
}

static void processes_give_a_median_and_a_spread(void **state)
{
    (void)state;
    struct br_profile profile = {0};
    struct br_summary summary = {0};
    small_profile_start(&profile);
    add_process(&profile, 18000);
    add_process(&profile, 18180);
    add_process(&profile, 18090);
    small_profile_summarise(&profile, &summary);
    const struct br_summary_instructions *instructions = &summary.cells[0].instructions;
    assert_int_equal(instructions->state, BR_STATE_COUNTED);
    assert_int_equal(instructions->processes, 3);
    assert_int_equal(instructions->records, 100);
    small_profile_assert_close(instructions->per_record, 180.9);
    small_profile_assert_close(instructions->spread, 0.01);
    small_profile_assert_close(instructions->waiting_share, 0.1);
    assert_int_equal(instructions->stage_count, 3);
    assert_string_equal(instructions->stages[0].path, "frame");
    assert_string_equal(instructions->stages[2].name, "decode");
    assert_int_equal(instructions->stages[2].depth, 1);
    small_profile_assert_close(instructions->stages[1].per_record, 144.72);
    small_profile_assert_close(instructions->stages[1].share, 0.8);
    small_profile_assert_close(instructions->outside_per_record, 18.09);
    assert_false(instructions->stages_cut);
    /* What was shortened is not the cell's work. */
    assert_null(summary.cells[0].work);
    small_profile_finish(&profile, &summary);
}

static void what_was_not_counted_is_no_figure(void **state)
{
    (void)state;
    struct br_profile profile = {0};
    struct br_summary summary = {0};
    small_profile_start(&profile);
    struct br_result *result = small_profile_add(&profile, "instructions", 1000, 1);
    result->instructions.state = BR_STATE_UNSUPPORTED;
    result->instructions.reason = br_string_copy("there is no valgrind");
    small_profile_summarise(&profile, &summary);
    const struct br_summary_instructions *instructions = &summary.cells[0].instructions;
    assert_int_equal(instructions->state, BR_STATE_UNSUPPORTED);
    assert_string_equal(instructions->raw->reason, "there is no valgrind");
    assert_int_equal(instructions->processes, 0);
    assert_true(isnan(instructions->per_record) && isnan(instructions->spread));
    assert_non_null(summary.cells[0].work);
    small_profile_finish(&profile, &summary);
}

/* "work-more" sorts before "work.decode" by its bytes, and is no part of "work". */
static void nested_stages_stand_behind_theirs(void **state)
{
    (void)state;
    struct br_profile profile = {0};
    struct br_summary summary = {0};
    small_profile_start(&profile);
    add_process(&profile, 18000);
    add_stage(&profile.results.items[0], "work-more", 100);
    small_profile_summarise(&profile, &summary);
    const struct br_summary_instructions *instructions = &summary.cells[0].instructions;
    static const char *const paths[] = {"frame", "work", "work.decode", "work-more"};
    assert_int_equal(instructions->stage_count, 4);
    for (size_t i = 0; i < 4; i++)
        assert_string_equal(instructions->stages[i].path, paths[i]);
    small_profile_finish(&profile, &summary);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(processes_give_a_median_and_a_spread),
        cmocka_unit_test(what_was_not_counted_is_no_figure),
        cmocka_unit_test(nested_stages_stand_behind_theirs),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
