/*
 * What sampling costs the code that is sampled: the same work in one process with and without, in
 * turn, so that what other processes do to the machine hits both. CPU time has the sampling
 * interrupts in it where the kernel does not account them apart (CONFIG_IRQ_TIME_ACCOUNTING).
 */
#include "topics.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "engine/plan.h"
#include "measure/heap_profiler.h"
#include "measure/sampler.h"
#include "model/config.h"
#include "side.h"

/* 40 ms of synthetic input: some 40 samples; all rounds fit into the sampler's memory. */
enum { ROUNDS = 100, REPETITIONS = 4 };

struct sampled {
    struct timed work;
    struct br_sampler *sampler; /* NULL = the heap profiler */
};

static void repeat(const struct timed *work)
{
    for (int i = 0; i < REPETITIONS; i++)
        work->function(work->context);
}

static void run_plain(void *context)
{
    repeat(&((struct sampled *)context)->work);
}

static void run_sampled(void *context)
{
    struct sampled *sampled = context;
    if (sampled->sampler != NULL)
        br_sampler_start(sampled->sampler);
    else
        br_heap_profiler_activate(true);
    repeat(&sampled->work);
    if (sampled->sampler != NULL)
        br_sampler_stop(sampled->sampler);
    else
        br_heap_profiler_activate(false);
}

static struct pair measure(struct sampled *sampled)
{
    return rounds_of_pairs(ROUNDS_CPU, (struct timed){run_sampled, sampled},
                           (struct timed){run_plain, sampled}, ROUNDS);
}

static size_t samples_of(const struct br_sampler *sampler)
{
    size_t count = 0;
    for (const struct br_cpu_sample *sample = br_sampler_first(sampler); sample != NULL;
         sample = br_sampler_next(sampler, sample))
        count++;
    return count;
}

/* One that takes no samples costs nothing and proves nothing. */
static void measure_cpu(struct sides *sides, const char *what, enum br_sampler_kind kind,
                        uint64_t rate_hz)
{
    char key[64];
    struct br_error error;
    struct sampled sampled = {sides_harness(sides), br_sampler_open(kind, rate_hz, &error)};
    if (sampled.sampler == NULL) {
        fprintf(stderr, "sampling.%s.%s: %s\n", sides->subject, what, error.message);
        return;
    }
    br_sampler_join(sampled.sampler);
    struct pair pair = measure(&sampled);
    double sampled_s = pair.left_ns * (ROUNDS + 1) / 1e9;
    double taken_hz = (double)samples_of(sampled.sampler) / sampled_s;
    br_sampler_close(sampled.sampler);
    snprintf(key, sizeof key, "%s_hz", what);
    emit("sampling", sides->subject, key, taken_hz);
    emit("sampling", sides->subject, what, pair.ratio);
}

static void measure_all(struct sides *sides)
{
    const char *reason;
    struct br_config config = {0};
    struct sampled heap = {sides_harness(sides), NULL};
    br_config_defaults(&config);
    measure_cpu(sides, "cpu", BR_SAMPLER_PERF, config.cpu_rate_hz);
    measure_cpu(sides, "cpu_fast", BR_SAMPLER_PERF, 4 * config.cpu_rate_hz);
    measure_cpu(sides, "cpu_timer", BR_SAMPLER_TIMER, config.cpu_rate_hz);
    if (br_heap_profiler_available(&reason))
        emit("sampling", sides->subject, "heap", measure(&heap).ratio);
    else
        fprintf(stderr, "sampling.%s.heap: %s\n", sides->subject, reason);
    br_shape_release(&br_config_shape, &config);
}

/* jemalloc reads its settings when a process starts: this one starts again with them. */
static void start_again(void)
{
    struct br_config config = {0};
    br_config_defaults(&config);
    char *entry = br_heap_profiler_environment(config.heap_sample_bytes);
    br_shape_release(&br_config_shape, &config);
    (void)putenv(entry);
    (void)execl("/proc/self/exe", "benchrun-bench", "sampling", (char *)NULL);
}

void topic_sampling(void)
{
    const char *settings = getenv("MALLOC_CONF");
    struct sides sides;
    if (settings == NULL || strstr(settings, "lg_prof_sample") == NULL)
        start_again();
    for (size_t i = 0; bare_formats[i] != NULL; i++) {
        if (strcmp(bare_formats[i]->name, "csv") == 0)
            continue; /* half of it is the harness's framing: it shows the least */
        sides_open_synthetic(&sides, bare_formats[i]);
        sides_check(&sides);
        measure_all(&sides);
        sides_close(&sides);
    }
}
