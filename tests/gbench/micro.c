/* The harness's smallest parts under Google Benchmark, a thousand at a time so that its loop and
 * the call through the shim do not show. */
#include "topics.h"

#include <stdlib.h>

#include <ck_ring.h>

#include "base/clock.h"
#include "drive.h"
#include "measure/allocation.h"
#include "measure/histogram.h"
#include "measure/preemption.h"
#include "measure/stage.h"
#include "rounds.h"
#include "shim.h"

#define TIMES 1000
#define MICRO_ROUNDS 9

static void stamps(void *context)
{
    uint64_t *last = context;
    for (int i = 0; i < TIMES; i++) {
        uint64_t now = br_clock_ticks();
        __asm__ volatile("" ::"r"(now - *last));
        *last = now;
    }
}

/* Values as records give them: spread over a few buckets. */
static void histogram_records(void *context)
{
    uint64_t value = 1000;
    for (int i = 0; i < TIMES; i++) {
        br_histogram_record(context, value);
        value = (value * 5 + 3) & 0xFFFF;
    }
}

/* What the latency pass asks once per record. */
static void preemption_checks(void *context)
{
    struct br_preemption *preemption = context;
    for (int i = 0; i < TIMES; i++) {
        bool happened = br_preemption_happened(preemption);
        __asm__ volatile("" ::"r"(happened));
    }
}

struct marks {
    struct br_stages *stages;
    uint32_t stage;
};

static void stage_pairs(void *context)
{
    struct marks *marks = context;
    for (int i = 0; i < TIMES; i++) {
        struct br_stages *stages = marks->stages;
        __asm__ volatile("" : "+r"(stages));
        br_stage_begin(stages, marks->stage);
        br_stage_end(stages, marks->stage);
    }
}

struct ring {
    ck_ring_t ring;
    ck_ring_buffer_t slots[16];
};

static void ring_hand_overs(void *context)
{
    struct ring *ring = context;
    void *entry = NULL;
    for (int i = 0; i < TIMES; i++) {
        (void)ck_ring_enqueue_spmc(&ring->ring, ring->slots, context);
        (void)ck_ring_dequeue_spmc(&ring->ring, ring->slots, &entry);
    }
}

static void measure(const char *name, void (*function)(void *), void *context)
{
    double times[MICRO_ROUNDS];
    struct gbench_request request = {
        .name = name, .function = function, .context = context, .iterations = 2000};
    for (size_t i = 0; i < MICRO_ROUNDS; i++) {
        struct gbench_result result;
        if (gbench_run(&request, &result) < 0)
            bench_fail("%s did not run under Google Benchmark", name);
        times[i] = result.cpu_ns / TIMES;
    }
    emit("micro", name, "ns", median_of(times, MICRO_ROUNDS));
}

static void measure_stages(void)
{
    struct br_stage_allocator allocator = br_allocation_for_stages();
    struct br_stage_profiler *profiler = br_stage_profiler_new(&allocator);
    struct marks marks = {.stages = br_stage_attach(profiler)};
    marks.stage = br_stage_declare(marks.stages, "pair");
    measure("stage_pair", stage_pairs, &marks);
    marks.stages = NULL;
    measure("stage_pair_off", stage_pairs, &marks);
    br_stage_profiler_free(profiler);
}

void topic_micro(void)
{
    uint64_t last = 0;
    struct ring ring;
    struct br_histogram *histogram = malloc(sizeof *histogram);
    if (histogram == NULL)
        bench_fail("no memory");
    br_histogram_reset(histogram);
    ck_ring_init(&ring.ring, 16);
    measure("stamp", stamps, &last);
    measure("histogram_record", histogram_records, histogram);
    struct br_preemption preemption;
    if (br_preemption_open(&preemption))
        measure("preemption_check", preemption_checks, &preemption);
    br_preemption_close(&preemption);
    measure_stages();
    measure("ring_hand_over", ring_hand_overs, &ring);
    free(histogram);
}
