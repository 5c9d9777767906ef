/* Shape tables: every member of every struct of the model is stored, once. */
#include "unit/cmocka_all.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/os.h"
#include "base/text.h"
#include "model/explanation.h"
#include "model/calibration.h"
#include "model/trial.h"

/* ---- sizes as the compiler lays them out ---- */

struct extent {
    size_t size, alignment;
};

static size_t alignment_of(const struct br_shape *shape);

static struct extent extent_of(const struct br_field *field)
{
    switch (field->kind) {
    case BR_FIELD_COUNT:
    case BR_FIELD_WORD:
        return (struct extent){sizeof(uint64_t), _Alignof(uint64_t)};
    case BR_FIELD_SIGNED:
        return (struct extent){sizeof(int64_t), _Alignof(int64_t)};
    case BR_FIELD_NUMBER:
        return (struct extent){sizeof(double), _Alignof(double)};
    case BR_FIELD_FLAG:
        return (struct extent){sizeof(bool), _Alignof(bool)};
    case BR_FIELD_TEXT:
        return (struct extent){sizeof(char *), _Alignof(char *)};
    case BR_FIELD_CHOICE:
        return (struct extent){sizeof(uint32_t), _Alignof(uint32_t)};
    case BR_FIELD_STRUCT:
        return (struct extent){field->shape->size, alignment_of(field->shape)};
    default:
        return (struct extent){sizeof(struct br_counts), _Alignof(struct br_counts)};
    }
}

static size_t alignment_of(const struct br_shape *shape)
{
    size_t largest = 1;
    for (const struct br_field *field = shape->fields; field->name != NULL; field++) {
        const size_t alignment = extent_of(field).alignment;
        largest = alignment > largest ? alignment : largest;
    }
    return largest;
}

static size_t round_up(size_t offset, size_t alignment)
{
    return (offset + alignment - 1) / alignment * alignment;
}

/* In a table without gaps each field begins where the one before ends, padding aside: so no two
 * overlap, none lies outside and none is forgotten. */
static void check_extents(const struct br_shape *shape)
{
    size_t end = 0;
    for (const struct br_field *field = shape->fields; field->name != NULL; field++) {
        const struct extent extent = extent_of(field);
        if (field->offset != round_up(end, extent.alignment))
            fail_msg("%s.%s: offset %zu, expected %zu", shape->name, field->name, field->offset,
                     round_up(end, extent.alignment));
        end = field->offset + extent.size;
    }
    if (shape->size != round_up(end, alignment_of(shape)))
        fail_msg("%s: %zu bytes, but its fields end at %zu", shape->name, shape->size, end);
}

static void check_names(const struct br_shape *shape)
{
    for (const struct br_field *field = shape->fields; field->name != NULL; field++) {
        for (const struct br_field *other = field + 1; other->name != NULL; other++)
            assert_string_not_equal(field->name, other->name);
        if (field->kind == BR_FIELD_CHOICE)
            assert_non_null(field->names);
    }
}

/* ---- members as the header declares them: a flag may hide in padding ---- */

/* The text of all headers of the model without comments. */
static char *headers(void)
{
    static const char *const names[] = {"cell",    "config",      "stacks", "result",
                                        "profile", "explanation", "trial",  "calibration"};
    struct br_text plain = {0};
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        char *text = NULL;
        size_t size = 0;
        struct br_error error;
        char *path = br_string_format("%s/src/model/%s.h", BENCHRUN_SOURCE_DIR, names[i]);
        assert_int_equal(br_os_read_file(path, &text, &size, &error), 0);
        for (const char *from = text; *from != '\0'; from++) {
            if (strncmp(from, "/*", 2) == 0)
                from = strstr(from, "*/") + 1;
            else
                br_text_append_bytes(&plain, from, 1);
        }
        free(text);
        free(path);
    }
    return br_text_take(&plain);
}

static bool is_identifier_character(char character)
{
    return isalnum((unsigned char)character) || character == '_';
}

/* Takes the next declared name of a struct's body: the identifier before ',' or ';'. Returns what
 * follows, NULL at the closing brace. */
static const char *next_member(const char *body, char *name, size_t size)
{
    const size_t length = strcspn(body, ",;}");
    if (body[length] == '}')
        return NULL;
    size_t end = length;
    while (end > 0 && !is_identifier_character(body[end - 1]))
        end--;
    size_t start = end;
    while (start > 0 && is_identifier_character(body[start - 1]))
        start--;
    snprintf(name, size, "%.*s", (int)(end - start), body + start);
    return body + length + 1;
}

static void check_declared(const struct br_shape *shape, const char *text)
{
    char *opening = br_string_format("struct %s {", shape->name);
    const char *body = strstr(text, opening);
    free(opening);
    if (body == NULL) {
        fail_msg("struct %s is not declared in the headers", shape->name);
        return;
    }
    body = strchr(body, '{') + 1;
    char name[128];
    const struct br_field *field = shape->fields;
    while ((body = next_member(body, name, sizeof name)) != NULL) {
        if (field->name == NULL || strcmp(field->name, name) != 0)
            fail_msg("%s.%s is missing in the table, which has %s there", shape->name, name,
                     field->name != NULL ? field->name : "no more");
        field++;
    }
    assert_null(field->name);
}

/* ---- the walk over all tables ---- */

static size_t check_shape(const struct br_shape *shape, const char *text)
{
    size_t checked = 1;
    check_extents(shape);
    check_names(shape);
    check_declared(shape, text);
    for (const struct br_field *field = shape->fields; field->name != NULL; field++) {
        if (field->kind == BR_FIELD_STRUCT || field->kind == BR_FIELD_LIST)
            checked += check_shape(field->shape, text);
    }
    return checked;
}

static void tables_cover_their_structs(void **state)
{
    (void)state;
    char *text = headers();
    /* Profile, its four parts, and what a result is made of. */
    assert_true(check_shape(&br_profile_shape, text) >= 20);
    assert_true(check_shape(&br_trial_shape, text) >= 20);
    assert_true(check_shape(&br_calibration_shape, text) >= 3);
    assert_true(check_shape(&br_explanation_shape, text) >= 5);
    free(text);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(tables_cover_their_structs)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
