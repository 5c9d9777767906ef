/*
 * Stages: named, nested parts of the work of one thread.
 *
 * Model. A program has one profiler; every thread that marks stages attaches to it and gets its
 * own recorder (`struct br_stages`), which only that thread writes. A label is declared once and
 * gives a stage number. Between begin and end of a stage, other stages may begin and end; a row is
 * kept per path, so `parse` begun inside `load` is the row `load.parse`. After the threads are
 * done, the profiler merges their rows by path.
 *
 * Cost. A NULL recorder switches every mark off: one predictable branch. A measured begin/end pair
 * costs two time stamps and two reads of the allocator's per-thread counters.
 *
 * Use it two ways: inside a benchrun workload the harness passes the recorder in (see workload.h)
 * and nothing is linked; a program of its own links libbenchrun-stage and uses the functions at the
 * end of this file.
 */
#ifndef BENCHRUN_STAGE_H
#define BENCHRUN_STAGE_H

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

struct br_stages;

/* The calls behind the marks. Reached through the recorder, so that a plug-in carries no copy. */
struct br_stage_api {
    uint32_t struct_size;
    uint32_t (*declare)(struct br_stages *stages, const char *label);
    void (*begin)(struct br_stages *stages, uint32_t stage);
    void (*end)(struct br_stages *stages, uint32_t stage);
};

/* First member of every recorder; the rest is private to the profiler. */
struct br_stages {
    const struct br_stage_api *api;
};

/*
 * Number of the stage called `label` (letters, digits, '-', '_'; no dots: dots join nested labels),
 * declaring it on first use. Not for the hot path: declare once per thread, keep the number.
 */
static inline uint32_t br_stage_declare(struct br_stages *stages, const char *label)
{
    return stages != NULL ? stages->api->declare(stages, label) : 0;
}

static inline void br_stage_begin(struct br_stages *stages, uint32_t stage)
{
    if (stages != NULL)
        stages->api->begin(stages, stage);
}

/* Ends the innermost open stage, which must be `stage`. */
static inline void br_stage_end(struct br_stages *stages, uint32_t stage)
{
    if (stages != NULL)
        stages->api->end(stages, stage);
}

#ifdef __cplusplus
}
#endif

#endif
