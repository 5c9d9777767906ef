/* What a CPU profile of a minute costs once it is taken: stacks unwound, addresses named, and the
 * report with all pictures and files saved. CPU time of this thread, in seconds. */
#include "topics.h"

#include <stdlib.h>

#include "base/list.h"
#include "base/rng.h"
#include "base/text.h"
#include "bench/workloads.h"
#include "drive.h"
#include "engine/symbols.h"
#include "engine/unwind.h"
#include "measure/mappings.h"
#include "measure/sampler.h"
#include "model/profile.h"
#include "report/report.h"
#include "rounds.h"

/* 60 s at the default rate on two threads. A tenth of the samples has a stack of its own: of
 * libyaz, with the most different ones among the built-in workloads, it is less than a twentieth
 * after 10,000 samples, and the share falls as they become more. */
enum { SAMPLES = 60 * 997 * 2, STACKS = SAMPLES / 10, ADDRESSES = 4000, ROUNDS = 5 };
enum { TRUNK = 8, DEPTH_LEAST = 12, DEPTH_SPREAD = 20, CALLEES = 6 };

static double seconds_since(uint64_t begin_ns)
{
    return (double)(rounds_now_ns(ROUNDS_CPU) - begin_ns) / 1e9;
}

/* ---- names ---- */

static void collect_addresses(const struct br_mappings *mappings, uint64_t *addresses)
{
    struct br_random rng;
    uint64_t size = 0;
    br_random_init(&rng, 1);
    for (size_t i = 0; i < mappings->count; i++)
        size += mappings->items[i].end - mappings->items[i].start;
    for (size_t a = 0; a < ADDRESSES; a++) {
        uint64_t at = br_random_below(&rng, size);
        size_t i = 0;
        for (; at >= mappings->items[i].end - mappings->items[i].start; i++)
            at -= mappings->items[i].end - mappings->items[i].start;
        addresses[a] = mappings->items[i].start + at;
    }
}

/* Names so many addresses all over the files that are mapped; hands the frames over. */
static double name_addresses(const struct br_mappings *mappings, const uint64_t *addresses,
                             struct br_frames *frames)
{
    struct br_symbols *symbols = NULL;
    struct br_counts indices = {0};
    struct br_error error;
    uint64_t begin = rounds_now_ns(ROUNDS_CPU);
    if (br_symbols_open(mappings, BR_SYMBOLS_FUNCTIONS, NULL, &symbols, &error) != 0)
        bench_fail("%s", error.message);
    br_symbols_stack(symbols, addresses, ADDRESSES, false, &indices);
    double taken = seconds_since(begin);
    br_symbols_take(symbols, frames);
    br_symbols_close(symbols);
    free(indices.items);
    return taken;
}

/* ---- stacks ---- */

/* A way down a tree of calls: nearly one way at first, then one of some callees at each step. */
static void add_stack(struct br_stacks *stacks, struct br_random *rng, uint64_t number)
{
    struct br_stack *stack = br_list_append(&stacks->stacks, sizeof *stack);
    uint64_t depth = DEPTH_LEAST + br_random_below(rng, DEPTH_SPREAD);
    uint64_t at = 0;
    stack->thread = number % 2;
    stack->samples = SAMPLES / STACKS;
    stack->value = (double)stack->samples * stacks->period;
    stack->frames.items = calloc(depth, sizeof *stack->frames.items);
    stack->frames.count = depth;
    for (uint64_t i = 0; i < depth; i++) {
        uint64_t callee = br_random_below(rng, i < TRUNK ? 2 : CALLEES);
        at = at * 31 + callee + 1;
        stack->frames.items[depth - 1 - i] = at % stacks->frames.count;
    }
}

/* Takes the frames over. */
static void make_profile(const struct br_frames *frames, struct br_profile *profile)
{
    struct br_random rng;
    struct br_result *result = br_list_append(&profile->results, sizeof *result);
    struct br_stacks *stacks = br_list_append(&result->stacks, sizeof *stacks);
    br_random_init(&rng, 2);
    profile->config.mode = br_string_copy("single");
    result->cell.mode = br_string_copy("single");
    result->cell.workload = br_string_copy("minute");
    result->cell.input = br_string_copy("synthetic");
    result->cell.size = 1000;
    result->cell.threads = 1;
    result->pass = br_string_copy("cpu");
    result->ok = true;
    stacks->kind = br_string_copy("cpu");
    stacks->unit = br_string_copy("ns");
    stacks->period = 1e9 / 997;
    stacks->records = 1000;
    stacks->frames = *frames;
    for (uint64_t i = 0; i < STACKS; i++)
        add_stack(stacks, &rng, i);
}

static double render(const struct br_profile *profile, const char *folder)
{
    struct br_text written = {0};
    struct br_error error, unsaved = {0};
    struct br_report_request request = {.folder = folder};
    uint64_t begin = rounds_now_ns(ROUNDS_CPU);
    if (br_report_save(profile, &request, &written, &unsaved, &error) != 0)
        bench_fail("%s", error.message);
    if (unsaved.code != 0)
        bench_fail("%s", unsaved.message);
    br_text_release(&written);
    return seconds_since(begin);
}

/* ---- unwinding ---- */

static struct br_sampler *take_samples(void)
{
    struct br_error error;
    struct bench_input input = bench_input_generate(&br_workload_ndjson, 1000);
    struct bench_request request = {
        .workload = &br_workload_ndjson, .input = &input, .mode = &br_mode_single};
    struct br_sampler *sampler = br_sampler_open(BR_SAMPLER_ANY, 997, &error);
    if (sampler == NULL)
        bench_fail("%s", error.message);
    struct bench_drive *drive = bench_drive_open(&request);
    br_sampler_join(sampler);
    br_sampler_start(sampler);
    for (uint64_t begin = rounds_now_ns(ROUNDS_CPU); seconds_since(begin) < 0.5;)
        bench_drive_repeat(drive);
    br_sampler_stop(sampler);
    bench_drive_close(drive);
    bench_input_release(&input);
    return sampler;
}

/* Some real samples, unwound again and again until they are as many. */
static double unwind(const struct br_mappings *mappings)
{
    struct br_error error;
    struct br_symbols *symbols = NULL;
    struct br_sampler *sampler = take_samples();
    const struct br_cpu_sample *sample = br_sampler_first(sampler);
    if (br_symbols_open(mappings, BR_SYMBOLS_FUNCTIONS, NULL, &symbols, &error) != 0)
        bench_fail("%s", error.message);
    struct br_unwinder *unwinder = br_unwinder_open(symbols, &error);
    if (unwinder == NULL || sample == NULL)
        bench_fail("no stacks can be unwound here");
    uint64_t begin = rounds_now_ns(ROUNDS_CPU);
    for (int i = 0; i < SAMPLES; i++) {
        uint64_t addresses[BR_UNWIND_DEPTH];
        bool complete;
        br_unwind(unwinder, sample, addresses, &complete);
        sample = br_sampler_next(sampler, sample);
        if (sample == NULL)
            sample = br_sampler_first(sampler);
    }
    double taken = seconds_since(begin);
    br_unwinder_close(unwinder);
    br_symbols_close(symbols);
    br_sampler_close(sampler);
    return taken;
}

void topic_rendering(const char *folder)
{
    struct br_mappings mappings = {0};
    struct br_error error;
    uint64_t *addresses = calloc(ADDRESSES, sizeof *addresses);
    double names[ROUNDS], pictures[ROUNDS], both[ROUNDS];
    if (addresses == NULL || br_mappings_read(&mappings, &error) != 0)
        bench_fail("the mapped files cannot be seen");
    collect_addresses(&mappings, addresses);
    for (size_t i = 0; i < ROUNDS; i++) {
        struct br_frames frames;
        struct br_profile profile = {0};
        names[i] = name_addresses(&mappings, addresses, &frames);
        make_profile(&frames, &profile);
        pictures[i] = render(&profile, folder);
        both[i] = names[i] + pictures[i];
        br_profile_release(&profile);
    }
    emit("rendering", "minute", "names_s", median_of(names, ROUNDS));
    emit("rendering", "minute", "pictures_s", median_of(pictures, ROUNDS));
    emit("rendering", "minute", "both_s", median_of(both, ROUNDS));
    emit("rendering", "minute", "unwinding_s", unwind(&mappings));
    br_mappings_release(&mappings);
    free(addresses);
}
