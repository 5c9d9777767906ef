/* What the latency pass adds to a record, beside what Google Benchmark's PauseTiming and
 * ResumeTiming add. */
#include "topics.h"

#include "bench/workloads.h"
#include "shim.h"
#include "side.h"

#define LATENCY_ROUNDS 80
#define GBENCH_ROUNDS 20

static void repeat(void *context)
{
    bench_drive_repeat(context);
}

/* Nanoseconds per record that stamps add to the same drive without. */
static double added_by_stamps(const struct br_workload *workload, const struct bench_input *input)
{
    struct bench_request request = {.workload = workload, .input = input, .mode = &br_mode_single};
    struct bench_drive *plain = bench_drive_open(&request);
    request.instrument = BR_INSTRUMENT_LATENCY;
    struct bench_drive *stamped = bench_drive_open(&request);
    struct pair pair = rounds_of_pairs(ROUNDS_CPU, (struct timed){repeat, stamped},
                                       (struct timed){repeat, plain}, LATENCY_ROUNDS);
    if (bench_drive_stamps(stamped) != input->records * (LATENCY_ROUNDS + 1))
        bench_fail("%s: not every record was stamped", workload->name);
    bench_drive_close(stamped);
    bench_drive_close(plain);
    return pair.difference / (double)input->records;
}

static double gbench_loop_ns(struct sides *sides, enum gbench_timing timing)
{
    struct gbench_request request = {.name = sides->subject,
                                     .function = sides->format->step,
                                     .context = &sides->bare,
                                     .iterations = sides->input.records,
                                     .timing = timing};
    struct gbench_result result;
    if (gbench_run(&request, &result) < 0)
        bench_fail("%s did not run under Google Benchmark", sides->subject);
    return result.loop_ns;
}

static double added_by_pausing(struct sides *sides)
{
    double differences[GBENCH_ROUNDS];
    for (size_t i = 0; i < GBENCH_ROUNDS; i++)
        differences[i] = gbench_loop_ns(sides, GBENCH_PAUSED) - gbench_loop_ns(sides, GBENCH_PLAIN);
    return median_of(differences, GBENCH_ROUNDS);
}

static void measure(struct sides *sides)
{
    emit("latency", sides->subject, "added_ns",
         added_by_stamps(sides->format->workload, &sides->input));
    emit("latency", sides->subject, "gbench_pause_ns", added_by_pausing(sides));
}

void topic_latency(void)
{
    sides_each(measure);
    struct bench_input lines = bench_input_generate(&br_workload_null, 20000);
    emit("latency", "null", "added_ns", added_by_stamps(&br_workload_null, &lines));
    bench_input_release(&lines);
}
