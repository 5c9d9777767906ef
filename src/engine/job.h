/*
 * What one child gets to do, and what it answers.
 */
#ifndef BR_ENGINE_JOB_H
#define BR_ENGINE_JOB_H

#include "base/text.h"
#include "model/config.h"
#include "model/profile.h"
#include "model/record_facts.h"
#include "model/result.h"
#include "model/shape.h"
#include "model/workload_facts.h"

/* Beside the passes of br_passes there are jobs that measure nothing. */
#define BR_JOB_DESCRIBE "describe" /* loads the workload and says what it is; has no input */
#define BR_JOB_SURVEY "survey"     /* frames the whole input once and describes it */
#define BR_JOB_LOCATE "locate"     /* after a failure: which records are at these offsets? */
#define BR_JOB_RECORD "record"     /* what is the record at this offset? */
#define BR_JOB_GENERATE "generate" /* writes synthetic records into the input's memory file */

struct br_job {
    struct br_config config;
    struct br_cell cell;
    char *pass; /* of br_passes, or one of the jobs above */
    uint64_t replicate;
    uint64_t budget_ns;        /* from the start of the child to its last sample */
    uint64_t warm_up_ns;       /* at most; 0 = a quarter of the budget, 1 s at most */
    uint64_t input_descriptor; /* inherited */
    uint64_t turn_descriptor;  /* inherited: the turnstile of a pair; 0 = none */
    uint64_t turn_side;        /* in it */
    int64_t counts_descriptor; /* alike: where callgrind writes; -1 = the child is not under it */
    char *counts_source;       /* "callgrind 3.19.0"; NULL = the same */
    struct br_input input;     /* facts of the survey; bytes is always set */
    bool populate;             /* touch all pages before the clock */
    double ticks_per_ns;
    struct br_counts offsets; /* locate: ascending; record: one */
};

/* Heap pass: a dump as jemalloc wrote it, with our build ids; see measure/heap_dump.h. */
struct br_heap_text {
    char *kind; /* BR_HEAP_... */
    char *text;
};
struct br_heap_texts {
    struct br_heap_text *items;
    size_t count;
};
#define BR_HEAP_PEAK "peak"    /* left out where live bytes were never higher than at the end */
#define BR_HEAP_END "end"      /* of the measured work; has all that was allocated, too */
#define BR_HEAP_LEAK "leak"    /* after the workers and the workload were ended */
#define BR_HEAP_LANE "worker-" /* a lane's thread in a dump: this and its number */

struct br_answer {
    bool failed; /* the child could not do the job, for the reason in result.failure */
    struct br_result result;
    struct br_input input;             /* survey and generate */
    struct br_texts stage_paths;       /* by the row number that the first worker's cursor shows */
    struct br_workload_facts workload; /* describe */
    struct br_counts indices;          /* locate: of the records, counted from 0 */
    struct br_record_facts record;     /* record */
    struct br_heap_texts heap_dumps;
};

/* Shapes are text; file names and options may be any bytes. What a child needs to the byte (the
 * workload, and the values of its options) travels beside the shape, each ended by a NUL. */
void br_job_append_exact(const struct br_job *job, struct br_text *text);
/* Puts them into a job that was read back; BR_ERROR_FORMAT where they do not belong to it. */
int br_job_restore_exact(struct br_job *job, const char *data, size_t size, struct br_error *error);

extern const struct br_shape br_job_shape;
extern const struct br_shape br_answer_shape;

#endif
