/* What a strategy costs beyond `single`, on the null workload; and two workers on marc against two
 * bare threads. */
#include "topics.h"

#include <pthread.h>
#include <stdio.h>
#include <unistd.h>

#include "base/os.h"
#include "bench/workloads.h"
#include "side.h"

#define NULL_LINES 200000
#define ROUNDS 40
#define MARC_RECORDS 6000

/* ---- null ---- */

/* Lines of 24 bytes: short, so that the trip and not the reading is seen. */
static struct bench_input short_lines(void)
{
    struct br_error error;
    struct br_map map = {0};
    struct br_text text = {0};
    for (unsigned i = 0; i < NULL_LINES; i++)
        br_text_format(&text, "line number %011u\n", i);
    int descriptor = br_os_memory_file("lines", &error);
    if (text.failed || descriptor < 0 ||
        br_os_write_all(descriptor, text.data, text.size, &error) < 0 ||
        br_os_map_descriptor(descriptor, text.size, true, &map, &error) < 0)
        bench_fail("the lines could not be made");
    (void)close(descriptor);
    br_text_release(&text);
    return (struct bench_input){.data = map.data, .size = map.size, .records = NULL_LINES};
}

static void repeat_some(void *context)
{
    for (int i = 0; i < 4; i++)
        bench_drive_repeat(context);
}

static struct bench_drive *drive_null(const struct bench_input *lines, const char *strategy)
{
    return bench_drive_open(&(struct bench_request){
        .workload = &br_workload_null,
        .input = lines,
        .mode = strategy != NULL ? &br_mode_concurrent : &br_mode_single,
        .strategy = strategy,
    });
}

static void added_by_strategy(const struct bench_input *lines, const char *strategy)
{
    struct bench_drive *single = drive_null(lines, NULL);
    struct bench_drive *other = drive_null(lines, strategy);
    struct pair pair = rounds_of_pairs(ROUNDS_WALL, (struct timed){repeat_some, other},
                                       (struct timed){repeat_some, single}, ROUNDS);
    emit("strategies", strategy, "added_ns", pair.difference / (4.0 * NULL_LINES));
    emit("strategies", strategy, "single_ns", pair.right_ns / (4.0 * NULL_LINES));
    bench_drive_close(other);
    bench_drive_close(single);
}

/* ---- two workers ---- */

struct two {
    struct sides *sides;
    struct bare halves[2];
    size_t middle; /* the boundary nearest the middle, found before the clock */
    struct bench_drive *drive;
};

struct half {
    struct two *two;
    size_t index;
    int cpu;
};

static void *bare_half(void *argument)
{
    struct half *half = argument;
    struct two *two = half->two;
    struct bare *bare = &two->halves[half->index];
    if (half->cpu >= 0)
        (void)br_os_pin_thread(half->cpu);
    if (half->index == 0)
        two->sides->format->loop(bare, 0, two->middle);
    else
        two->sides->format->loop(bare, two->middle, bare->size);
    return NULL;
}

static void run_two_bare(void *context)
{
    struct two *two = context;
    int cpus[2] = {-1, -1};
    (void)br_os_allowed_cpus(cpus, 2);
    struct half halves[2] = {{two, 0, cpus[0]}, {two, 1, cpus[1]}};
    pthread_t threads[2];
    for (size_t i = 0; i < 2; i++)
        if (pthread_create(&threads[i], NULL, bare_half, &halves[i]) != 0)
            bench_fail("no second thread");
    for (size_t i = 0; i < 2; i++)
        pthread_join(threads[i], NULL);
}

static void run_two_workers(void *context)
{
    bench_drive_repeat(((struct two *)context)->drive);
}

static size_t find_middle(const struct sides *sides)
{
    uint64_t offset = 0;
    struct br_span span;
    while (offset < sides->input.size / 2)
        if (sides->format->workload->frame(NULL, sides->input.data, sides->input.size, &offset,
                                           &span, 1) == 0)
            break;
    return (size_t)offset;
}

static void compare_two(struct two *two, const char *strategy)
{
    two->drive = bench_drive_open(&(struct bench_request){.workload = two->sides->format->workload,
                                                          .input = &two->sides->input,
                                                          .mode = &br_mode_concurrent,
                                                          .strategy = strategy,
                                                          .threads = 2});
    struct pair pair = rounds_of_pairs(ROUNDS_WALL, (struct timed){run_two_bare, two},
                                       (struct timed){run_two_workers, two}, ROUNDS);
    emit("strategies.two", strategy, "speed_ratio", pair.ratio);
    bench_drive_close(two->drive);
}

static void two_workers(void)
{
    struct sides sides;
    sides_open_synthetic(&sides, &bare_marc);
    bench_input_release(&sides.input);
    sides.input = bench_input_generate(&br_workload_marc, MARC_RECORDS);
    struct two two = {.sides = &sides, .middle = find_middle(&sides)};
    for (size_t i = 0; i < 2; i++) {
        two.halves[i] = (struct bare){.data = sides.input.data, .size = sides.input.size};
        if (bare_marc.open(&two.halves[i]) < 0)
            bench_fail("no bare loop");
    }
    compare_two(&two, "partition");
    compare_two(&two, "dynamic");
}

void topic_strategies(void)
{
    int cpus[4];
    if (br_os_allowed_cpus(cpus, 4) < 2) {
        fputs("benchrun-bench: strategies need two CPUs: left out\n", stderr);
        return;
    }
    struct bench_input lines = short_lines();
    added_by_strategy(&lines, "partition");
    added_by_strategy(&lines, "dynamic");
    added_by_strategy(&lines, "queue");
    bench_input_release(&lines);
    two_workers();
}
