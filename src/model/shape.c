/* Shapes: what all walks share, and the comparison. */
#include "model/shape.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/text.h"
#include "base/utf8.h"
#include "model/shape_private.h"

bool br_field_is_list(enum br_field_kind kind)
{
    return kind == BR_FIELD_LIST || kind == BR_FIELD_COUNTS || kind == BR_FIELD_NUMBERS ||
           kind == BR_FIELD_TEXTS;
}

enum br_field_kind br_field_element_kind(const struct br_field *field)
{
    switch (field->kind) {
    case BR_FIELD_COUNTS:
        return BR_FIELD_COUNT;
    case BR_FIELD_NUMBERS:
        return BR_FIELD_NUMBER;
    case BR_FIELD_TEXTS:
        return BR_FIELD_TEXT;
    default:
        return BR_FIELD_STRUCT;
    }
}

size_t br_field_element_size(const struct br_field *field)
{
    switch (field->kind) {
    case BR_FIELD_COUNTS:
        return sizeof(uint64_t);
    case BR_FIELD_NUMBERS:
        return sizeof(double);
    case BR_FIELD_TEXTS:
        return sizeof(char *);
    default:
        return field->shape->size;
    }
}

/* Appends to a path of at most `size` bytes with its NUL; returns how much of it is used. */
static size_t append(char *path, size_t size, size_t used, const char *text)
{
    snprintf(path + used, size - used, "%s", text);
    return used + strlen(path + used);
}

static size_t write_steps(const struct br_place *place, char *path, size_t size)
{
    char index[32];
    if (place->outer == NULL)
        return 0;
    size_t used = write_steps(place->outer, path, size);
    if (place->member == NULL) {
        snprintf(index, sizeof index, "[%zu]", place->element);
        return append(path, size, used, index);
    }
    used = append(path, size, used, used > 0 ? "." : "");
    return append(path, size, used, place->member);
}

void br_place_write(const struct br_place *place, const char *whole, char *path, size_t size)
{
    if (size == 0)
        return;
    path[0] = '\0';
    if (write_steps(place, path, size) == 0)
        append(path, size, 0, whole);
}

bool br_shape_text_is_valid(const char *text)
{
    while (*text != '\0') {
        uint32_t code_point;
        size_t size = (unsigned char)*text < 0x80 ? 1 : br_utf8_decode(text, &code_point);
        if (size == 0)
            return false;
        text += size;
    }
    return true;
}

char *br_shape_text_copy(const char *text)
{
    struct br_text copy = {0};
    if (br_shape_text_is_valid(text))
        return strdup(text);
    while (*text != '\0') {
        uint32_t code_point;
        size_t size = br_utf8_decode(text, &code_point);
        if (size == 0)
            br_text_format(&copy, "\\x%02X", (unsigned)(unsigned char)*text);
        else
            br_text_append_bytes(&copy, text, size);
        text += size > 0 ? size : 1;
    }
    return br_text_take(&copy);
}

/* ---- comparison ---- */

struct comparison {
    const char *whole;
    char *path; /* NULL: not asked for */
    size_t path_size;
};

static bool differs_at(const struct comparison *comparison, const struct br_place *place)
{
    if (comparison->path != NULL)
        br_place_write(place, comparison->whole, comparison->path, comparison->path_size);
    return false;
}

static bool equal_texts(const char *left, const char *right)
{
    if (left == NULL || right == NULL)
        return left == right;
    return strcmp(left, right) == 0;
}

static bool equal_numbers(double left, double right)
{
    return left == right || (isnan(left) && isnan(right));
}

static bool equal_scalars(enum br_field_kind kind, const void *left, const void *right)
{
    switch (kind) {
    case BR_FIELD_TEXT:
        return equal_texts(*(char *const *)left, *(char *const *)right);
    case BR_FIELD_NUMBER:
        return equal_numbers(*(const double *)left, *(const double *)right);
    case BR_FIELD_FLAG:
        return *(const bool *)left == *(const bool *)right;
    case BR_FIELD_CHOICE:
        return *(const uint32_t *)left == *(const uint32_t *)right;
    default:
        return memcmp(left, right, sizeof(uint64_t)) == 0;
    }
}

static bool equal_objects(const struct br_shape *shape, const void *left, const void *right,
                          const struct br_place *place, const struct comparison *comparison);
static bool equal_lists(const struct br_field *field, const void *left, const void *right,
                        const struct br_place *place, const struct comparison *comparison);

/* `kind` is the field's own, or that of its elements. */
static bool equal_values(const struct br_field *field, enum br_field_kind kind, const void *left,
                         const void *right, const struct br_place *place,
                         const struct comparison *comparison)
{
    if (br_field_is_list(kind))
        return equal_lists(field, left, right, place, comparison);
    if (kind == BR_FIELD_STRUCT)
        return equal_objects(field->shape, left, right, place, comparison);
    return equal_scalars(kind, left, right) || differs_at(comparison, place);
}

static bool equal_lists(const struct br_field *field, const void *left, const void *right,
                        const struct br_place *place, const struct comparison *comparison)
{
    const struct br_any_list left_list = br_any_list_get(left);
    const struct br_any_list right_list = br_any_list_get(right);
    const size_t step = br_field_element_size(field);
    if (left_list.count != right_list.count)
        return differs_at(comparison, place);
    for (size_t i = 0; i < left_list.count; i++) {
        const struct br_place element = {.outer = place, .element = i};
        if (!equal_values(field, br_field_element_kind(field),
                          (const char *)left_list.items + i * step,
                          (const char *)right_list.items + i * step, &element, comparison))
            return false;
    }
    return true;
}

static bool equal_objects(const struct br_shape *shape, const void *left, const void *right,
                          const struct br_place *place, const struct comparison *comparison)
{
    for (const struct br_field *field = shape->fields; field->name != NULL; field++) {
        const struct br_place member = {.outer = place, .member = field->name};
        if (!equal_values(field, field->kind, br_field_address(field, left),
                          br_field_address(field, right), &member, comparison))
            return false;
    }
    return true;
}

bool br_shape_equal(const struct br_shape *shape, const void *left, const void *right, char *path,
                    size_t path_size)
{
    const struct br_place outermost = {.outer = NULL};
    const struct comparison comparison = {shape->name, path, path_size};
    return equal_objects(shape, left, right, &outermost, &comparison);
}
