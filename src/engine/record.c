/* One record, asked of a child; see record.h. */
#include "engine/record.h"

#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/os.h"
#include "engine/input.h"
#include "engine/survey.h"

#define LOOKING_LONGEST_NS 60000000000u
#define LOOK_NS 100000000u

/* ---- the child's side ---- */

static int judge(struct br_bench *bench, uint64_t offset, struct br_record_facts *facts,
                 struct br_error *error)
{
    const struct br_run *run = &bench->run;
    struct br_lane *lane = &run->lanes[0];
    struct br_outcome outcome = {0};
    atomic_store(&lane->cursor->offset, offset);
    atomic_store(&lane->cursor->busy, BR_BUSY_RECORD);
    run->workload->process(lane->worker, run->data + offset, (size_t)facts->bytes, &outcome);
    atomic_store(&lane->cursor->busy, BR_BUSY_NOT);
    facts->output_bytes = outcome.output_bytes;
    if (outcome.reason > run->reason_count)
        return br_error_set(error, BR_ERROR_WORK,
                            "process() of workload %s returned reason %" PRIu32
                            ", which is not in its table",
                            run->workload->name, outcome.reason);
    if (outcome.reason != BR_ACCEPTED)
        facts->rejected = br_string_copy(run->workload->reasons[outcome.reason - 1]);
    return 0;
}

static int process(struct br_bench *bench, const struct br_registry *registry, uint64_t offset,
                   struct br_record_facts *facts, struct br_error *error)
{
    int status = br_bench_prepare(bench, registry, BR_INSTRUMENT_NONE, error);
    if (status < 0)
        return status;
    status = judge(bench, offset, facts, error);
    br_bench_end_workers(bench);
    return status;
}

int br_record_find(struct br_bench *bench, const struct br_registry *registry,
                   struct br_record_facts *facts, struct br_error *error)
{
    if (bench->job->offsets.count == 0)
        return br_error_set(error, BR_ERROR_FORMAT, "the job names no offset");
    uint64_t offset = bench->job->offsets.items[0];
    uint32_t reason = BR_ACCEPTED;
    int status = br_locate_record(bench, offset, facts, &reason, error);
    if (status < 0 || !facts->found)
        return status;
    facts->by_framing = reason != BR_ACCEPTED;
    if (bench->loaded.workload->fields != NULL)
        facts->fields = bench->loaded.workload->fields(bench->state, bench->map.data + offset,
                                                       (size_t)facts->bytes);
    if (!facts->by_framing)
        return process(bench, registry, offset, facts, error);
    facts->rejected = br_string_copy(bench->loaded.workload->reasons[reason - 1]);
    return 0;
}

/* ---- the parent's side ---- */

static int ask_child(const struct br_watch *watch, const struct br_config *config,
                     const struct br_input *input, uint64_t offset, struct br_record *record,
                     struct br_error *error)
{
    struct br_job job = {.config = *config, /* borrowed, as all of it */
                         .cell = {.mode = config->mode,
                                  .workload = config->workload,
                                  .input = config->input,
                                  .size = BR_SIZE_ALL,
                                  .threads = 1},
                         .pass = (char *)BR_JOB_RECORD,
                         .input_descriptor = (uint64_t)watch->input_descriptor,
                         .input = *input,
                         .ticks_per_ns = 1,
                         .offsets = {.items = &offset, .count = 1}};
    struct br_watch own = *watch;
    struct br_answer answer = {0};
    own.job = &job;
    int status = br_watch_child(&own, &answer, error);
    if (status < 0)
        br_watch_add_tail(&answer, error);
    record->facts = answer.record;
    answer.record = (struct br_record_facts){0};
    br_shape_release(&br_answer_shape, &answer);
    return status;
}

static int refuse(const struct br_config *config, uint64_t offset, const struct br_record *record,
                  struct br_error *error)
{
    const struct br_counts *at = &record->facts.nearest;
    const struct br_counts *number = &record->facts.nearest_records;
    if (at->count == 2 && number->count == 2)
        return br_error_set(error, BR_ERROR_INPUT,
                            "no record begins at offset %" PRIu64 " of %s: the nearest are record "
                            "%" PRIu64 " at %" PRIu64 " and record %" PRIu64 " at %" PRIu64,
                            offset, config->input, number->items[0], at->items[0], number->items[1],
                            at->items[1]);
    if (at->count == 1 && number->count == 1)
        return br_error_set(error, BR_ERROR_INPUT,
                            "no record begins at offset %" PRIu64 " of %s, which has %" PRIu64
                            " bytes: the nearest is record %" PRIu64 " at %" PRIu64,
                            offset, config->input, record->input_bytes, number->items[0],
                            at->items[0]);
    return br_error_set(error, BR_ERROR_INPUT, "no record begins at offset %" PRIu64 " of %s",
                        offset, config->input);
}

static int read_bytes(int descriptor, uint64_t offset, uint64_t bytes, struct br_record *record,
                      struct br_error *error)
{
    uint64_t size = record->facts.bytes < bytes ? record->facts.bytes : bytes;
    record->data = malloc(size > 0 ? size : 1);
    if (record->data == NULL)
        return br_error_set(error, BR_ERROR_MEMORY,
                            "no memory for a record; use a smaller --bytes");
    while (record->data_size < size) {
        ssize_t got = pread(descriptor, record->data + record->data_size, size - record->data_size,
                            (off_t)(offset + record->data_size));
        if (got <= 0 && !(got < 0 && errno == EINTR))
            return br_error_set(error, BR_ERROR_IO, "the input cannot be read at offset %" PRIu64,
                                offset + record->data_size);
        record->data_size += got > 0 ? (size_t)got : 0;
    }
    return 0;
}

static int look(const struct br_watch *watch, const struct br_config *config, uint64_t offset,
                uint64_t bytes, struct br_record *record, struct br_error *error)
{
    struct br_variant variant = br_variant_at(config, 0);
    struct br_watch own = *watch;
    struct br_input input = {0};
    int status = br_input_prepare(watch, config, &variant, &own.input_descriptor, &input, error);
    record->input_bytes = input.bytes;
    if (status == 0)
        status = ask_child(&own, config, &input, offset, record, error);
    if (status == 0 && !record->facts.found)
        status = refuse(config, offset, record, error);
    if (status == 0)
        status = read_bytes(own.input_descriptor, offset, bytes, record, error);
    if (own.input_descriptor >= 0)
        close(own.input_descriptor);
    br_shape_release(&br_input_shape, &input);
    return status;
}

int br_record_look(const struct br_watch *watch, const struct br_config *config, uint64_t offset,
                   uint64_t bytes, struct br_record *record, struct br_error *error)
{
    struct br_config own = *config; /* borrowed */
    if (own.timeout_ns == 0)
        own.timeout_ns = LOOKING_LONGEST_NS;
    if (own.interval_ns == 0)
        own.interval_ns = LOOK_NS;
    return look(watch, &own, offset, bytes, record, error);
}

void br_record_release(struct br_record *record)
{
    br_shape_release(&br_record_facts_shape, &record->facts);
    free(record->data);
    *record = (struct br_record){0};
}
