/*
 * The marks of the stage profiler: begin and end on one thread's recorder. No allocation, no lock,
 * and no system call unless the stage is long enough for one.
 */
#include "measure/stage_recorder.h"

#include <string.h>
#include <unistd.h>

#define LIKELY(condition) __builtin_expect(!!(condition), 1)

static struct br_stage_recorder *recorder_of(struct br_stages *stages)
{
    return (struct br_stage_recorder *)stages;
}

/* ---- the slow clauses: CPU time and RSS ---- */

/* Second number of statm, in pages; -1 where the system does not tell. */
static int64_t resident_bytes(const struct br_stage_profiler *profiler)
{
    char text[96];
    ssize_t size = pread(profiler->memory_descriptor, text, sizeof text, 0);
    ssize_t at = 0;
    while (at < size && text[at] != ' ')
        at++;
    if (at >= size)
        return -1;
    int64_t pages = 0;
    for (at++; at < size && text[at] >= '0' && text[at] <= '9'; at++)
        pages = pages * 10 + (text[at] - '0');
    return pages * (int64_t)profiler->page_bytes;
}

static bool is_worth(const struct br_stage_values *values, uint64_t worth_ticks)
{
    return values->wall_ticks >= values->calls * worth_ticks;
}

static void begin_clauses(struct br_stage_recorder *recorder, struct br_stage_frame *frame)
{
    const struct br_stage_values *values = &recorder->nodes[frame->row].values;
    frame->reads_rss = is_worth(values, recorder->rss_worth_ticks);
    if (frame->reads_rss)
        frame->rss_bytes = resident_bytes(recorder->profiler);
    frame->reads_cpu = true;
    frame->cpu_ns = br_clock_thread_cpu_ns();
}

/* The call is in `values` already: a reading that was not worth it is dropped here. */
static void end_clauses(struct br_stage_recorder *recorder, struct br_stage_frame *frame,
                        struct br_stage_values *values)
{
    uint64_t cpu_ns = br_clock_thread_cpu_ns();
    if (is_worth(values, recorder->cpu_worth_ticks)) {
        values->cpu_ns += cpu_ns - frame->cpu_ns;
        values->cpu_calls++;
    }
    if (!frame->reads_rss || !is_worth(values, recorder->rss_worth_ticks))
        return;
    int64_t rss_bytes = resident_bytes(recorder->profiler);
    if (rss_bytes >= 0 && frame->rss_bytes >= 0) {
        values->rss_growth_bytes += rss_bytes - frame->rss_bytes;
        values->rss_calls++;
    }
}

/* ---- rows ---- */

static uint32_t known_stage(uint32_t stage)
{
    return LIKELY(stage - 1 < BR_STAGE_LIMIT) ? stage : BR_STAGE_LABEL_OTHER;
}

/* A row for a path met for the first time; "other" when there is none left. */
static uint32_t new_row(struct br_stage_recorder *recorder, uint32_t parent, uint32_t stage)
{
    uint32_t row = BR_STAGE_ROW_OTHER;
    if (parent != BR_STAGE_ROW_OTHER && recorder->row_count < BR_STAGE_ROW_OTHER) {
        row = recorder->row_count++;
        recorder->nodes[row].parent = parent;
        recorder->nodes[row].label = stage;
    }
    recorder->children[parent][stage - 1] = (uint16_t)row;
    return row;
}

static uint32_t find_row(struct br_stage_recorder *recorder, uint32_t parent, uint32_t stage)
{
    uint32_t row = recorder->children[parent][stage - 1];
    return LIKELY(row != 0) ? row : new_row(recorder, parent, stage);
}

/* ---- begin ---- */

static void begin_allocation(struct br_stage_recorder *recorder, struct br_stage_frame *frame)
{
    frame->allocated_bytes = *recorder->allocated_bytes;
    frame->freed_bytes = *recorder->freed_bytes;
    frame->allocations = *recorder->allocations;
    uint64_t live = frame->allocated_bytes - frame->freed_bytes;
    uint64_t peak = *recorder->live_peak;
    frame->outer_peak = (int64_t)live > (int64_t)peak ? live : peak;
    *recorder->live_peak = live;
}

static void stage_begin(struct br_stages *stages, uint32_t stage)
{
    struct br_stage_recorder *recorder = recorder_of(stages);
    if (!LIKELY(recorder->depth < BR_STAGE_DEPTH)) {
        recorder->beyond++;
        recorder->faults.too_deep++;
        return;
    }
    struct br_stage_frame *parent = &recorder->frames[recorder->depth];
    struct br_stage_frame *frame = parent + 1;
    frame->stage = known_stage(stage);
    frame->row = find_row(recorder, parent->row, frame->stage);
    frame->child_ticks = 0;
    frame->reads_cpu = false;
    frame->reads_rss = false;
    recorder->depth++;
    atomic_store_explicit(recorder->current, frame->row, memory_order_release);
    begin_allocation(recorder, frame);
    if (!LIKELY(!is_worth(&recorder->nodes[frame->row].values, recorder->cpu_worth_ticks)))
        begin_clauses(recorder, frame);
    frame->begin_ticks = br_clock_ticks();
}

/* ---- end ---- */

static void end_allocation(struct br_stage_recorder *recorder, const struct br_stage_frame *frame,
                           struct br_stage_values *values)
{
    uint64_t allocated_bytes = *recorder->allocated_bytes;
    uint64_t freed_bytes = *recorder->freed_bytes;
    values->allocated_bytes += allocated_bytes - frame->allocated_bytes;
    values->freed_bytes += freed_bytes - frame->freed_bytes;
    values->allocations += *recorder->allocations - frame->allocations;

    uint64_t live = allocated_bytes - freed_bytes;
    uint64_t peak = *recorder->live_peak;
    if ((int64_t)live > (int64_t)peak)
        peak = live;
    uint64_t rise = peak - (frame->allocated_bytes - frame->freed_bytes);
    if (rise > values->high_water_bytes)
        values->high_water_bytes = rise;
    *recorder->live_peak = (int64_t)peak > (int64_t)frame->outer_peak ? peak : frame->outer_peak;
}

static void end_wall(const struct br_stage_frame *frame, struct br_stage_frame *parent,
                     struct br_stage_values *values, uint64_t now)
{
    /* A thread that moved to another CPU may read a counter a few ticks behind. */
    uint64_t wall = now > frame->begin_ticks ? now - frame->begin_ticks : 0;
    parent->child_ticks += wall;
    values->calls++;
    values->self_wall_ticks += wall > frame->child_ticks ? wall - frame->child_ticks : 0;
    if (wall > values->wall_ticks_max)
        values->wall_ticks_max = wall;
    /* Inside "other" everything is "other": its time is counted once, at the outermost. */
    if (LIKELY(parent->row != BR_STAGE_ROW_OTHER))
        values->wall_ticks += wall;
}

static void end_innermost(struct br_stage_recorder *recorder, uint64_t now)
{
    struct br_stage_frame *frame = &recorder->frames[recorder->depth];
    struct br_stage_frame *parent = frame - 1;
    struct br_stage_values *values = &recorder->nodes[frame->row].values;
    end_wall(frame, parent, values, now);
    end_allocation(recorder, frame, values);
    recorder->depth--;
    atomic_store_explicit(recorder->current, parent->row, memory_order_release);
    if (!LIKELY(!frame->reads_cpu))
        end_clauses(recorder, frame, values);
}

/* `stage` is not the innermost open one: ends those inside it, or says that it is not open. */
static bool end_inner_ones(struct br_stage_recorder *recorder, uint32_t stage, uint64_t now)
{
    uint32_t depth = recorder->depth;
    while (depth > 0 && recorder->frames[depth].stage != stage)
        depth--;
    if (depth == 0) {
        recorder->faults.unmatched_ends++;
        return false;
    }
    while (recorder->depth > depth) {
        recorder->faults.missing_ends++;
        end_innermost(recorder, now);
    }
    return true;
}

static void stage_end(struct br_stages *stages, uint32_t stage)
{
    uint64_t now = br_clock_ticks();
    struct br_stage_recorder *recorder = recorder_of(stages);
    if (!LIKELY(recorder->beyond == 0)) {
        recorder->beyond--;
        return;
    }
    stage = known_stage(stage);
    if (!LIKELY(recorder->frames[recorder->depth].stage == stage) &&
        !end_inner_ones(recorder, stage, now))
        return;
    end_innermost(recorder, now);
}

/* ---- the recorder as a whole ---- */

static uint32_t stage_declare(struct br_stages *stages, const char *label)
{
    return br_stage_profiler_declare(recorder_of(stages)->profiler, label);
}

const struct br_stage_api br_stage_recorder_api = {
    .struct_size = sizeof(struct br_stage_api),
    .declare = stage_declare,
    .begin = stage_begin,
    .end = stage_end,
};

void br_stage_recorder_clear(struct br_stage_recorder *recorder)
{
    recorder->depth = 0;
    recorder->beyond = 0;
    recorder->row_count = 1;
    atomic_store_explicit(recorder->current, 0, memory_order_release);
    memset(&recorder->faults, 0, sizeof recorder->faults);
    memset(&recorder->frames[0], 0, sizeof recorder->frames[0]);
    memset(recorder->nodes, 0, sizeof recorder->nodes);
    memset(recorder->children, 0, sizeof recorder->children);
    recorder->nodes[BR_STAGE_ROW_OTHER].label = BR_STAGE_LABEL_OTHER;
}

void br_stage_reset(struct br_stages *stages)
{
    struct br_stage_recorder *recorder = recorder_of(stages);
    uint64_t open_stages = (uint64_t)recorder->depth + recorder->beyond;
    br_stage_recorder_clear(recorder);
    recorder->faults.missing_ends = open_stages;
}

void br_stage_publish(struct br_stages *stages, _Atomic uint32_t *word)
{
    recorder_of(stages)->current = word;
}

uint32_t br_stage_current(const struct br_stages *stages)
{
    const struct br_stage_recorder *recorder = (const struct br_stage_recorder *)stages;
    return atomic_load_explicit(recorder->current, memory_order_acquire);
}

uint32_t br_stage_parent(const struct br_stages *stages, uint32_t row)
{
    const struct br_stage_recorder *recorder = (const struct br_stage_recorder *)stages;
    return row < BR_STAGE_ROW_LIMIT ? recorder->nodes[row].parent : 0;
}
