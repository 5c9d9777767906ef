/* Turning the count on and off at stages and waits; see instruction_marks.h. */
#include "measure/instruction_marks.h"

#include <string.h>

#include "measure/callgrind.h"

enum verdict { UNKNOWN, IS_THE_STAGE, IS_ANOTHER };

static void collect(struct br_instruction_marks *marks, bool wanted)
{
    if (marks->collecting == wanted)
        return;
    marks->collecting = wanted;
    br_callgrind_toggle();
}

static bool should_collect(const struct br_instruction_marks *marks)
{
    switch (marks->counted) {
    case BR_COUNTED_WORK:
        return !marks->waiting;
    case BR_COUNTED_WAITING:
        return marks->waiting;
    case BR_COUNTED_STAGE:
        return marks->inside && !marks->waiting;
    case BR_COUNTED_NOTHING:
        break;
    }
    return false;
}

/* ---- stages ---- */

static bool is_the_stage(struct br_instruction_marks *marks, uint32_t row)
{
    char path[192];
    if (marks->verdicts[row] == UNKNOWN) {
        br_stage_row_path(marks->recorder, row, path, sizeof path);
        bool same = marks->path != NULL && strcmp(path, marks->path) == 0;
        marks->verdicts[row] = same ? IS_THE_STAGE : IS_ANOTHER;
    }
    return marks->verdicts[row] == IS_THE_STAGE;
}

/* The recorder is asked each time, so that marks that do not match harm nothing here either. */
static bool is_inside(struct br_instruction_marks *marks)
{
    uint32_t row = br_stage_current(marks->recorder);
    while (row != 0 && !is_the_stage(marks, row))
        row = br_stage_parent(marks->recorder, row);
    return row != 0;
}

__attribute__((noinline)) static bool note_begin(struct br_instruction_marks *marks, uint32_t stage)
{
    bool before = marks->inside;
    br_stage_begin(marks->recorder, stage);
    marks->inside = is_inside(marks);
    marks->outer_calls += marks->inside && !before;
    marks->inner_calls += before;
    return should_collect(marks);
}

__attribute__((noinline)) static bool note_end(struct br_instruction_marks *marks, uint32_t stage)
{
    br_stage_end(marks->recorder, stage);
    marks->inside = is_inside(marks);
    return should_collect(marks);
}

static void marks_begin(struct br_stages *stages, uint32_t stage)
{
    struct br_instruction_marks *marks = (struct br_instruction_marks *)stages;
    collect(marks, false);
    collect(marks, note_begin(marks, stage));
}

static void marks_end(struct br_stages *stages, uint32_t stage)
{
    struct br_instruction_marks *marks = (struct br_instruction_marks *)stages;
    collect(marks, false);
    collect(marks, note_end(marks, stage));
}

static uint32_t marks_declare(struct br_stages *stages, const char *label)
{
    return br_stage_declare(((struct br_instruction_marks *)stages)->recorder, label);
}

static const struct br_stage_api marks_api = {
    .struct_size = sizeof(struct br_stage_api),
    .declare = marks_declare,
    .begin = marks_begin,
    .end = marks_end,
};

/* ---- all of a thread ---- */

struct br_stages *br_marks_attach(struct br_instruction_marks *marks, struct br_stages *recorder)
{
    marks->stages.api = &marks_api;
    marks->recorder = recorder;
    return recorder != NULL ? &marks->stages : NULL;
}

void br_marks_count(struct br_instruction_marks *marks, enum br_counted counted, const char *path)
{
    collect(marks, false);
    marks->counted = counted;
    marks->path = path;
    marks->inside = false;
    memset(marks->verdicts, UNKNOWN, sizeof marks->verdicts);
    if (counted != BR_COUNTED_NOTHING) {
        marks->outer_calls = 0;
        marks->inner_calls = 0;
    }
    collect(marks, should_collect(marks));
}

void br_marks_wait(struct br_instruction_marks *marks, bool waiting)
{
    if (marks == NULL)
        return;
    collect(marks, false);
    marks->waiting = waiting;
    collect(marks, should_collect(marks));
}

/* ---- what the marks cost ---- */

enum { PAIRS = 16 };

#define TWICE(action) action action
#define PAIR(stages, stage)                                                                        \
    br_stage_begin(stages, stage);                                                                 \
    br_stage_end(stages, stage);

/* Exactly PAIRS pairs and nothing between them: no loop is counted with them. */
__attribute__((noinline)) static void make_pairs(struct br_stages *stages, uint32_t stage)
{
    TWICE(TWICE(TWICE(TWICE(PAIR(stages, stage)))))
}

/* What is counted in `path` while the pairs are made inside of a stage "around". */
static int count_pairs(struct br_stage_profiler *profiler, const char *path, int descriptor,
                       uint64_t *instructions, struct br_error *error)
{
    struct br_instruction_marks marks = {.counted = BR_COUNTED_NOTHING};
    struct br_stages *stages = br_marks_attach(&marks, br_stage_attach(profiler));
    if (stages == NULL)
        return br_error_set(error, BR_ERROR_MEMORY, "no memory to measure what marks cost");
    uint32_t around = br_stage_declare(stages, "around");
    uint32_t pair = br_stage_declare(stages, "pair");
    br_marks_count(&marks, BR_COUNTED_STAGE, path);
    br_callgrind_zero();
    br_stage_begin(stages, around);
    make_pairs(stages, pair);
    br_stage_end(stages, around);
    br_marks_count(&marks, BR_COUNTED_NOTHING, NULL);
    return br_callgrind_total(descriptor, instructions, error);
}

int br_marks_measure_cost(int descriptor, struct br_marks_cost *cost, struct br_error *error)
{
    uint64_t outer = 0;
    uint64_t inner = 0;
    struct br_stage_profiler *profiler = br_stage_profiler_new(NULL);
    if (profiler == NULL)
        return br_error_set(error, BR_ERROR_MEMORY, "no memory to measure what marks cost");
    int status = count_pairs(profiler, "around.pair", descriptor, &outer, error);
    if (status == 0)
        status = count_pairs(profiler, "around", descriptor, &inner, error);
    br_stage_profiler_free(profiler);
    cost->outer = (double)outer / PAIRS;
    cost->inner = ((double)inner - cost->outer) / PAIRS;
    return status;
}
