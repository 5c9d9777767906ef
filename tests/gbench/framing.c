/* Framing by the workloads, in batches as a lane does it, against a bare leader hop and a bare
 * memchr loop over the same mapped file. */
#include "topics.h"

#include "bare.h"
#include "bench/workloads.h"
#include "drive.h"
#include "rounds.h"

#define FRAMING_ROUNDS 40

struct framing {
    const struct br_workload *workload;
    uint64_t (*bare)(const unsigned char *data, size_t size);
    struct bench_input input;
    struct br_lane lane;
    struct br_cursor cursor;
    struct br_span spans[BR_LANE_BATCH];
    struct br_run run;
    uint64_t repetitions; /* per timing, so that small inputs take long enough */
    uint64_t found;
};

static void frame_all(void *context)
{
    struct framing *framing = context;
    framing->found = 0;
    for (uint64_t i = 0; i < framing->repetitions; i++) {
        uint64_t offset = 0;
        size_t count;
        while ((count = br_lane_frame(&framing->lane, framing->input.size, &offset, framing->spans,
                                      BR_LANE_BATCH)) > 0)
            framing->found += count;
    }
}

static void hop_all(void *context)
{
    struct framing *framing = context;
    framing->found = 0;
    for (uint64_t i = 0; i < framing->repetitions; i++)
        framing->found += framing->bare(framing->input.data, framing->input.size);
}

/* A batch of spans is 1 KiB; `state` of both workloads' framers is their options. */
static void compare(struct framing *framing, void *state, const char *subject)
{
    framing->run = (struct br_run){.workload = framing->workload,
                                   .state = state,
                                   .data = framing->input.data,
                                   .size = framing->input.size};
    framing->lane = (struct br_lane){.run = &framing->run, .cursor = &framing->cursor};
    frame_all(framing);
    uint64_t framed = framing->found;
    hop_all(framing);
    if (framed != framing->found)
        bench_fail("%s: %llu records framed, %llu found", subject, (unsigned long long)framed,
                   (unsigned long long)framing->found);
    struct pair pair = rounds_of_pairs(ROUNDS_CPU, (struct timed){hop_all, framing},
                                       (struct timed){frame_all, framing}, FRAMING_ROUNDS);
    emit("framing", subject, "speed_ratio", pair.ratio);
    emit("framing", subject, "ns", pair.right_ns / (double)framing->found);
    emit("framing", subject, "bare_ns", pair.left_ns / (double)framing->found);
}

static void measure(const struct br_workload *workload,
                    uint64_t (*bare)(const unsigned char *, size_t), uint64_t records,
                    uint64_t repetitions, const char *subject)
{
    /* All options zero: lines for ndjson, none for marc. */
    static const uint64_t state[8] = {0};
    struct framing framing = {.workload = workload, .bare = bare, .repetitions = repetitions};
    framing.input = bench_input_generate(workload, records);
    compare(&framing, (void *)(uintptr_t)state, subject);
    bench_input_release(&framing.input);
}

void topic_framing(void)
{
    measure(&br_workload_marc, bare_hop_leaders, 100000, 1, "marc");
    measure(&br_workload_ndjson, bare_find_lines, 100000, 1, "ndjson");
    measure(&br_workload_marc, bare_hop_leaders, 200, 200, "marc-cached");
    measure(&br_workload_ndjson, bare_find_lines, 500, 100, "ndjson-cached");
}
