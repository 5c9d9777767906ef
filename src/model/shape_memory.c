/* Shapes: what the members own — release, deep copy, growing lists. */
#include "model/shape.h"

#include <stdint.h>
#include <stdlib.h>

#include "model/shape_private.h"

/* ---- release ---- */

static void release_list(const struct br_field *field, void *address);

static void release_value(const struct br_field *field, enum br_field_kind kind, void *address)
{
    if (br_field_is_list(kind))
        release_list(field, address);
    else if (kind == BR_FIELD_STRUCT)
        br_shape_release(field->shape, address);
    else if (kind == BR_FIELD_TEXT)
        free(*(char **)address);
}

static void release_list(const struct br_field *field, void *address)
{
    const struct br_any_list list = br_any_list_get(address);
    const size_t step = br_field_element_size(field);
    for (size_t i = 0; i < list.count; i++)
        release_value(field, br_field_element_kind(field), (char *)list.items + i * step);
    free(list.items);
}

void br_shape_release(const struct br_shape *shape, void *object)
{
    for (const struct br_field *field = shape->fields; field->name != NULL; field++)
        release_value(field, field->kind, br_field_address_mutable(field, object));
    memset(object, 0, shape->size);
}

/* ---- copy: each function returns false when memory is out ---- */

static bool copy_text(const char *from, char **to)
{
    *to = from != NULL ? strdup(from) : NULL;
    return from == NULL || *to != NULL;
}

static bool copy_list(const struct br_field *field, const void *from, void *to);
static bool copy_object(const struct br_shape *shape, const void *from, void *to);

static bool copy_value(const struct br_field *field, enum br_field_kind kind, const void *from,
                       void *to)
{
    if (br_field_is_list(kind))
        return copy_list(field, from, to);
    if (kind == BR_FIELD_STRUCT)
        return copy_object(field->shape, from, to);
    if (kind == BR_FIELD_TEXT)
        return copy_text(*(char *const *)from, (char **)to);
    if (kind == BR_FIELD_FLAG)
        *(bool *)to = *(const bool *)from;
    else if (kind == BR_FIELD_CHOICE)
        *(uint32_t *)to = *(const uint32_t *)from;
    else
        memcpy(to, from, sizeof(uint64_t)); /* counts, words and numbers */
    return true;
}

static bool copy_list(const struct br_field *field, const void *from, void *to)
{
    const struct br_any_list source = br_any_list_get(from);
    const size_t step = br_field_element_size(field);
    if (source.count == 0)
        return true;
    const struct br_any_list list = {calloc(source.count, step), source.count};
    if (list.items == NULL)
        return false;
    /* Set before it is filled, so that a failure half-way releases what is there. */
    br_any_list_set(to, list);
    for (size_t i = 0; i < source.count; i++) {
        if (!copy_value(field, br_field_element_kind(field), (const char *)source.items + i * step,
                        (char *)list.items + i * step))
            return false;
    }
    return true;
}

static bool copy_object(const struct br_shape *shape, const void *from, void *to)
{
    for (const struct br_field *field = shape->fields; field->name != NULL; field++) {
        if (!copy_value(field, field->kind, br_field_address(field, from),
                        br_field_address_mutable(field, to)))
            return false;
    }
    return true;
}

int br_shape_copy(const struct br_shape *shape, const void *from, void *to, struct br_error *error)
{
    if (copy_object(shape, from, to))
        return 0;
    br_shape_release(shape, to);
    return br_error_set(error, BR_ERROR_MEMORY, "not enough memory to copy a %s", shape->name);
}
