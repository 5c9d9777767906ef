/* Shapes: from an object to JSON. */
#include "model/shape.h"

#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "model/shape_private.h"

enum { NUMBER_BUFFER = 40 }; /* the longest: -1.2345678901234567e-308 */

static cJSON *count_to_json(uint64_t count)
{
    char digits[NUMBER_BUFFER];
    snprintf(digits, sizeof digits, "%" PRIu64, count);
    return count <= BR_JSON_EXACT ? cJSON_CreateRaw(digits) : cJSON_CreateString(digits);
}

static cJSON *signed_to_json(int64_t value)
{
    char digits[NUMBER_BUFFER];
    snprintf(digits, sizeof digits, "%" PRId64, value);
    bool is_exact = value <= (int64_t)BR_JSON_EXACT && value >= -(int64_t)BR_JSON_EXACT;
    return is_exact ? cJSON_CreateRaw(digits) : cJSON_CreateString(digits);
}

static cJSON *word_to_json(uint64_t word)
{
    char digits[NUMBER_BUFFER];
    snprintf(digits, sizeof digits, "0x%016" PRIx64, word);
    return cJSON_CreateString(digits);
}

static cJSON *number_to_json(double number)
{
    char digits[NUMBER_BUFFER];
    if (!isfinite(number))
        return cJSON_CreateNull();
    for (int precision = 15; precision <= 17; precision++) {
        snprintf(digits, sizeof digits, "%.*g", precision, number);
        if (strtod(digits, NULL) == number)
            break;
    }
    return cJSON_CreateRaw(digits);
}

static cJSON *text_to_json(const char *text)
{
    if (text == NULL)
        return cJSON_CreateNull();
    if (br_shape_text_is_valid(text))
        return cJSON_CreateString(text);
    char *valid = br_shape_text_copy(text);
    cJSON *json = valid != NULL ? cJSON_CreateString(valid) : NULL;
    free(valid);
    return json;
}

/* An index without a word becomes null, which a reader refuses: never a wrong word. */
static cJSON *choice_to_json(const char *const *names, uint32_t index)
{
    for (uint32_t i = 0; names[i] != NULL; i++) {
        if (i == index)
            return cJSON_CreateString(names[i]);
    }
    return cJSON_CreateNull();
}

static cJSON *list_to_json(const struct br_field *field, const void *address);

/* A member, or an element of a list member's. */
static cJSON *value_to_json(const struct br_field *field, enum br_field_kind kind,
                            const void *address)
{
    switch (kind) {
    case BR_FIELD_COUNT:
        return count_to_json(*(const uint64_t *)address);
    case BR_FIELD_SIGNED:
        return signed_to_json(*(const int64_t *)address);
    case BR_FIELD_WORD:
        return word_to_json(*(const uint64_t *)address);
    case BR_FIELD_NUMBER:
        return number_to_json(*(const double *)address);
    case BR_FIELD_FLAG:
        return cJSON_CreateBool(*(const bool *)address);
    case BR_FIELD_TEXT:
        return text_to_json(*(char *const *)address);
    case BR_FIELD_CHOICE:
        return choice_to_json(field->names, *(const uint32_t *)address);
    case BR_FIELD_STRUCT:
        return br_shape_to_json(field->shape, address);
    default:
        return list_to_json(field, address);
    }
}

static cJSON *list_to_json(const struct br_field *field, const void *address)
{
    const struct br_any_list list = br_any_list_get(address);
    const size_t step = br_field_element_size(field);
    cJSON *array = cJSON_CreateArray();
    for (size_t i = 0; i < list.count; i++) {
        cJSON *element =
            value_to_json(field, br_field_element_kind(field), (const char *)list.items + i * step);
        if (!cJSON_AddItemToArray(array, element)) {
            cJSON_Delete(element);
            cJSON_Delete(array);
            return NULL;
        }
    }
    return array;
}

static bool is_absent(const struct br_field *field, const void *address)
{
    if (br_field_is_list(field->kind))
        return br_any_list_get(address).count == 0;
    return field->kind == BR_FIELD_TEXT && *(char *const *)address == NULL;
}

cJSON *br_shape_to_json(const struct br_shape *shape, const void *object)
{
    cJSON *json = cJSON_CreateObject();
    for (const struct br_field *field = shape->fields; field->name != NULL; field++) {
        const void *address = br_field_address(field, object);
        if (is_absent(field, address))
            continue;
        cJSON *member = value_to_json(field, field->kind, address);
        if (!cJSON_AddItemToObjectCS(json, field->name, member)) {
            cJSON_Delete(member);
            cJSON_Delete(json);
            return NULL;
        }
    }
    return json;
}

char *br_shape_print(const struct br_shape *shape, const void *object, bool formatted)
{
    cJSON *json = br_shape_to_json(shape, object);
    char *text = NULL;
    if (json != NULL)
        text = br_json_print(json, formatted);
    cJSON_Delete(json);
    return text;
}
