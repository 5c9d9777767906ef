/*
 * What all pictures of trees of calls have in common: boxes as wide as their shares, names cut to
 * the room there is, everything escaped. What a box says and how it is coloured is the caller's.
 * Private to src/report.
 */
#ifndef BR_REPORT_FLAME_DRAWING_H
#define BR_REPORT_FLAME_DRAWING_H

#include <stdbool.h>
#include <stddef.h>

#include "base/text.h"
#include "summary/stacks.h"

enum { BR_FLAME_WIDTH = 1000, BR_FLAME_LETTER = 7 }; /* of the picture, of a letter: pixels */

struct br_flame_drawing {
    const struct br_stack_views *views;
    const char *title; /* any text */
    bool icicle;
    const double *shares; /* per node of the views: its width as a share of the picture's */
    const char *style;    /* rules of the classes, light and dark */
    const void *context;  /* the functions' own */

    /* Each appends to `text`: the class of a box, what its title says behind the name, a mark
     * before its label (may be NULL: none), what the picture shows for who cannot see it, and the
     * legend with its upper edge at `y`. */
    void (*box_class)(const struct br_flame_drawing *drawing, size_t node);
    void (*box_title)(const struct br_flame_drawing *drawing, size_t node);
    const char *(*box_mark)(const struct br_flame_drawing *drawing, size_t node);
    void (*description)(const struct br_flame_drawing *drawing);
    void (*legend)(const struct br_flame_drawing *drawing, double y);
    struct br_text *text;
};

void br_flame_draw(const struct br_flame_drawing *drawing);

/* A legend's swatch and its text at `left`; returns where the next may begin. */
double br_flame_swatch(struct br_text *text, const char *class_name, double left, double y,
                       const char *label);
/* How much room one takes. */
double br_flame_swatch_width(const char *label);

#endif
