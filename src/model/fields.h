/*
 * Entries of shape tables. Each takes its JSON name from the member and refuses to compile when the
 * member's type is not the one the entry stores.
 *
 *     static const struct br_field sample_fields[] = {
 *         BR_COUNT(br_sample, wall_ns), BR_NUMBER(br_sample, core_clock_ghz), BR_FIELDS_END};
 *     static const struct br_shape br_sample_shape = BR_SHAPE(br_sample, sample_fields);
 *
 * An embedded struct or a list of `struct br_x` is stored by `br_x_shape`.
 */
#ifndef BR_MODEL_FIELDS_H
#define BR_MODEL_FIELDS_H

#include "model/shape.h"

/* NOLINTBEGIN(bugprone-macro-parentheses): a type in _Generic takes no parentheses */

/* The member's offset; a compile error unless the expression has the type. */
#define BR_FIELD_TYPED(type, member, expression, c_type)                                           \
    .name = #member,                                                                               \
    .offset = offsetof(struct type, member) + 0 * sizeof(char[_Generic((expression), c_type : 1)])

#define BR_FIELD_OF(type, member, c_type)                                                          \
    BR_FIELD_TYPED(type, member, &((struct type *)0)->member, c_type *)

/* NOLINTEND(bugprone-macro-parentheses) */

/* clang-format off */
#define BR_COUNT(type, member) {BR_FIELD_OF(type, member, uint64_t), .kind = BR_FIELD_COUNT}
#define BR_SIGNED(type, member) {BR_FIELD_OF(type, member, int64_t), .kind = BR_FIELD_SIGNED}
#define BR_WORD(type, member) {BR_FIELD_OF(type, member, uint64_t), .kind = BR_FIELD_WORD}
#define BR_NUMBER(type, member) {BR_FIELD_OF(type, member, double), .kind = BR_FIELD_NUMBER}
#define BR_FLAG(type, member) {BR_FIELD_OF(type, member, bool), .kind = BR_FIELD_FLAG}
#define BR_TEXT(type, member) {BR_FIELD_OF(type, member, char *), .kind = BR_FIELD_TEXT}
#define BR_CHOICE(type, member, words)                                                             \
    {BR_FIELD_OF(type, member, uint32_t), .kind = BR_FIELD_CHOICE, .names = (words)}
#define BR_STRUCT(type, member, of)                                                                \
    {BR_FIELD_OF(type, member, struct of), .kind = BR_FIELD_STRUCT, .shape = &of##_shape}
#define BR_LIST(type, member, of)                                                                  \
    {BR_FIELD_TYPED(type, member, ((struct type *)0)->member.items, struct of *),                  \
     .kind = BR_FIELD_LIST, .shape = &of##_shape}
#define BR_COUNTS(type, member)                                                                    \
    {BR_FIELD_OF(type, member, struct br_counts), .kind = BR_FIELD_COUNTS}
#define BR_NUMBERS(type, member)                                                                   \
    {BR_FIELD_OF(type, member, struct br_numbers), .kind = BR_FIELD_NUMBERS}
#define BR_TEXTS(type, member) {BR_FIELD_OF(type, member, struct br_texts), .kind = BR_FIELD_TEXTS}
#define BR_FIELDS_END {.name = NULL}

#define BR_SHAPE(type, table) {.name = #type, .size = sizeof(struct type), .fields = (table)}
/* clang-format on */

#endif
