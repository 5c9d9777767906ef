/*
 * Sampled stacks as a file of speedscope (https://www.speedscope.app): several profiles, such as
 * the cells of a run, in one file with one table of frames. A pure function; private to src/report.
 *
 * The format is file-format-schema.json of the npm package speedscope. Frames are functions as the
 * views have them: benchrun's own are folded. Samples are written one by one as they are added, so
 * that the memory needed is that of the text.
 */
#ifndef BR_REPORT_SPEEDSCOPE_H
#define BR_REPORT_SPEEDSCOPE_H

#include "base/text.h"
#include "summary/stacks.h"

/* A file in the making; zero-initialised it is empty. */
struct br_speedscope {
    struct br_text frames, body;
    size_t frame_count, profiles;
};

/* Adds a profile; nothing of the arguments is kept. `name` is any text. */
void br_speedscope_add(struct br_speedscope *scope, const struct br_stack_views *views,
                       const char *name);

/* The whole file, named `name`; text->failed when memory ran out at any time. */
void br_speedscope_write(const struct br_speedscope *scope, const char *name, struct br_text *text);

void br_speedscope_release(struct br_speedscope *scope);

#endif
