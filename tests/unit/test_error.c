/* Errors: codes, words, exit statuses and messages that hostile text cannot disturb. */
#include "unit/cmocka_all.h"

#include <string.h>

#include "base/error.h"

static void sets_code_and_message(void **state)
{
    (void)state;
    struct br_error error = {0};
    assert_int_equal(br_error_set(&error, BR_ERROR_INPUT, "%s is %d", "file", 7), BR_ERROR_INPUT);
    assert_int_equal(error.code, BR_ERROR_INPUT);
    assert_string_equal(error.message, "file is 7");
}

static void null_error_still_gives_the_code(void **state)
{
    (void)state;
    assert_int_equal(br_error_set(NULL, BR_ERROR_MEMORY, "x"), BR_ERROR_MEMORY);
    assert_true(br_error_prefix(NULL, "x") < 0);
}

static void control_characters_become_visible(void **state)
{
    (void)state;
    struct br_error error;
    br_error_set(&error, BR_ERROR_INPUT, "file '%s'", "a\x1b[31m\nb\xff\u202e");
    assert_string_equal(error.message, "file 'a\\x1b[31m\\x0ab\\xff\\xe2\\x80\\xae'");
    br_error_set(&error, BR_ERROR_INPUT, "%s", "Köln 数");
    assert_string_equal(error.message, "Köln 数");
}

static void prefix_goes_in_front(void **state)
{
    (void)state;
    struct br_error error;
    br_error_set(&error, BR_ERROR_IO, "disk is full");
    assert_int_equal(br_error_prefix(&error, "saving %s", "a.json"), BR_ERROR_IO);
    assert_string_equal(error.message, "saving a.json: disk is full");
}

static void message_may_quote_itself(void **state)
{
    (void)state;
    struct br_error error;
    br_error_set(&error, BR_ERROR_IO, "inner");
    br_error_set(&error, BR_ERROR_CHILD, "outer (%s)", error.message);
    assert_string_equal(error.message, "outer (inner)");
}

/* Every length around the limit: never past the end, cut at a character, marked when cut. */
static void long_messages_are_cut_and_marked(void **state)
{
    (void)state;
    enum { LIMIT = sizeof((struct br_error *)0)->message };
    char argument[2 * LIMIT];
    for (size_t size = LIMIT - 10; size < LIMIT + 10; size++) {
        memset(argument, 'x', size);
        argument[size] = '\0';
        struct br_error error;
        br_error_set(&error, BR_ERROR_INPUT, "%s", argument);
        if (size < LIMIT) {
            assert_string_equal(error.message, argument);
        } else {
            assert_int_equal(strlen(error.message), LIMIT - 1);
            assert_string_equal(error.message + LIMIT - 4, "...");
        }
    }
}

static void cut_keeps_characters_whole(void **state)
{
    (void)state;
    char argument[3000] = "";
    for (size_t size = 0; size + 3 < sizeof argument; size += 3)
        memcpy(argument + size, "数", 4);
    struct br_error error;
    br_error_set(&error, BR_ERROR_INPUT, "%s", argument);
    size_t size = strlen(error.message);
    assert_string_equal(error.message + size - 3, "...");
    assert_int_equal((size - 3) % 3, 0);
    assert_null(strstr(error.message, "\\x"));
}

static void codes_have_words_and_exit_statuses(void **state)
{
    (void)state;
    static const struct {
        int code;
        const char *word;
        int exit_status;
    } expected[] = {
        {0, "ok", 0},
        {BR_ERROR_FAILED, "failed", 1},
        {BR_ERROR_USAGE, "usage", 2},
        {BR_ERROR_INPUT, "bad input", 2},
        {BR_ERROR_FORMAT, "bad format", 2},
        {BR_ERROR_WORK, "different work", 1},
        {BR_ERROR_INTERRUPTED, "interrupted", 130},
        {-1000, "unknown error", 1},
        {1000, "unknown error", 1},
    };
    for (size_t i = 0; i < sizeof expected / sizeof expected[0]; i++) {
        assert_string_equal(br_error_word(expected[i].code), expected[i].word);
        assert_int_equal(br_error_exit_status(expected[i].code), expected[i].exit_status);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(sets_code_and_message),
        cmocka_unit_test(null_error_still_gives_the_code),
        cmocka_unit_test(control_characters_become_visible),
        cmocka_unit_test(prefix_goes_in_front),
        cmocka_unit_test(message_may_quote_itself),
        cmocka_unit_test(long_messages_are_cut_and_marked),
        cmocka_unit_test(cut_keeps_characters_whole),
        cmocka_unit_test(codes_have_words_and_exit_statuses),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
