/* Callgrind: what it writes is read to the digit or refused, and how it is started. */
#include "unit/cmocka_all.h"

#include <stdlib.h>
#include <string.h>

#include "measure/callgrind.h"
#include "measure/instruction_marks.h"

static void must_refuse(const char *text)
{
    struct br_error error = {0};
    uint64_t instructions = 7;
    assert_int_equal(br_callgrind_parse(text, strlen(text), &instructions, &error),
                     BR_ERROR_FORMAT);
    assert_non_null(strstr(error.message, "callgrind"));
    assert_int_equal(instructions, 7);
}

static void must_read(const char *text, uint64_t expected)
{
    struct br_error error = {0};
    uint64_t instructions = 0;
    /* Without the NUL: what is read has none. */
    char *copy = malloc(strlen(text));
    memcpy(copy, text, strlen(text));
    assert_int_equal(br_callgrind_parse(copy, strlen(text), &instructions, &error), 0);
    assert_int_equal(instructions, expected);
    free(copy);
}

static void totals_are_read(void **state)
{
    (void)state;
    must_read("totals: 0\n", 0);
    must_read("events: Ir\nfn=(1) main\n5 12\ntotals: 49521607\n", 49521607);
    must_read("part: 1\ntotals: 5\n\npart: 2\ntotals: 18446744073709551615\n\n", UINT64_MAX);
    must_read("fn=(1) totals: 8\ntotals: 9\n", 9);
}

static void what_is_no_total_is_refused(void **state)
{
    (void)state;
    must_refuse("");
    must_refuse("summary: 12\n");
    must_refuse("x totals: 12\n");
    must_refuse("totals: \n");
    must_refuse("totals: 12");
    must_refuse("totals: 12 13\n");
    must_refuse("totals: -12\n");
    must_refuse("totals: 18446744073709551616\n");
}

static void the_program_stands_behind_the_options(void **state)
{
    (void)state;
    const char *const program[] = {"/bin/program", "argument", NULL};
    struct br_callgrind_command command;
    size_t count = 0;
    br_callgrind_compose("/bin/valgrind", program, 12, &command);
    while (command.arguments[count] != NULL)
        count++;
    assert_string_equal(command.arguments[0], "/bin/valgrind");
    assert_string_equal(command.arguments[count - 3], "--callgrind-out-file=/proc/self/fd/12");
    assert_string_equal(command.arguments[count - 2], "/bin/program");
    assert_string_equal(command.arguments[count - 1], "argument");
}

static void valgrind_says_why_it_gave_up(void **state)
{
    (void)state;
    char *complaint = br_callgrind_complaint(
        "of the plug-in: valgrind: no\nvalgrind:  Fatal error at startup: a\tfunction\n"
        "==12== Warning\nvalgrind:  \nvalgrind:  cannot be set up.");
    assert_string_equal(complaint, "Fatal error at startup: a function cannot be set up.");
    free(complaint);
    assert_null(br_callgrind_complaint(""));
    assert_null(br_callgrind_complaint("valgrind:\nvalgrind"));
    assert_null(br_callgrind_complaint("the plug-in printed this\n"));
    char lines[4000] = "";
    while (strlen(lines) < sizeof lines - 40)
        strcat(lines, "valgrind: and so on\n");
    complaint = br_callgrind_complaint(lines);
    assert_in_range(strlen(complaint), 600, 620);
    assert_string_equal(complaint + strlen(complaint) - 3, "...");
    free(complaint);
}

static void settings_of_the_user_come_last(void **state)
{
    (void)state;
    setenv("MALLOC_CONF", "narenas:1", 1);
    char *environment = br_callgrind_environment();
    assert_string_equal(environment, "MALLOC_CONF=dirty_decay_ms:-1,muzzy_decay_ms:-1,narenas:1");
    free(environment);
    setenv("MALLOC_CONF", "", 1); /* jemalloc complains of a comma at the end */
    environment = br_callgrind_environment();
    assert_string_equal(environment, "MALLOC_CONF=dirty_decay_ms:-1,muzzy_decay_ms:-1");
    free(environment);
    unsetenv("MALLOC_CONF");
    environment = br_callgrind_environment();
    assert_string_equal(environment, "MALLOC_CONF=dirty_decay_ms:-1,muzzy_decay_ms:-1");
    free(environment);
}

/* Opens and ends `outer`, with `inner` twice in it. */
static void mark(struct br_stages *stages, uint32_t outer, uint32_t inner)
{
    br_stage_begin(stages, outer);
    for (int i = 0; i < 2; i++) {
        br_stage_begin(stages, inner);
        br_stage_end(stages, inner);
    }
    br_stage_end(stages, outer);
}

static void marks_collect_where_they_should(void **state)
{
    (void)state;
    struct br_stage_profiler *profiler = br_stage_profiler_new(NULL);
    struct br_instruction_marks marks = {.counted = BR_COUNTED_NOTHING};
    struct br_stages *stages = br_marks_attach(&marks, br_stage_attach(profiler));
    uint32_t outer = br_stage_declare(stages, "outer");
    uint32_t inner = br_stage_declare(stages, "inner");
    mark(stages, outer, inner);
    assert_false(marks.collecting);
    br_marks_count(&marks, BR_COUNTED_STAGE, "outer");
    mark(stages, outer, inner);
    assert_int_equal(marks.outer_calls, 1);
    assert_int_equal(marks.inner_calls, 2);
    br_stage_begin(stages, outer);
    assert_true(marks.collecting);
    br_marks_wait(&marks, true);
    assert_false(marks.collecting);
    br_marks_wait(&marks, false);
    br_stage_begin(stages, inner);
    assert_true(marks.collecting);
    br_stage_end(stages, outer); /* of the wrong one: ends both */
    assert_false(marks.collecting);
    br_stage_end(stages, inner);
    assert_false(marks.collecting);
    br_marks_count(&marks, BR_COUNTED_STAGE, "outer.inner");
    mark(stages, outer, inner);
    assert_int_equal(marks.outer_calls, 2);
    assert_int_equal(marks.inner_calls, 0);
    br_marks_count(&marks, BR_COUNTED_NOTHING, NULL);
    assert_int_equal(marks.outer_calls, 2);
    br_stage_profiler_free(profiler);
}

static void waiting_and_work_exclude_each_other(void **state)
{
    (void)state;
    struct br_instruction_marks marks = {.counted = BR_COUNTED_NOTHING};
    br_marks_wait(NULL, true); /* no marks, no matter */
    br_marks_count(&marks, BR_COUNTED_WORK, NULL);
    assert_true(marks.collecting);
    br_marks_wait(&marks, true);
    assert_false(marks.collecting);
    br_marks_count(&marks, BR_COUNTED_WAITING, NULL); /* by a thread that waits */
    assert_true(marks.collecting);
    br_marks_wait(&marks, false);
    assert_false(marks.collecting);
    br_marks_count(&marks, BR_COUNTED_NOTHING, NULL);
    assert_false(marks.collecting);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(totals_are_read),
        cmocka_unit_test(what_is_no_total_is_refused),
        cmocka_unit_test(the_program_stands_behind_the_options),
        cmocka_unit_test(valgrind_says_why_it_gave_up),
        cmocka_unit_test(settings_of_the_user_come_last),
        cmocka_unit_test(marks_collect_where_they_should),
        cmocka_unit_test(waiting_and_work_exclude_each_other),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
