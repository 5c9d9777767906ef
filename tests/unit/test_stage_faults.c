/* The stage profiler: marks that do not fit, too many of them, and starting over. */
#include "unit/stage_fixture.h"

#include <stdio.h>

/* ---- marks that do not fit ---- */

static struct br_stage_faults faults_of(const struct fixture *fixture)
{
    struct br_stage_faults faults;
    br_stage_faults(fixture->profiler, &faults);
    return faults;
}

static void an_end_without_a_begin_is_ignored(void **state)
{
    struct fixture *fixture = *state;
    struct br_stages *stages = fixture->stages;
    uint32_t a = br_stage_declare(stages, "a"), b = br_stage_declare(stages, "b");
    br_stage_end(stages, a);
    br_stage_end(stages, 0);
    br_stage_begin(stages, a);
    br_stage_end(stages, b);
    br_stage_end(stages, a);
    assert_int_equal(faults_of(fixture).unmatched_ends, 3);
    assert_int_equal(faults_of(fixture).open_stages, 0);
    assert_int_equal(find_row(fixture->profiler, "a").calls, 1);
    assert_sums_close(fixture->profiler);
}

static void a_missing_end_is_made_up_for(void **state)
{
    struct fixture *fixture = *state;
    struct br_stages *stages = fixture->stages;
    uint32_t a = br_stage_declare(stages, "a"), b = br_stage_declare(stages, "b");
    br_stage_begin(stages, a);
    br_stage_begin(stages, b);
    br_stage_begin(stages, b);
    br_stage_end(stages, a);
    assert_int_equal(faults_of(fixture).missing_ends, 2);
    assert_int_equal(find_row(fixture->profiler, "a.b.b").calls, 1);
    assert_sums_close(fixture->profiler);
    br_stage_begin(stages, b);
    assert_int_equal(faults_of(fixture).open_stages, 1);
    struct br_stage_row *rows;
    assert_int_equal(br_stage_rows(fixture->profiler, &rows), 3);
    free(rows);
}

static void too_deep_stages_are_their_parents_time(void **state)
{
    struct fixture *fixture = *state;
    uint32_t down = br_stage_declare(fixture->stages, "down");
    for (int round = 0; round < 2; round++) {
        for (int i = 0; i < BR_STAGE_DEPTH + 8; i++)
            br_stage_begin(fixture->stages, down);
        for (int i = 0; i < BR_STAGE_DEPTH + 8; i++)
            br_stage_end(fixture->stages, down);
    }
    assert_int_equal(faults_of(fixture).too_deep, 16);
    assert_int_equal(faults_of(fixture).open_stages, 0);
    assert_int_equal(faults_of(fixture).unmatched_ends, 0);
    struct br_stage_row *rows;
    assert_int_equal(br_stage_rows(fixture->profiler, &rows), BR_STAGE_DEPTH);
    for (int i = 0; i < BR_STAGE_DEPTH; i++)
        assert_int_equal(rows[i].calls, 2);
    free(rows);
    assert_sums_close(fixture->profiler);
}

/* 50 labels inside 50 labels are 2550 paths. */
static void too_many_paths_are_joined(void **state)
{
    struct fixture *fixture = *state;
    struct br_stages *stages = fixture->stages;
    uint32_t numbers[50];
    for (int i = 0; i < 50; i++) {
        char label[16];
        snprintf(label, sizeof label, "s%d", i);
        numbers[i] = br_stage_declare(stages, label);
    }
    for (int i = 0; i < 50; i++) {
        for (int j = 0; j < 50; j++) {
            br_stage_begin(stages, numbers[i]);
            br_stage_begin(stages, numbers[j]);
            br_stage_end(stages, numbers[j]);
            br_stage_end(stages, numbers[i]);
        }
    }
    size_t count;
    assert_int_equal(calls_of_all(fixture->profiler, &count), 5000);
    assert_int_equal(count, BR_STAGE_ROW_LIMIT - 1);
    struct br_stage_row other = find_row(fixture->profiler, "other");
    assert_int_equal(other.calls, faults_of(fixture).joined);
    assert_true(other.self_wall_ticks == other.wall_ticks);
    assert_int_equal(find_row(fixture->profiler, "s0.s49").calls, 1);
}

static void too_many_labels_are_joined(void **state)
{
    struct fixture *fixture = *state;
    for (uint32_t i = 0; i < 100; i++) {
        char label[16];
        snprintf(label, sizeof label, "l%u", i);
        uint32_t number = br_stage_declare(fixture->stages, label);
        assert_int_equal(number, i < BR_STAGE_LIMIT - 1 ? i + 1 : BR_STAGE_LIMIT);
        assert_int_equal(br_stage_declare(fixture->stages, label), number);
        br_stage_begin(fixture->stages, number);
        br_stage_end(fixture->stages, number);
    }
    assert_int_equal(find_row(fixture->profiler, "other").calls, 100 - (BR_STAGE_LIMIT - 1));
    assert_int_equal(br_stage_declare(fixture->stages, "other"), BR_STAGE_LIMIT);
}

static void labels_cannot_break_paths_or_terminals(void **state)
{
    struct fixture *fixture = *state;
    static const char *const labels[][2] = {{"a.b", "a_b"},
                                            {"\033[31mred", "__31mred"},
                                            {"", "_"},
                                            {"x y|z", "x_y_z"},
                                            {"ok-1", "ok-1"}};
    for (size_t i = 0; i < sizeof labels / sizeof labels[0]; i++) {
        uint32_t number = br_stage_declare(fixture->stages, labels[i][0]);
        br_stage_begin(fixture->stages, number);
        br_stage_end(fixture->stages, number);
        find_row(fixture->profiler, labels[i][1]);
    }
}

static void long_paths_keep_their_end(void **state)
{
    struct fixture *fixture = *state;
    uint32_t number =
        br_stage_declare(fixture->stages, "abcdefghijklmnopqrstuvwxyz-0123456789-cut-off");
    for (int i = 0; i < BR_STAGE_DEPTH; i++)
        br_stage_begin(fixture->stages, number);
    for (int i = 0; i < BR_STAGE_DEPTH; i++)
        br_stage_end(fixture->stages, number);
    struct br_stage_row *rows;
    size_t count = br_stage_rows(fixture->profiler, &rows);
    assert_int_equal(count, BR_STAGE_DEPTH);
    assert_string_equal(rows[0].path, "abcdefghijklmnopqrstuvwxyz-0123");
    const char *deepest = rows[count - 1].path;
    assert_int_equal(strlen(deepest), sizeof rows[0].path - 1);
    assert_memory_equal(deepest, "...", 3);
    assert_string_equal(deepest + strlen(deepest) - 32, ".abcdefghijklmnopqrstuvwxyz-0123");
    free(rows);
}

static void reset_forgets_figures_and_keeps_labels(void **state)
{
    struct fixture *fixture = *state;
    uint32_t warm = br_stage_declare(fixture->stages, "warm");
    br_stage_begin(fixture->stages, warm);
    br_stage_end(fixture->stages, warm);
    br_stage_end(fixture->stages, warm);
    br_stage_reset(fixture->stages);
    size_t count;
    assert_int_equal(calls_of_all(fixture->profiler, &count), 0);
    assert_int_equal(faults_of(fixture).unmatched_ends, 0);
    assert_int_equal(br_stage_declare(fixture->stages, "warm"), warm);
    br_stage_begin(fixture->stages, warm);
    br_stage_reset(fixture->stages);
    assert_int_equal(faults_of(fixture).missing_ends, 1);
    assert_int_equal(br_stage_current(fixture->stages), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        STAGE_TEST(an_end_without_a_begin_is_ignored),
        STAGE_TEST(a_missing_end_is_made_up_for),
        STAGE_TEST(too_deep_stages_are_their_parents_time),
        STAGE_TEST(too_many_paths_are_joined),
        STAGE_TEST(too_many_labels_are_joined),
        STAGE_TEST(labels_cannot_break_paths_or_terminals),
        STAGE_TEST(long_paths_keep_their_end),
        STAGE_TEST(reset_forgets_figures_and_keeps_labels),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
