/*
 * Mistakes in a file, each at its place. They are found in the order in which things are checked
 * and told in the order in which a person mends them: from the top of the file to its end.
 */
#ifndef BR_STORE_PLACED_H
#define BR_STORE_PLACED_H

#include <stddef.h>

#include "base/mistakes.h"

/* Line and column from 1, in characters; line 0 = about the file as a whole. */
struct br_place {
    size_t line;
    size_t column;
};

struct br_placed_mistake {
    struct br_place place;
    size_t found;  /* so many were found before */
    char *subject; /* what it concerns, said in front of it; NULL = the place says it */
    char *sentence;
};
struct br_placed {
    struct br_placed_mistake *items;
    size_t count;
};

void br_placed_add(struct br_placed *placed, struct br_place place, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

/* Adds one sentence about `subject` (may be NULL); what was said at that place before, about
 * whatever subject, is not said again. */
void br_placed_add_about(struct br_placed *placed, struct br_place place, const char *subject,
                         const char *sentence);

/* Hands each sentence of `mistakes` to `take` and empties them. */
void br_placed_each(struct br_mistakes *mistakes, void (*take)(void *context, const char *sentence),
                    void *context);

/* Adds all of `placed` to `mistakes` as "file:line:column: sentence", sorted by place, and empties
 * it. */
void br_placed_tell(struct br_placed *placed, const char *file, struct br_mistakes *mistakes);

#endif
