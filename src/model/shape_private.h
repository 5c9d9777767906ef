/*
 * What the walks over shapes share: typed access to members, and the path to where a walk stands.
 */
#ifndef BR_MODEL_SHAPE_PRIVATE_H
#define BR_MODEL_SHAPE_PRIVATE_H

#include <string.h>

#include "model/shape.h"

static inline const void *br_field_address(const struct br_field *field, const void *object)
{
    return (const char *)object + field->offset;
}

static inline void *br_field_address_mutable(const struct br_field *field, void *object)
{
    return (char *)object + field->offset;
}

/* LIST, COUNTS, NUMBERS and TEXTS are lists; their elements are STRUCT, COUNT, NUMBER and TEXT. The
 * last two are for lists only. */
bool br_field_is_list(enum br_field_kind kind);
enum br_field_kind br_field_element_kind(const struct br_field *field);
size_t br_field_element_size(const struct br_field *field);

/* A step of the way from the outermost object: a member, or an element when `member` is NULL. */
struct br_place {
    const struct br_place *outer; /* NULL: the outermost object itself */
    const char *member;
    size_t element;
};

/* "results[3].samples[0].wall_ns" into `path`, cut where it is too long; `whole` names the
 * outermost object. */
void br_place_write(const struct br_place *place, const char *whole, char *path, size_t size);

/* A copy in which every byte that is not UTF-8 stands as \xNN; NULL when memory is out. */
char *br_shape_text_copy(const char *text);
bool br_shape_text_is_valid(const char *text);

/* Where a count stops being exact as a JSON number: up to 2^53 - 1 it is. */
#define BR_JSON_EXACT ((UINT64_C(1) << 53) - 1)

#endif
