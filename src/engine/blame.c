/* Where in the input a failed child was; see blame.h. */
#include "engine/blame.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#define WORKERS_SHOWN 8
#define LOCATING_LONGEST_NS 10000000000u

struct position {
    uint32_t worker;
    uint32_t busy; /* enum br_busy */
    uint64_t offset;
    uint64_t index;
};

struct positions {
    struct position items[WORKERS_SHOWN]; /* by ascending offset */
    size_t count;
    bool has_indices;
};

static int by_offset(const void *left, const void *right)
{
    uint64_t a = ((const struct position *)left)->offset;
    uint64_t b = ((const struct position *)right)->offset;
    return (a > b) - (a < b);
}

static void collect(const struct br_channel *channel, struct positions *positions)
{
    uint32_t lanes = atomic_load(&channel->lane_count);
    for (uint32_t i = 0; i < lanes && i < BR_CHANNEL_LANES; i++) {
        const struct br_cursor *cursor = &channel->cursors[i];
        uint32_t busy = atomic_load(&cursor->busy);
        if (busy == BR_BUSY_NOT || busy > BR_BUSY_BATCH || positions->count == WORKERS_SHOWN)
            continue;
        positions->items[positions->count++] =
            (struct position){.worker = i, .busy = busy, .offset = atomic_load(&cursor->offset)};
    }
    qsort(positions->items, positions->count, sizeof *positions->items, by_offset);
}

static bool has_input(const struct br_job *job)
{
    static const char *const without[] = {BR_JOB_DESCRIBE, BR_JOB_GENERATE, BR_JOB_LOCATE};
    for (size_t i = 0; i < sizeof without / sizeof without[0]; i++) {
        if (strcmp(job->pass, without[i]) == 0)
            return false;
    }
    return true;
}

/* The code under test is asked once more; it may well fail again. */
static void locate(const struct br_watch *watch, struct positions *positions)
{
    uint64_t offsets[WORKERS_SHOWN];
    for (size_t i = 0; i < positions->count; i++)
        offsets[i] = positions->items[i].offset;
    struct br_job job = *watch->job;
    job.pass = (char *)BR_JOB_LOCATE;
    job.offsets = (struct br_counts){.items = offsets, .count = positions->count};
    if (job.config.timeout_ns > LOCATING_LONGEST_NS)
        job.config.timeout_ns = LOCATING_LONGEST_NS;
    struct br_watch own = *watch;
    own.job = &job;
    own.events = NULL;
    struct br_answer answer = {0};
    struct br_error ignored = {0};
    if (br_watch_child(&own, &answer, &ignored) == 0 && answer.indices.count == positions->count) {
        for (size_t i = 0; i < positions->count; i++)
            positions->items[i].index = answer.indices.items[i];
        positions->has_indices = true;
    }
    br_shape_release(&br_answer_shape, &answer);
}

static void append_position(const struct position *position, bool has_index, struct br_text *text)
{
    br_text_format(text, " worker %" PRIu32 " was ", position->worker);
    if (position->busy == BR_BUSY_FRAMING)
        br_text_append(text, "framing from ");
    else
        br_text_append(text,
                       position->busy == BR_BUSY_BATCH ? "in the batch that begins with " : "at ");
    if (has_index)
        br_text_format(text, "record %" PRIu64 " (counted from 0),", position->index);
    else
        br_text_append(text, "the record");
    br_text_format(text, " at offset %" PRIu64 " of the input", position->offset);
}

void br_blame_append(const struct br_watch *watch, const struct br_channel *channel,
                     struct br_text *text)
{
    struct positions positions = {0};
    if (!has_input(watch->job))
        return;
    collect(channel, &positions);
    if (positions.count > 0)
        locate(watch, &positions);
    for (size_t i = 0; i < positions.count; i++) {
        br_text_append(text, i == 0 ? ";" : ",");
        append_position(&positions.items[i], positions.has_indices, text);
    }
}
