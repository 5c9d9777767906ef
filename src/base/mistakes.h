/*
 * Mistakes of what a person wrote: a sentence each, gathered so that all of them can be mended in
 * one go. Zero-initialised is a valid empty list. One belongs to one thread at a time.
 */
#ifndef BR_BASE_MISTAKES_H
#define BR_BASE_MISTAKES_H

#include <stddef.h>

#include "base/text.h"

struct br_mistakes {
    struct br_text text; /* one sentence per line */
    size_t count;
};

/* Control characters in the sentence are made visible. */
void br_mistakes_add(struct br_mistakes *mistakes, const char *format, ...)
    __attribute__((format(printf, 2, 3)));
void br_mistakes_release(struct br_mistakes *mistakes);

#endif
