/* The consumers: how a batch of records reaches the workload under each instrument. */
#include "modes/lane.h"

#include <string.h>

#include "base/os.h"

static void note_nonsense(struct br_lane *lane, enum br_nonsense nonsense,
                          const struct br_span *span)
{
    if (lane->nonsense != BR_NONSENSE_NONE)
        return;
    lane->nonsense = nonsense;
    lane->nonsense_offset = span->offset;
}

static void count_rejected(struct br_lane *lane, const struct br_span *span, uint32_t reason)
{
    if (reason > lane->run->reason_count) {
        note_nonsense(lane, BR_NONSENSE_REASON, span);
        return;
    }
    lane->sums.rejected[reason - 1]++;
    lane->sums.rejected_bytes += span->size;
    lane->sums.accepted--;
}

static inline void mark_record(struct br_lane *lane, const struct br_span *span)
{
    atomic_store_explicit(&lane->cursor->offset, span->offset, memory_order_relaxed);
}

static void judge_outcome(struct br_lane *lane, const struct br_span *span,
                          const struct br_outcome *outcome)
{
    if (outcome->output_bytes >= BR_OUTPUT_LARGEST)
        note_nonsense(lane, BR_NONSENSE_OUTPUT, span);
    if (outcome->reason != BR_ACCEPTED)
        count_rejected(lane, span, outcome->reason);
}

/* One test tells the usual outcome from all others. */
static inline void add_outcome(struct br_lane *lane, const struct br_span *span,
                               const struct br_outcome *outcome)
{
    lane->sums.witness += outcome->witness;
    lane->sums.output_bytes += outcome->output_bytes;
    if (__builtin_expect((outcome->output_bytes >> BR_OUTPUT_BITS | outcome->reason) != 0, 0))
        judge_outcome(lane, span, outcome);
}

/* This loop is what throughput is judged by: no more per record than the call, the place for the
 * parent to see, and the sums. */
static void consume_plain(struct br_lane *lane, const struct br_span *spans, size_t count)
{
    const struct br_run *run = lane->run;
    lane->sums.accepted += count;
    for (const struct br_span *span = spans; span < spans + count; span++) {
        struct br_outcome outcome = {0};
        mark_record(lane, span);
        run->workload->process(lane->worker, run->data + span->offset, span->size, &outcome);
        add_outcome(lane, span, &outcome);
    }
}

/* Every record is accepted or rejected, and its bytes are counted once at most. */
static bool adds_up(const struct br_tally *tally, uint64_t rejected, const struct br_span *spans,
                    size_t count)
{
    uint64_t bytes = 0;
    if (tally->accepted > count || tally->accepted + rejected != count)
        return false;
    if (rejected == 0)
        return tally->rejected_bytes == 0;
    for (size_t i = 0; i < count; i++)
        bytes += spans[i].size;
    return tally->rejected_bytes <= bytes;
}

static uint64_t sum_rejected(const struct br_lane *lane)
{
    uint64_t sum = 0;
    for (size_t i = 0; i < lane->run->reason_count; i++)
        sum += lane->sums.rejected[i];
    return sum;
}

static void consume_batch(struct br_lane *lane, const struct br_span *spans, size_t count)
{
    struct br_tally tally = {.rejected = lane->sums.rejected};
    uint64_t rejected_before = sum_rejected(lane);
    mark_record(lane, &spans[0]);
    atomic_store_explicit(&lane->cursor->busy, BR_BUSY_BATCH, memory_order_relaxed);
    lane->run->workload->process_batch(lane->worker, lane->run->data, spans, count, &tally);
    lane->sums.accepted += tally.accepted;
    lane->sums.witness += tally.witness;
    lane->sums.output_bytes += tally.output_bytes;
    lane->sums.rejected_bytes += tally.rejected_bytes;
    if (!adds_up(&tally, sum_rejected(lane) - rejected_before, spans, count))
        note_nonsense(lane, BR_NONSENSE_TALLY, spans);
    else if (tally.output_bytes >= BR_OUTPUT_LARGEST)
        note_nonsense(lane, BR_NONSENSE_OUTPUT, spans);
}

static void consume_digest(struct br_lane *lane, const struct br_span *spans, size_t count)
{
    lane->sums.accepted += count;
    for (size_t i = 0; i < count; i++) {
        struct br_outcome outcome = {0};
        mark_record(lane, &spans[i]);
        br_digest_record_begin(lane->digest, spans[i].offset);
        lane->run->workload->process(lane->worker, lane->run->data + spans[i].offset, spans[i].size,
                                     &outcome);
        if (outcome.reason == BR_ACCEPTED)
            br_digest_record_end(lane->digest);
        else
            br_digest_reject(lane->digest, spans[i].offset, outcome.reason);
        add_outcome(lane, &spans[i], &outcome);
    }
}

/* Where a record that just ended belongs. */
static inline struct br_histogram *service_histogram(struct br_lane *lane)
{
    return br_preemption_happened(&lane->preemption) ? lane->disturbed : lane->service;
}

/* Records one record's time; true when that itself took a while. */
static inline bool record_service(struct br_lane *lane, const struct br_span *span,
                                  const struct br_outcome *outcome, uint64_t ticks)
{
    if (__builtin_expect(br_preemption_happened(&lane->preemption), 0)) {
        br_histogram_record(lane->disturbed, ticks);
        return br_slowest_note(lane->slowest_disturbed, ticks, span, outcome);
    }
    br_histogram_record(lane->service, ticks);
    return br_slowest_note(lane->slowest, ticks, span, outcome);
}

/* The stamp that ends one record begins the next: one per record, never fenced. */
static void consume_stamped(struct br_lane *lane, const struct br_span *spans, size_t count)
{
    void (*process)(void *, const unsigned char *, size_t, struct br_outcome *) =
        lane->run->workload->process;
    const unsigned char *data = lane->run->data;
    lane->sums.accepted += count;
    br_preemption_happened(&lane->preemption); /* what came before is not the records' */
    uint64_t before = br_clock_ticks();
    for (size_t i = 0; i < count; i++) {
        struct br_outcome outcome = {0};
        mark_record(lane, &spans[i]);
        process(lane->worker, data + spans[i].offset, spans[i].size, &outcome);
        add_outcome(lane, &spans[i], &outcome);
        uint64_t after = br_clock_ticks();
        bool took_a_while = record_service(lane, &spans[i], &outcome, after - before);
        if (lane->residence != NULL)
            br_histogram_record(lane->residence, br_lane_ticks_between(lane->framed_ticks, after));
        before = __builtin_expect(took_a_while, 0) ? br_clock_ticks() : after;
    }
}

/* Below about 100 ns per record the stamp would be the measurement: the batch shares one. */
static void consume_stamped_batch(struct br_lane *lane, const struct br_span *spans, size_t count)
{
    br_preemption_happened(&lane->preemption);
    uint64_t before = br_clock_ticks();
    if (lane->run->workload->process_batch != NULL)
        consume_batch(lane, spans, count);
    else
        consume_plain(lane, spans, count);
    uint64_t after = br_clock_ticks();
    br_histogram_record_many(service_histogram(lane), (after - before + count / 2) / count, count);
    if (lane->residence != NULL)
        br_histogram_record_many(lane->residence, br_lane_ticks_between(lane->framed_ticks, after),
                                 count);
}

static void consume_stages(struct br_lane *lane, const struct br_span *spans, size_t count)
{
    br_stage_begin(lane->stages, lane->stage_process);
    consume_plain(lane, spans, count);
    br_stage_end(lane->stages, lane->stage_process);
}

void br_lane_choose_consumer(struct br_lane *lane)
{
    const struct br_run *run = lane->run;
    switch (run->instrument) {
    case BR_INSTRUMENT_NONE:
        lane->consume = run->workload->process_batch != NULL ? consume_batch : consume_plain;
        break;
    case BR_INSTRUMENT_DIGEST:
        lane->consume = consume_digest;
        break;
    case BR_INSTRUMENT_LATENCY:
        lane->consume = consume_stamped;
        break;
    case BR_INSTRUMENT_LATENCY_BATCH:
        lane->consume = consume_stamped_batch;
        break;
    case BR_INSTRUMENT_STAGES:
        lane->consume = consume_stages;
        break;
    }
    lane->times_framing = run->instrument == BR_INSTRUMENT_STAGES;
}

void br_lane_take_mixed(struct br_lane *lane, const struct br_span *spans, size_t count)
{
    size_t begin = 0;
    for (size_t i = 0; i < count; i++) {
        if (spans[i].reason == BR_ACCEPTED)
            continue;
        if (i > begin)
            lane->consume(lane, spans + begin, i - begin);
        lane->sums.accepted++;
        lane->unprocessed++;
        count_rejected(lane, &spans[i], spans[i].reason);
        if (lane->digest != NULL)
            br_digest_reject(lane->digest, spans[i].offset, spans[i].reason);
        begin = i + 1;
    }
    if (count > begin)
        lane->consume(lane, spans + begin, count - begin);
}

void br_lane_pin(struct br_lane *lane)
{
    if (lane->cpu >= 0 && !br_os_pin_thread(lane->cpu))
        lane->cpu = -1;
}

void br_lane_reset(struct br_lane *lane)
{
    uint64_t *rejected = lane->sums.rejected;
    memset(rejected, 0, (lane->run->reason_count + 1) * sizeof *rejected);
    lane->sums = (struct br_sums){.rejected = rejected};
    if (lane->digest != NULL)
        br_digest_reset(lane->digest);
    if (lane->service != NULL)
        br_histogram_reset(lane->service);
    if (lane->disturbed != NULL)
        br_histogram_reset(lane->disturbed);
    if (lane->residence != NULL)
        br_histogram_reset(lane->residence);
    if (lane->slowest != NULL)
        *lane->slowest = (struct br_slowest){0};
    if (lane->slowest_disturbed != NULL)
        *lane->slowest_disturbed = (struct br_slowest){0};
    lane->unprocessed = 0;
    lane->frame_ticks = 0;
    lane->starved_ticks = 0;
    lane->blocked_ticks = 0;
    lane->wall_ticks = 0;
}

void br_lane_drive_range(struct br_lane *lane, uint64_t begin, uint64_t end)
{
    size_t ahead = br_lane_ahead(lane->run);
    uint64_t offset = begin;
    while (offset < end) {
        size_t count = br_lane_frame(lane, end, &offset, lane->spans, ahead);
        if (count == 0)
            break;
        br_lane_take(lane, lane->spans, count);
    }
}
