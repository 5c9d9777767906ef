/*
 * A tree of calls as a picture: a flame graph (the root below) or an icicle (the root above), as
 * SVG that needs nothing else: readable in a README, light and dark, with the full name and figures
 * of a box where the pointer rests on it. A pure function; private to src/report.
 *
 * The width of a box is its share. Its colour is its library's, those with most of their own first,
 * in colours that the colour-blind tell apart (after Okabe and Ito, "Color Universal Design"); the
 * legend and the boxes' titles name the library as well. Boxes below 0.1 % are left out.
 */
#ifndef BR_REPORT_FLAME_SVG_H
#define BR_REPORT_FLAME_SVG_H

#include <stdbool.h>

#include "base/text.h"
#include "summary/cpu.h"
#include "summary/stacks.h"

struct br_flame {
    const struct br_stack_views *views;
    const char *title; /* any text */
    bool icicle;
};

void br_flame_svg(const struct br_flame *flame, struct br_text *text);

/* The tree of calls of two profiles: a box is as wide as the mean of its shares before and after,
 * so that what came and what went are both there. Red has grown and blue has shrunk as a share (the
 * colours of ColorBrewer's RdBu, which the colour-blind tell apart, and a sign before the name),
 * in three steps of points; grey is within the sampling error of both. */
void br_flame_diff_svg(const struct br_cpu_changes *changes, const char *title,
                       struct br_text *text);

#endif
