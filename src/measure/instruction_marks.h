/*
 * Which instructions of a thread are counted: all but those spent waiting, those alone, or those of
 * one stage.
 *
 * Model. Each thread that does measured work has marks, through which its stages and waits go. They
 * turn callgrind's collection on and off for that thread, and keep it off while a mark does its own
 * work, so that a mark costs the same few instructions wherever it stands; br_marks_cost measures
 * them. All of it does nothing outside valgrind but cost a branch per wait.
 */
#ifndef BR_MEASURE_INSTRUCTION_MARKS_H
#define BR_MEASURE_INSTRUCTION_MARKS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/error.h"
#include "measure/stage.h"

enum br_counted {
    BR_COUNTED_NOTHING,
    BR_COUNTED_WORK,    /* everything but waiting */
    BR_COUNTED_WAITING, /* nothing but that */
    BR_COUNTED_STAGE    /* inside one stage, nested stages included, waiting not */
};

/* One thread's, zeroed at first and then used by that thread alone. */
struct br_instruction_marks {
    struct br_stages stages;    /* first: what a workload gets as its recorder */
    struct br_stages *recorder; /* keeps the tree of stages; NULL: there are none */
    enum br_counted counted;
    const char *path;                     /* of the stage */
    bool inside;                          /* of it */
    bool waiting;                         /* between the two marks of a wait */
    bool collecting;                      /* callgrind's own state for this thread */
    uint64_t outer_calls;                 /* calls of the stage since br_marks_count */
    uint64_t inner_calls;                 /* of stages nested in it */
    uint8_t verdicts[BR_STAGE_ROW_LIMIT]; /* per row of the recorder: is it the stage? */
};

/* Gives a thread's marks a recorder to go through, or none (NULL). Returns what the thread's marks
 * are to be made on: `marks` itself, or NULL. */
struct br_stages *br_marks_attach(struct br_instruction_marks *marks, struct br_stages *recorder);

/* What the calling thread counts from now on; `path` outlives it. The calls are set to zero, unless
 * nothing is to be counted: they can then be read. No stage is open. */
void br_marks_count(struct br_instruction_marks *marks, enum br_counted counted, const char *path);

/* Around a wait, on the waiting thread. */
void br_marks_wait(struct br_instruction_marks *marks, bool waiting);

/* Instructions that the marks themselves add to what is counted in a stage: per call of the stage,
 * and per call of a stage nested in it. Exact for marks made as br_stage_begin and br_stage_end
 * are, but for the few instructions with which their caller prepares the call. Instrumentation is
 * on; `descriptor` as in callgrind.h. */
struct br_marks_cost {
    double outer, inner;
};
int br_marks_measure_cost(int descriptor, struct br_marks_cost *cost, struct br_error *error);

#endif
