/* The shapes of explanations. */
#include "model/explanation.h"

#include "model/fields.h"

const char *const br_confidence_names[] = {[BR_CONFIDENCE_LOW] = "low",
                                           [BR_CONFIDENCE_MEDIUM] = "medium",
                                           [BR_CONFIDENCE_HIGH] = "high",
                                           NULL};

static const struct br_field evidence_fields[] = {
    BR_TEXT(br_evidence, what), BR_NUMBER(br_evidence, value), BR_TEXT(br_evidence, unit),
    BR_TEXT(br_evidence, where), BR_FIELDS_END};
static const struct br_shape br_evidence_shape = BR_SHAPE(br_evidence, evidence_fields);

static const struct br_field bottleneck_fields[] = {
    BR_TEXT(br_bottleneck, rule),
    BR_TEXT(br_bottleneck, cell),
    BR_TEXTS(br_bottleneck, cells),
    BR_TEXT(br_bottleneck, claim),
    BR_CHOICE(br_bottleneck, confidence, br_confidence_names),
    BR_TEXT(br_bottleneck, why),
    BR_LIST(br_bottleneck, evidence, br_evidence),
    BR_FIELDS_END,
};
static const struct br_shape br_bottleneck_shape = BR_SHAPE(br_bottleneck, bottleneck_fields);

static const struct br_field unjudged_fields[] = {BR_TEXT(br_unjudged, rule),
                                                  BR_TEXT(br_unjudged, reason), BR_FIELDS_END};
static const struct br_shape br_unjudged_shape = BR_SHAPE(br_unjudged, unjudged_fields);

static const struct br_field change_fields[] = {
    BR_TEXT(br_explanation_change, rule),     BR_TEXT(br_explanation_change, change),
    BR_TEXT(br_explanation_change, what),     BR_TEXT(br_explanation_change, unit),
    BR_NUMBER(br_explanation_change, before), BR_NUMBER(br_explanation_change, after),
    BR_TEXT(br_explanation_change, sentence), BR_FIELDS_END,
};
static const struct br_shape br_explanation_change_shape =
    BR_SHAPE(br_explanation_change, change_fields);

static const struct br_field explanation_fields[] = {
    BR_TEXT(br_explanation, profile),
    BR_TEXT(br_explanation, mode),
    BR_TEXT(br_explanation, workload),
    BR_TEXT(br_explanation, strategy),
    BR_LIST(br_explanation, bottlenecks, br_bottleneck),
    BR_LIST(br_explanation, unjudged, br_unjudged),
    BR_TEXT(br_explanation, baseline),
    BR_LIST(br_explanation, changes, br_explanation_change),
    BR_FIELDS_END,
};
const struct br_shape br_explanation_shape = BR_SHAPE(br_explanation, explanation_fields);
