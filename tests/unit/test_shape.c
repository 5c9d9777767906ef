/* Shapes: the tables cover the structs, and what is printed reads back the same. */
#include "unit/cmocka_all.h"

#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/os.h"
#include "base/text.h"
#include "model/fields.h"
#include "model/profile.h"
#include "model_fill.h"

/* ---- a shape with every kind, whose values the tests choose ---- */

struct br_inner {
    uint64_t count;
    char *text;
};
struct br_inners {
    struct br_inner *items;
    size_t count;
};
struct br_sundry {
    uint64_t count;
    int64_t signed_count;
    uint64_t word;
    double number;
    bool flag;
    char *text;
    uint32_t choice;
    struct br_inner inner;
    struct br_inners list;
    struct br_counts counts;
    struct br_numbers numbers;
    struct br_texts texts;
};

static const char *const colours[] = {"red", "green", NULL};
static const struct br_field inner_fields[] = {BR_COUNT(br_inner, count), BR_TEXT(br_inner, text),
                                               BR_FIELDS_END};
static const struct br_shape br_inner_shape = BR_SHAPE(br_inner, inner_fields);
static const struct br_field sundry_fields[] = {BR_COUNT(br_sundry, count),
                                                BR_SIGNED(br_sundry, signed_count),
                                                BR_WORD(br_sundry, word),
                                                BR_NUMBER(br_sundry, number),
                                                BR_FLAG(br_sundry, flag),
                                                BR_TEXT(br_sundry, text),
                                                BR_CHOICE(br_sundry, choice, colours),
                                                BR_STRUCT(br_sundry, inner, br_inner),
                                                BR_LIST(br_sundry, list, br_inner),
                                                BR_COUNTS(br_sundry, counts),
                                                BR_NUMBERS(br_sundry, numbers),
                                                BR_TEXTS(br_sundry, texts),
                                                BR_FIELDS_END};
static const struct br_shape sundry_shape = BR_SHAPE(br_sundry, sundry_fields);

static int parse(const char *text, struct br_sundry *sundry, struct br_error *error)
{
    return br_shape_parse(&sundry_shape, text, strlen(text), sundry, error);
}

/* Prints and parses; the caller releases. */
static struct br_sundry round_trip(const struct br_sundry *sundry)
{
    struct br_sundry back = {0};
    struct br_error error;
    char *text = br_shape_print(&sundry_shape, sundry, false);
    assert_non_null(text);
    if (parse(text, &back, &error) != 0)
        fail_msg("%s in %s", error.message, text);
    free(text);
    return back;
}

static bool is_zeroed(const void *object, size_t size)
{
    const unsigned char *bytes = object;
    for (size_t i = 0; i < size; i++) {
        if (bytes[i] != 0)
            return false;
    }
    return true;
}

/* ---- values ---- */

static void prints_members_in_order_and_leaves_out_what_is_absent(void **state)
{
    (void)state;
    struct br_sundry sundry = {.count = 3, .word = 255, .number = 0.1, .choice = 1};
    char *text = br_shape_print(&sundry_shape, &sundry, false);
    assert_string_equal(text, "{\"count\":3,\"signed_count\":0,\"word\":\"0x00000000000000ff\","
                              "\"number\":0.1,\"flag\":false,\"choice\":\"green\","
                              "\"inner\":{\"count\":0}}");
    free(text);
}

static void integers_are_exact_over_64_bits(void **state)
{
    (void)state;
    for (unsigned bit = 0; bit < 64; bit++) {
        for (uint64_t delta = 0; delta < 3; delta++) {
            const uint64_t value = (UINT64_C(1) << bit) + delta - 1;
            const struct br_sundry sundry = {
                .count = value, .signed_count = (int64_t)value, .word = value};
            const struct br_sundry back = round_trip(&sundry);
            assert_true(back.count == value && back.word == value);
            assert_true(back.signed_count == (int64_t)value);
            const struct br_sundry negative = {.signed_count = (int64_t)(0 - value)};
            assert_true(round_trip(&negative).signed_count == negative.signed_count);
        }
    }
}

static void counts_are_numbers_up_to_the_exact_range_and_text_beyond(void **state)
{
    (void)state;
    struct br_sundry sundry = {.count = (UINT64_C(1) << 53) - 1,
                               .signed_count = -(INT64_C(1) << 53)};
    char *text = br_shape_print(&sundry_shape, &sundry, false);
    assert_non_null(strstr(text, "\"count\":9007199254740991,"));
    assert_non_null(strstr(text, "\"signed_count\":\"-9007199254740992\","));
    free(text);
}

static void numbers_read_back_identical(void **state)
{
    (void)state;
    static const double numbers[] = {0.1,    1.0 / 3,    -0.0,        1e308,
                                     5e-324, 1e15 + 0.3, 1 + 0x1p-52, 123456789.123456789,
                                     -1e-9,  2.5,        1e17};
    for (size_t i = 0; i < sizeof numbers / sizeof numbers[0]; i++) {
        const struct br_sundry sundry = {.number = numbers[i]};
        const struct br_sundry back = round_trip(&sundry);
        assert_memory_equal(&back.number, &numbers[i], sizeof(double));
    }
}

static void not_a_number_and_infinity_are_null(void **state)
{
    (void)state;
    struct br_sundry sundry = {.number = INFINITY};
    assert_true(isnan(round_trip(&sundry).number));
    sundry.number = NAN;
    struct br_sundry back = round_trip(&sundry);
    assert_true(br_shape_equal(&sundry_shape, &sundry, &back, NULL, 0));
}

static void texts_that_are_not_utf8_become_valid(void **state)
{
    (void)state;
    char hostile[] = "caf\xe9 \xc0\xaf \xed\xa0\x80 \"\\\n\x01 ok: é";
    struct br_sundry sundry = {.text = hostile};
    struct br_sundry back = round_trip(&sundry);
    assert_string_equal(back.text, "caf\\xE9 \\xC0\\xAF \\xED\\xA0\\x80 \"\\\n\x01 ok: é");
    br_shape_release(&sundry_shape, &back);
    struct br_error error;
    assert_int_equal(parse("{\"text\":\"\xff\"}", &back, &error), 0);
    assert_string_equal(back.text, "\\xFF");
    br_shape_release(&sundry_shape, &back);
}

static void absent_texts_keep_their_place_in_a_list(void **state)
{
    (void)state;
    struct br_sundry sundry = {0};
    *(char **)br_list_append(&sundry.texts, sizeof(char *)) = br_string_copy("a");
    br_list_append(&sundry.texts, sizeof(char *));
    *(char **)br_list_append(&sundry.texts, sizeof(char *)) = br_string_copy("");
    struct br_sundry back = round_trip(&sundry);
    assert_int_equal(back.texts.count, 3);
    assert_null(back.texts.items[1]);
    assert_true(br_shape_equal(&sundry_shape, &sundry, &back, NULL, 0));
    br_shape_release(&sundry_shape, &back);
    br_shape_release(&sundry_shape, &sundry);
}

/* ---- reading ---- */

static void lacking_members_stay_zero_and_unknown_ones_are_ignored(void **state)
{
    (void)state;
    struct br_sundry sundry = {0};
    struct br_error error;
    assert_int_equal(parse(" {\"later\": [1, {\"x\": null}], \"flag\": true,\n \"count\": 7} \n",
                           &sundry, &error),
                     0);
    assert_true(sundry.flag);
    assert_int_equal(sundry.count, 7);
    const struct br_sundry expected = {.flag = true, .count = 7};
    assert_true(br_shape_equal(&sundry_shape, &sundry, &expected, NULL, 0));
}

static void wrong_types_name_their_path(void **state)
{
    (void)state;
    static const struct {
        const char *text, *message;
    } wrong[] = {
        {"[]", "br_sundry: expected an object, found an array"},
        {"{\"flag\":1}", "flag: expected true or false, found a number"},
        {"{\"text\":null}", "text: expected a text, found null"},
        {"{\"inner\":3}", "inner: expected an object, found a number"},
        {"{\"list\":{}}", "list: expected an array, found an object"},
        {"{\"list\":[{},{\"text\":false}]}", "list[1].text: expected a text, found true or false"},
        {"{\"texts\":[\"a\",2]}", "texts[1]: expected a text, found a number"},
        {"{\"choice\":\"blue\"}", "choice: expected one of red, green, found a text"},
        {"{\"number\":1e999}", "number: expected a number within the range of a double"},
        {"{\"numbers\":[1,\"2\"]}", "numbers[1]: expected a number"},
    };
    for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++) {
        struct br_sundry sundry = {0};
        struct br_error error = {0};
        assert_int_equal(parse(wrong[i].text, &sundry, &error), BR_ERROR_FORMAT);
        if (strncmp(error.message, wrong[i].message, strlen(wrong[i].message)) != 0)
            fail_msg("%s", error.message);
        assert_true(is_zeroed(&sundry, sizeof sundry));
    }
}

static void integers_that_would_be_rounded_are_refused(void **state)
{
    (void)state;
    static const char *const wrong[] = {
        "{\"count\":-1}",
        "{\"count\":1.5}",
        "{\"count\":9007199254740992}",
        "{\"count\":1e300}",
        "{\"count\":null}",
        "{\"count\":\"\"}",
        "{\"count\":\" 1\"}",
        "{\"count\":\"+1\"}",
        "{\"count\":\"0x10\"}",
        "{\"count\":\"18446744073709551616\"}",
        "{\"counts\":[1,2,3,-4]}",
        "{\"signed_count\":\"9223372036854775808\"}",
        "{\"signed_count\":\"-9223372036854775809\"}",
        "{\"signed_count\":\"--1\"}",
        "{\"signed_count\":0.5}",
        "{\"signed_count\":-9007199254740992}",
        "{\"word\":12}",
        "{\"word\":\"ff\"}",
        "{\"word\":\"0x\"}",
        "{\"word\":\"0x-1\"}",
        "{\"word\":\"0x10000000000000000\"}",
    };
    for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++) {
        struct br_sundry sundry = {0};
        struct br_error error;
        if (parse(wrong[i], &sundry, &error) != BR_ERROR_FORMAT)
            fail_msg("accepted: %s", wrong[i]);
    }
}

static void damaged_text_names_line_and_column(void **state)
{
    (void)state;
    static const struct {
        const char *text, *message;
    } damaged[] = {
        {"", "not valid JSON at line 1, column 1 (byte 0)"},
        {"{\"flag\":true}\n  x", "not valid JSON at line 2, column 3 (byte 16)"},
        {"{\"count\":1,\n\"flag\":tru}", "not valid JSON at line 2, column 8 (byte 19)"},
    };
    for (size_t i = 0; i < sizeof damaged / sizeof damaged[0]; i++) {
        struct br_sundry sundry = {0};
        struct br_error error = {0};
        assert_int_equal(parse(damaged[i].text, &sundry, &error), BR_ERROR_FORMAT);
        assert_string_equal(error.message, damaged[i].message);
    }
}

static void text_need_not_end_with_a_nul(void **state)
{
    (void)state;
    static const char text[] = {'{', '"', 'c', 'o', 'u', 'n', 't', '"', ':', '4', '}'};
    char *exact = malloc(sizeof text); /* so that a sanitizer sees a read past the end */
    memcpy(exact, text, sizeof text);
    struct br_sundry sundry = {0};
    struct br_error error;
    assert_int_equal(br_shape_parse(&sundry_shape, exact, sizeof text, &sundry, &error), 0);
    assert_int_equal(sundry.count, 4);
    free(exact);
}

static void a_choice_without_a_word_does_not_read_back(void **state)
{
    (void)state;
    struct br_sundry sundry = {.choice = 9};
    struct br_error error;
    char *text = br_shape_print(&sundry_shape, &sundry, false);
    struct br_sundry back = {0};
    assert_int_equal(parse(text, &back, &error), BR_ERROR_FORMAT);
    free(text);
}

/* ---- copy and comparison ---- */

static void a_copy_is_equal_and_shares_nothing(void **state)
{
    (void)state;
    struct fill fill = {.is_full = true};
    struct br_error error;
    br_random_init(&fill.random, 1);
    struct br_profile profile = {0};
    fill_object(&fill, &br_profile_shape, &profile);
    struct br_profile copy = {0};
    assert_int_equal(br_shape_copy(&br_profile_shape, &profile, &copy, &error), 0);
    char *printed = br_shape_print(&br_profile_shape, &profile, true);
    br_profile_release(&profile);
    assert_true(is_zeroed(&profile, sizeof profile));
    char *printed_copy = br_shape_print(&br_profile_shape, &copy, true);
    assert_string_equal(printed, printed_copy);
    free(printed);
    free(printed_copy);
    br_profile_release(&copy);
}

/* Changes one member of the object at a time, through every kind. */
static void every_difference_is_seen_and_named(void **state)
{
    (void)state;
    static const char *const changed[] = {
        "{\"count\":1}",          "{\"signed_count\":-1}",     "{\"word\":\"0x1\"}",
        "{\"number\":null}",      "{\"flag\":true}",           "{\"text\":\"\"}",
        "{\"choice\":\"green\"}", "{\"inner\":{\"count\":1}}", "{\"list\":[{}]}",
        "{\"counts\":[0]}",       "{\"numbers\":[0]}",         "{\"texts\":[null]}",
    };
    static const char *const paths[] = {"count", "signed_count", "word",    "number",
                                        "flag",  "text",         "choice",  "inner.count",
                                        "list",  "counts",       "numbers", "texts"};
    for (size_t i = 0; i < sizeof changed / sizeof changed[0]; i++) {
        const struct br_sundry plain = {0};
        struct br_sundry other = {0};
        struct br_error error;
        char path[64];
        assert_int_equal(parse(changed[i], &other, &error), 0);
        assert_false(br_shape_equal(&sundry_shape, &plain, &other, path, sizeof path));
        assert_string_equal(path, paths[i]);
        br_shape_release(&sundry_shape, &other);
    }
}

static void differences_inside_lists_are_named(void **state)
{
    (void)state;
    struct br_sundry left = {0};
    struct br_sundry right = {0};
    struct br_error error;
    char path[64];
    char short_path[6];
    assert_int_equal(parse("{\"list\":[{},{\"text\":\"a\"}]}", &left, &error), 0);
    assert_int_equal(parse("{\"list\":[{},{\"text\":\"b\"}]}", &right, &error), 0);
    assert_false(br_shape_equal(&sundry_shape, &left, &right, path, sizeof path));
    assert_string_equal(path, "list[1].text");
    assert_false(br_shape_equal(&sundry_shape, &left, &right, short_path, sizeof short_path));
    assert_string_equal(short_path, "list[");
    br_shape_release(&sundry_shape, &left);
    br_shape_release(&sundry_shape, &right);
}

static void lists_grow_by_zeroed_elements(void **state)
{
    (void)state;
    struct br_counts counts = {0};
    for (uint64_t i = 0; i < 1000; i++) {
        uint64_t *element = br_list_append(&counts, sizeof *element);
        assert_int_equal(*element, 0);
        *element = i + 1;
    }
    assert_int_equal(counts.count, 1000);
    for (uint64_t i = 0; i < 1000; i++)
        assert_int_equal(counts.items[i], i + 1);
    free(counts.items);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(prints_members_in_order_and_leaves_out_what_is_absent),
        cmocka_unit_test(integers_are_exact_over_64_bits),
        cmocka_unit_test(counts_are_numbers_up_to_the_exact_range_and_text_beyond),
        cmocka_unit_test(numbers_read_back_identical),
        cmocka_unit_test(not_a_number_and_infinity_are_null),
        cmocka_unit_test(texts_that_are_not_utf8_become_valid),
        cmocka_unit_test(absent_texts_keep_their_place_in_a_list),
        cmocka_unit_test(lacking_members_stay_zero_and_unknown_ones_are_ignored),
        cmocka_unit_test(wrong_types_name_their_path),
        cmocka_unit_test(integers_that_would_be_rounded_are_refused),
        cmocka_unit_test(damaged_text_names_line_and_column),
        cmocka_unit_test(text_need_not_end_with_a_nul),
        cmocka_unit_test(a_choice_without_a_word_does_not_read_back),
        cmocka_unit_test(a_copy_is_equal_and_shares_nothing),
        cmocka_unit_test(every_difference_is_seen_and_named),
        cmocka_unit_test(differences_inside_lists_are_named),
        cmocka_unit_test(lists_grow_by_zeroed_elements),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
