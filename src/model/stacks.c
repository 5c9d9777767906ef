/* Sampled stacks: their shapes. */
#include "model/stacks.h"

#include "model/fields.h"

static const struct br_field frame_fields[] = {
    BR_TEXT(br_frame, function), BR_TEXT(br_frame, library),
    BR_TEXT(br_frame, build_id), BR_COUNT(br_frame, offset),
    BR_COUNT(br_frame, begin),   BR_TEXT(br_frame, file),
    BR_COUNT(br_frame, line),    BR_FLAG(br_frame, inlined),
    BR_FLAG(br_frame, harness),  BR_FIELDS_END,
};
static const struct br_shape br_frame_shape = BR_SHAPE(br_frame, frame_fields);

static const struct br_field stack_fields[] = {
    BR_COUNTS(br_stack, frames),
    BR_COUNT(br_stack, thread),
    BR_COUNT(br_stack, samples),
    BR_NUMBER(br_stack, value),
    BR_NUMBER(br_stack, objects),
    BR_FLAG(br_stack, truncated),
    BR_FIELDS_END,
};
static const struct br_shape br_stack_shape = BR_SHAPE(br_stack, stack_fields);

static const struct br_field stacks_fields[] = {
    BR_TEXT(br_stacks, kind),
    BR_TEXT(br_stacks, unit),
    BR_TEXT(br_stacks, source),
    BR_NUMBER(br_stacks, period),
    BR_COUNT(br_stacks, records),
    BR_COUNT(br_stacks, lost),
    BR_NUMBER(br_stacks, duration_ns),
    BR_TEXTS(br_stacks, nameless),
    BR_LIST(br_stacks, frames, br_frame),
    BR_LIST(br_stacks, stacks, br_stack),
    BR_FIELDS_END,
};
const struct br_shape br_stacks_shape = BR_SHAPE(br_stacks, stacks_fields);
