/*
 * Drawing the pictures of a profile by gnuplot, which is a program of its own. Private to
 * src/report, but for the list of what was drawn, which a report refers to.
 */
#ifndef BR_REPORT_PLOT_DRAW_H
#define BR_REPORT_PLOT_DRAW_H

#include "base/error.h"
#include "base/text.h"
#include "summary/summary.h"

struct br_picture {
    const char *title;
    char *file;        /* its name, in the folder of the report */
    char *alternative; /* for who cannot see it */
};

struct br_pictures {
    struct br_picture *items;
    size_t count;
    char *missing; /* why there is none; NULL where there are */
};

/* Draws all pictures that the profile has data for, as <folder>/<stem>-<name>.svg, and appends
 * their paths to `written`, a line each. Without gnuplot, or when it fails, `missing` says so and
 * the pictures are none: only files that cannot be written are an error. Takes about a tenth of a
 * second a picture. */
int br_pictures_draw(const struct br_summary *summary, const char *folder, const char *stem,
                     struct br_pictures *pictures, struct br_text *written, struct br_error *error);

void br_pictures_release(struct br_pictures *pictures);

#endif
