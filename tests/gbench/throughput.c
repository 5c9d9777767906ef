/* The throughput pass's inner loop against a bare loop, in time and instructions, and against the
 * same records under Google Benchmark. */
#include "topics.h"

#include <stdio.h>

#include <valgrind/callgrind.h>

#include "shim.h"
#include "side.h"

#define BARE_ROUNDS 80
#define GBENCH_ROUNDS 40

static void compare_with_bare(struct sides *sides)
{
    struct pair pair =
        rounds_of_pairs(ROUNDS_CPU, sides_harness(sides), sides_bare(sides), BARE_ROUNDS);
    double records = (double)sides->input.records;
    emit("throughput", sides->subject, "bare_ns", pair.right_ns / records);
    emit("throughput", sides->subject, "benchrun_ns", pair.left_ns / records);
    emit("throughput", sides->subject, "bare_ratio", pair.ratio);
}

static double under_gbench(struct sides *sides)
{
    struct gbench_request request = {.name = sides->subject,
                                     .function = sides->format->step,
                                     .context = &sides->bare,
                                     .iterations = sides->input.records};
    struct gbench_result result;
    if (gbench_run(&request, &result) < 0)
        bench_fail("%s did not run under Google Benchmark", sides->subject);
    return result.cpu_ns;
}

static double under_benchrun(struct sides *sides)
{
    uint64_t begin = rounds_now_ns(ROUNDS_CPU);
    bench_drive_repeat(sides->drive);
    return (double)(rounds_now_ns(ROUNDS_CPU) - begin) / (double)sides->input.records;
}

static void compare_with_gbench(struct sides *sides)
{
    double ratios[GBENCH_ROUNDS], times[GBENCH_ROUNDS];
    for (size_t i = 0; i < GBENCH_ROUNDS; i++) {
        double early = i % 2 == 0 ? under_benchrun(sides) : 0;
        times[i] = under_gbench(sides);
        ratios[i] = (i % 2 == 0 ? early : under_benchrun(sides)) / times[i];
    }
    emit("throughput", sides->subject, "gbench_ns", median_of(times, GBENCH_ROUNDS));
    emit("throughput", sides->subject, "gbench_ratio", median_of(ratios, GBENCH_ROUNDS));
}

static void compare(struct sides *sides)
{
    compare_with_bare(sides);
    compare_with_gbench(sides);
}

void topic_throughput(void)
{
    sides_each(compare);
}

static void count_one(struct sides *sides, const char *what, struct timed timed)
{
    char title[64];
    (void)snprintf(title, sizeof title, "%s.%s", sides->subject, what);
    CALLGRIND_START_INSTRUMENTATION;
    timed.function(timed.context);
    CALLGRIND_STOP_INSTRUMENTATION;
    CALLGRIND_DUMP_STATS_AT(title);
}

/* Both have run once, so that addresses are bound and the allocator has its slabs. */
static void count(struct sides *sides)
{
    count_one(sides, "bare", sides_bare(sides));
    count_one(sides, "benchrun", sides_harness(sides));
}

void topic_instructions(void)
{
    sides_each(count);
}
