/* Shapes: from JSON to an object. */
#include "model/shape.h"

#include <errno.h>
#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/text.h"
#include "model/shape_private.h"

/* One reading: what is common to all its places. */
struct reading {
    const struct br_shape *whole;
    struct br_error *error;
};

static const char *found(const cJSON *json)
{
    switch (json->type & 0xff) {
    case cJSON_False:
    case cJSON_True:
        return "true or false";
    case cJSON_NULL:
        return "null";
    case cJSON_Number:
        return "a number";
    case cJSON_String:
        return "a text";
    case cJSON_Array:
        return "an array";
    default:
        return "an object";
    }
}

static int fail_at(const struct br_place *place, const struct reading *reading, int code,
                   const char *message)
{
    char path[512];
    br_place_write(place, reading->whole->name, path, sizeof path);
    return br_error_set(reading->error, code, "%s: %s", path, message);
}

static int expected(const char *what, const cJSON *json, const struct br_place *place,
                    const struct reading *reading)
{
    char message[256];
    snprintf(message, sizeof message, "expected %s, found %s", what, found(json));
    return fail_at(place, reading, BR_ERROR_FORMAT, message);
}

static int fail_memory(const struct br_place *place, const struct reading *reading)
{
    return fail_at(place, reading, BR_ERROR_MEMORY, "not enough memory to read this");
}

/* Digits and nothing else: strtoull alone would take blanks, signs and overflow. */
static bool parse_digits(const char *digits, int base, uint64_t *value)
{
    const char *allowed = base == 16 ? "0123456789abcdefABCDEF" : "0123456789";
    if (digits[0] == '\0' || digits[strspn(digits, allowed)] != '\0')
        return false;
    errno = 0;
    *value = strtoull(digits, NULL, base);
    return errno == 0;
}

static bool count_of(const cJSON *json, uint64_t *count)
{
    if (cJSON_IsString(json))
        return parse_digits(json->valuestring, 10, count);
    if (!cJSON_IsNumber(json))
        return false;
    double number = json->valuedouble;
    if (!(number >= 0 && number <= (double)BR_JSON_EXACT) || number != trunc(number))
        return false;
    *count = (uint64_t)number;
    return true;
}

static bool signed_of(const cJSON *json, int64_t *value)
{
    bool is_negative = false;
    uint64_t magnitude = 0;
    if (cJSON_IsString(json)) {
        is_negative = json->valuestring[0] == '-';
        if (!parse_digits(json->valuestring + is_negative, 10, &magnitude))
            return false;
    } else {
        const cJSON absolute = {.type = json->type, .valuedouble = fabs(json->valuedouble)};
        is_negative = json->valuedouble < 0;
        if (!count_of(&absolute, &magnitude))
            return false;
    }
    if (magnitude > (uint64_t)INT64_MAX + is_negative)
        return false;
    *value = is_negative ? (int64_t)(0 - magnitude) : (int64_t)magnitude;
    return true;
}

static bool word_of(const cJSON *json, uint64_t *word)
{
    return cJSON_IsString(json) && strncmp(json->valuestring, "0x", 2) == 0 &&
           parse_digits(json->valuestring + 2, 16, word);
}

static bool number_of(const cJSON *json, double *number)
{
    *number = cJSON_IsNumber(json) ? json->valuedouble : NAN;
    return cJSON_IsNull(json) || isfinite(*number);
}

static int read_text(const cJSON *json, char **text, const struct br_place *place,
                     const struct reading *reading)
{
    if (!cJSON_IsString(json))
        return expected("a text", json, place, reading);
    *text = br_shape_text_copy(json->valuestring);
    return *text != NULL ? 0 : fail_memory(place, reading);
}

static int read_choice(const struct br_field *field, const cJSON *json, uint32_t *index,
                       const struct br_place *place, const struct reading *reading)
{
    struct br_text words = {0};
    for (uint32_t i = 0; field->names[i] != NULL; i++) {
        if (cJSON_IsString(json) && strcmp(json->valuestring, field->names[i]) == 0) {
            *index = i;
            br_text_release(&words);
            return 0;
        }
        br_text_format(&words, "%s%s", i > 0 ? ", " : "one of ", field->names[i]);
    }
    int code = expected(br_text_string(&words), json, place, reading);
    br_text_release(&words);
    return code;
}

static int read_list(const struct br_field *field, const cJSON *json, void *address,
                     const struct br_place *place, const struct reading *reading);
static int read_object(const struct br_shape *shape, const cJSON *json, void *object,
                       const struct br_place *place, const struct reading *reading);

/* A member, or an element of a list member's. */
static int read_value(const struct br_field *field, enum br_field_kind kind, const cJSON *json,
                      void *address, const struct br_place *place, const struct reading *reading)
{
    bool is_read = false;
    const char *wanted = NULL;
    switch (kind) {
    case BR_FIELD_COUNT:
        wanted = "a whole number of at most 2^53 - 1, or its digits as text";
        is_read = count_of(json, address);
        break;
    case BR_FIELD_SIGNED:
        wanted = "a whole number of at most 2^53 - 1 either way, or its digits as text";
        is_read = signed_of(json, address);
        break;
    case BR_FIELD_WORD:
        wanted = "a text of 0x and up to 16 hexadecimal digits";
        is_read = word_of(json, address);
        break;
    case BR_FIELD_NUMBER:
        wanted = "a number within the range of a double";
        is_read = number_of(json, address);
        break;
    case BR_FIELD_FLAG:
        wanted = "true or false";
        is_read = cJSON_IsBool(json);
        *(bool *)address = cJSON_IsTrue(json);
        break;
    case BR_FIELD_TEXT:
        return read_text(json, address, place, reading);
    case BR_FIELD_CHOICE:
        return read_choice(field, json, address, place, reading);
    case BR_FIELD_STRUCT:
        return read_object(field->shape, json, address, place, reading);
    default:
        return read_list(field, json, address, place, reading);
    }
    return is_read ? 0 : expected(wanted, json, place, reading);
}

/* An absent text inside a list stands as null. */
static bool is_absent_text(const struct br_field *field, const cJSON *json)
{
    return field->kind == BR_FIELD_TEXTS && cJSON_IsNull(json);
}

static int read_list(const struct br_field *field, const cJSON *json, void *address,
                     const struct br_place *place, const struct reading *reading)
{
    if (!cJSON_IsArray(json))
        return expected("an array", json, place, reading);
    size_t count = (size_t)cJSON_GetArraySize(json);
    size_t step = br_field_element_size(field);
    if (count == 0)
        return 0;
    const struct br_any_list list = {calloc(count, step), count};
    if (list.items == NULL)
        return fail_memory(place, reading);
    /* Set before it is filled, so that a failure half-way releases what is there. */
    br_any_list_set(address, list);
    const cJSON *element = json->child;
    for (size_t i = 0; i < count; i++, element = element->next) {
        const struct br_place at = {.outer = place, .element = i};
        if (is_absent_text(field, element))
            continue;
        int code = read_value(field, br_field_element_kind(field), element,
                              (char *)list.items + i * step, &at, reading);
        if (code < 0)
            return code;
    }
    return 0;
}

static int read_object(const struct br_shape *shape, const cJSON *json, void *object,
                       const struct br_place *place, const struct reading *reading)
{
    if (!cJSON_IsObject(json))
        return expected("an object", json, place, reading);
    /* Files have their members in the order of the table: look at the next one before searching. */
    const cJSON *next = json->child;
    for (const struct br_field *field = shape->fields; field->name != NULL; field++) {
        const cJSON *member = next;
        if (member == NULL || strcmp(member->string, field->name) != 0)
            member = cJSON_GetObjectItemCaseSensitive(json, field->name);
        if (member == NULL)
            continue;
        const struct br_place at = {.outer = place, .member = field->name};
        int code = read_value(field, field->kind, member, br_field_address_mutable(field, object),
                              &at, reading);
        if (code < 0)
            return code;
        next = member->next;
    }
    return 0;
}

int br_shape_from_json(const struct br_shape *shape, const cJSON *json, void *object,
                       struct br_error *error)
{
    const struct br_place outermost = {.outer = NULL};
    const struct reading reading = {shape, error};
    int code = read_object(shape, json, object, &outermost, &reading);
    if (code < 0)
        br_shape_release(shape, object);
    return code;
}

/* ---- text ---- */

static int fail_syntax(const char *text, size_t size, const char *at, struct br_error *error)
{
    size_t byte = at != NULL && at >= text && at <= text + size ? (size_t)(at - text) : 0;
    size_t line = 1;
    size_t column = 1;
    for (size_t i = 0; i < byte; i++) {
        column = text[i] == '\n' ? 1 : column + 1;
        line += text[i] == '\n';
    }
    return br_error_set(error, BR_ERROR_FORMAT, "not valid JSON at line %zu, column %zu (byte %zu)",
                        line, column, byte);
}

static bool is_blank(char character)
{
    return character == ' ' || character == '\t' || character == '\r' || character == '\n';
}

int br_json_parse(const char *text, size_t size, cJSON **json, struct br_error *error)
{
    const char *end = NULL;
    *json = cJSON_ParseWithLengthOpts(text, size, &end, false);
    if (*json == NULL)
        return fail_syntax(text, size, end, error);
    while (end < text + size && is_blank(*end))
        end++;
    if (end == text + size)
        return 0;
    cJSON_Delete(*json);
    *json = NULL;
    return fail_syntax(text, size, end, error);
}

int br_shape_parse(const struct br_shape *shape, const char *text, size_t size, void *object,
                   struct br_error *error)
{
    cJSON *json = NULL;
    int code = br_json_parse(text, size, &json, error);
    if (json == NULL)
        return code;
    code = br_shape_from_json(shape, json, object, error);
    cJSON_Delete(json);
    return code;
}
