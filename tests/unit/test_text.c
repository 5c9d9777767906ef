/* Growable text, escaping for terminals and tables, columns, nearest words, UTF-8. */
#include "unit/cmocka_all.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "base/utf8.h"

static void empty_text_is_an_empty_string(void **state)
{
    (void)state;
    struct br_text text = {0};
    assert_string_equal(br_text_string(&text), "");
    br_text_clear(&text);
    char *taken = br_text_take(&text);
    assert_string_equal(taken, "");
    free(taken);
    br_text_release(&text);
}

static void appends_of_all_kinds_follow_each_other(void **state)
{
    (void)state;
    struct br_text text = {0};
    br_text_append(&text, "a");
    br_text_append_bytes(&text, "b\0c", 3);
    br_text_append_repeat(&text, '-', 3);
    br_text_format(&text, "%d|%s", 42, "x");
    assert_int_equal(text.size, 11);
    assert_memory_equal(text.data, "ab\0c---42|x", 12);
    assert_false(text.failed);
    br_text_clear(&text);
    assert_string_equal(br_text_string(&text), "");
    br_text_release(&text);
    assert_null(text.data);
}

static void text_grows_by_single_bytes_and_by_long_formats(void **state)
{
    (void)state;
    struct br_text text = {0};
    for (int i = 0; i < 10000; i++)
        br_text_append_bytes(&text, &"0123456789"[i % 10], 1);
    br_text_format(&text, "%*d", 5000, 7);
    assert_int_equal(text.size, 15000);
    for (size_t i = 0; i < 10000; i++)
        assert_int_equal(text.data[i], '0' + (int)(i % 10));
    assert_int_equal(text.data[14999], '7');
    char *taken = br_text_take(&text);
    assert_int_equal(strlen(taken), 15000);
    assert_null(text.data);
    free(taken);
}

static void failed_text_keeps_its_beginning_and_takes_nothing_more(void **state)
{
    (void)state;
    struct br_text text = {0};
    br_text_append(&text, "kept");
    br_text_append_repeat(&text, 'x', SIZE_MAX - 2);
    assert_true(text.failed);
    br_text_append(&text, "late");
    assert_string_equal(br_text_string(&text), "kept");
    assert_null(br_text_take(&text));
    assert_false(text.failed);
    br_text_append(&text, "new");
    assert_string_equal(br_text_string(&text), "new");
    br_text_release(&text);
}

static void assert_shown(void (*append)(struct br_text *, const char *), const char *from,
                         const char *expected)
{
    struct br_text text = {0};
    append(&text, from);
    assert_string_equal(br_text_string(&text), expected);
    br_text_release(&text);
}

static void hostile_characters_become_visible(void **state)
{
    (void)state;
    static const struct {
        const char *from, *shown;
    } cases[] = {
        {"plain | *text* \\", "plain | *text* \\"},
        {"\t\r\n\x01\x7f", "\\x09\\x0d\\x0a\\x01\\x7f"},
        {"\x1b]0;title\x07", "\\x1b]0;title\\x07"},
        {"\xc2\x9b"
         "31m",
         "\\xc2\\x9b31m"},
        {"\u202egnp.exe", "\\xe2\\x80\\xaegnp.exe"},
        {"a\u2066b\u200fc\u2028d", "a\\xe2\\x81\\xa6b\\xe2\\x80\\x8fc\\xe2\\x80\\xa8d"},
        {"\xff\xfe", "\\xff\\xfe"},
        {"\xc0\xaf", "\\xc0\\xaf"},                   /* overlong */
        {"\xed\xa0\x80", "\\xed\\xa0\\x80"},          /* surrogate */
        {"\xf4\x90\x80\x80", "\\xf4\\x90\\x80\\x80"}, /* past U+10FFFF */
        {"\xe2\x82", "\\xe2\\x82"},                   /* ends early */
        {"é€😀", "é€😀"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++)
        assert_shown(br_text_append_visible, cases[i].from, cases[i].shown);
}

static void markdown_stays_in_its_cell(void **state)
{
    (void)state;
    assert_shown(br_text_append_markdown, "a|b", "a\\|b");
    assert_shown(br_text_append_markdown, "a\\|b", "a\\\\\\|b");
    assert_shown(br_text_append_markdown, "a\n| c", "a\\\\x0a\\| c");
    assert_shown(br_text_append_markdown, "<b>`x`</b> [l](u) *_~",
                 "\\<b\\>\\`x\\`\\</b\\> \\[l\\](u) \\*\\_\\~");
    assert_shown(br_text_append_markdown, "é 1.5", "é 1.5");
}

static void columns_count_code_points(void **state)
{
    (void)state;
    assert_int_equal(br_text_columns(""), 0);
    assert_int_equal(br_text_columns("µs/record"), 9);
    assert_int_equal(br_text_columns("e\u0301t"), 2);
    assert_int_equal(br_text_columns("\xff\xffx"), 3);
}

static void copies_and_formats_strings(void **state)
{
    (void)state;
    assert_null(br_string_copy(NULL));
    char *copy = br_string_copy("abc");
    char *formatted = br_string_format("%s-%d", copy, 5);
    assert_string_equal(formatted, "abc-5");
    free(copy);
    free(formatted);
}

static void nearest_word_is_found_when_near(void **state)
{
    (void)state;
    static const char *const words[] = {"single", "concurrent", "threads", "marc", "--sizes", NULL};
    static const struct {
        const char *word, *nearest;
    } cases[] = {
        {"sigle", "single"},
        {"cocnurrent", "concurrent"},
        {"thraeds", "threads"},
        {"MARC", "marc"},
        {"macr", "marc"},
        {"--size", "--sizes"},
        {"single", "single"},
        {"zebra", NULL},
        {"", NULL},
        {"x", NULL},
        {"singularities", NULL},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        const char *nearest = br_string_nearest(cases[i].word, words);
        if (cases[i].nearest == NULL)
            assert_null(nearest);
        else
            assert_string_equal(nearest, cases[i].nearest);
    }
}

static void nearest_word_survives_long_words(void **state)
{
    (void)state;
    char word[200];
    memset(word, 'a', sizeof word);
    word[sizeof word - 1] = '\0';
    const char *const candidates[] = {word, "aaaa", NULL};
    assert_null(br_string_nearest(word, candidates));
    assert_string_equal(br_string_nearest("aaa", candidates), "aaaa");
}

/* Every code point encoded by hand decodes to itself; the encoder is the oracle. */
static void every_code_point_decodes_to_itself(void **state)
{
    (void)state;
    for (uint32_t point = 1; point <= 0x10FFFF; point++) {
        char bytes[5] = {0};
        size_t size = point < 0x80 ? 1 : point < 0x800 ? 2 : point < 0x10000 ? 3 : 4;
        for (size_t i = size - 1, rest = point; i > 0; i--, rest >>= 6)
            bytes[i] = (char)(0x80 | (rest & 0x3F));
        static const unsigned leads[] = {0, 0, 0xC0, 0xE0, 0xF0};
        bytes[0] = (char)(leads[size] | point >> (6 * (size - 1)));
        uint32_t decoded = 0;
        bool is_surrogate = point >= 0xD800 && point <= 0xDFFF;
        size_t eaten = br_utf8_decode(bytes, &decoded);
        if (eaten != (is_surrogate ? 0 : size) || (!is_surrogate && decoded != point))
            fail_msg("U+%04X gave %zu bytes and U+%04X", point, eaten, decoded);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(empty_text_is_an_empty_string),
        cmocka_unit_test(appends_of_all_kinds_follow_each_other),
        cmocka_unit_test(text_grows_by_single_bytes_and_by_long_formats),
        cmocka_unit_test(failed_text_keeps_its_beginning_and_takes_nothing_more),
        cmocka_unit_test(hostile_characters_become_visible),
        cmocka_unit_test(markdown_stays_in_its_cell),
        cmocka_unit_test(columns_count_code_points),
        cmocka_unit_test(copies_and_formats_strings),
        cmocka_unit_test(nearest_word_is_found_when_near),
        cmocka_unit_test(nearest_word_survives_long_words),
        cmocka_unit_test(every_code_point_decodes_to_itself),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
