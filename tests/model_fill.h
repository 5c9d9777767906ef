/*
 * Objects of any shape, filled by walking the shape: tests need no list of members that somebody
 * would have to keep complete.
 */
#ifndef TESTS_MODEL_FILL_H
#define TESTS_MODEL_FILL_H

#include "base/rng.h"
#include "model/result.h"
#include "model/shape.h"

struct fill {
    struct br_random random;
    /* Every text present, every list with one to three elements, every value different from zero;
     * otherwise anything, absent and empty included. */
    bool is_full;
};

/* Fills a zeroed object. Texts are valid UTF-8; numbers are finite or NAN. */
void fill_object(struct fill *fill, const struct br_shape *shape, void *object);

/* Makes a filled result keep the identities of br_result_check. */
void fill_make_consistent(struct fill *fill, struct br_result *result);

#endif
