/* The CPU profile of a child; see profile_cpu.h. */
#include "engine/profile_cpu.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/os.h"
#include "engine/channel.h"
#include "engine/symbols.h"
#include "engine/unwind.h"
#include "optional_parts.h"

#define SETTLE_BYTES ((size_t)64 << 20) /* some seconds of samples at the default rate */

struct br_cpu_profile {
    struct br_sampler *sampler;
    uint64_t rate_hz;
    struct br_symbols *symbols; /* opened when stacks are first made: all is loaded by then */
    struct br_unwinder *unwinder;
    _Atomic uint32_t lanes[BR_CHANNEL_LANES]; /* thread numbers; 0 = not joined */
    struct br_stacks stacks;
    size_t *slots; /* hash of a stack -> its index + 1 */
    size_t slot_count;
    uint64_t samples;
};

struct br_cpu_profile *br_cpu_profile_open(enum br_sampler_kind kind, uint64_t rate_hz,
                                           struct br_error *error)
{
    const char *absence;
    if (!br_symbols_available(&absence)) {
        br_error_set(error, BR_ERROR_UNSUPPORTED, "stacks cannot be unwound: %s", absence);
        return NULL;
    }
    struct br_cpu_profile *profile = calloc(1, sizeof *profile);
    if (profile == NULL) {
        br_error_set(error, BR_ERROR_MEMORY, "no memory for the CPU profile");
        return NULL;
    }
    profile->rate_hz = rate_hz;
    profile->sampler = br_sampler_open(kind, rate_hz, error);
    if (profile->sampler != NULL)
        return profile;
    free(profile);
    return NULL;
}

void br_cpu_profile_join(struct br_cpu_profile *profile, size_t lane)
{
    if (lane < BR_CHANNEL_LANES)
        profile->lanes[lane] = (uint32_t)gettid();
    br_sampler_join(profile->sampler);
}

void br_cpu_profile_start(struct br_cpu_profile *profile)
{
    br_sampler_start(profile->sampler);
}

void br_cpu_profile_stop(struct br_cpu_profile *profile)
{
    br_sampler_stop(profile->sampler);
}

/* ---- stacks ---- */

/* Threads that are no lane's are the workload's own: they are numbered behind the lanes. */
static uint64_t lane_of(const struct br_cpu_profile *profile, uint32_t thread)
{
    size_t lane = 0;
    while (lane < BR_CHANNEL_LANES && profile->lanes[lane] != 0) {
        if (profile->lanes[lane] == thread)
            return lane;
        lane++;
    }
    return lane;
}

static bool is_stack(const struct br_stack *stack, const struct br_stack *other)
{
    return stack->thread == other->thread && stack->truncated == other->truncated &&
           stack->frames.count == other->frames.count &&
           memcmp(stack->frames.items, other->frames.items,
                  stack->frames.count * sizeof *stack->frames.items) == 0;
}

static size_t hash_stack(const struct br_stack *stack)
{
    uint64_t hash = 0xCBF29CE484222325u ^ stack->thread; /* FNV-1a */
    for (size_t i = 0; i < stack->frames.count; i++)
        hash = (hash ^ stack->frames.items[i]) * 0x100000001B3u;
    return (size_t)(hash ^ (hash >> 31));
}

static size_t *slot_of(const struct br_cpu_profile *profile, const struct br_stack *stack)
{
    size_t at = hash_stack(stack) & (profile->slot_count - 1);
    while (profile->slots[at] != 0 &&
           !is_stack(&profile->stacks.stacks.items[profile->slots[at] - 1], stack))
        at = (at + 1) & (profile->slot_count - 1);
    return &profile->slots[at];
}

static bool make_room(struct br_cpu_profile *profile)
{
    if (profile->stacks.stacks.count * 2 < profile->slot_count)
        return true;
    size_t count = profile->slot_count > 0 ? profile->slot_count * 2 : 1024;
    size_t *slots = calloc(count, sizeof *slots);
    if (slots == NULL)
        return false;
    free(profile->slots);
    profile->slots = slots;
    profile->slot_count = count;
    for (size_t i = 0; i < profile->stacks.stacks.count; i++)
        *slot_of(profile, &profile->stacks.stacks.items[i]) = i + 1;
    return true;
}

/* Takes the frames of `stack` over. */
static void add_stack(struct br_cpu_profile *profile, struct br_stack *stack)
{
    size_t *slot = make_room(profile) ? slot_of(profile, stack) : NULL;
    profile->samples++;
    if (slot == NULL) {
        profile->stacks.lost++;
        free(stack->frames.items);
        return;
    }
    if (*slot != 0) {
        profile->stacks.stacks.items[*slot - 1].samples++;
        free(stack->frames.items);
        return;
    }
    struct br_stack *place = br_list_append(&profile->stacks.stacks, sizeof *place);
    *place = *stack;
    place->samples = 1;
    *slot = profile->stacks.stacks.count;
}

static void add_sample(struct br_cpu_profile *profile, const struct br_cpu_sample *sample)
{
    uint64_t addresses[BR_UNWIND_DEPTH];
    struct br_stack stack = {.thread = lane_of(profile, sample->thread)};
    bool complete = false;
    size_t count = br_unwind(profile->unwinder, sample, addresses, &complete);
    if (sample->in_kernel)
        *(uint64_t *)br_list_append(&stack.frames, sizeof(uint64_t)) =
            br_symbols_named(profile->symbols, "[kernel]");
    br_symbols_stack(profile->symbols, addresses, count, false, &stack.frames);
    /* libdw takes some stacks that it cannot follow for ended. */
    uint64_t outermost = stack.frames.items[stack.frames.count - 1];
    stack.truncated = !complete || !br_symbols_is_root(profile->symbols, outermost);
    add_stack(profile, &stack);
}

static int open_tools(struct br_cpu_profile *profile, struct br_error *error)
{
    struct br_mappings mappings = {0};
    if (profile->unwinder != NULL)
        return 0;
    int code = br_mappings_read(&mappings, error);
    char *harness = br_os_executable();
    if (code == 0)
        code = br_symbols_open(&mappings, BR_SYMBOLS_FUNCTIONS, harness, &profile->symbols, error);
    if (code == 0) {
        profile->unwinder = br_unwinder_open(profile->symbols, error);
        code = profile->unwinder != NULL ? 0 : BR_ERROR_UNSUPPORTED;
    }
    if (code != 0) {
        br_symbols_close(profile->symbols);
        profile->symbols = NULL;
    }
    br_mappings_release(&mappings);
    free(harness);
    return code;
}

static int make_stacks(struct br_cpu_profile *profile, struct br_error *error)
{
    int code = open_tools(profile, error);
    const struct br_cpu_sample *sample = br_sampler_first(profile->sampler);
    for (; code == 0 && sample != NULL; sample = br_sampler_next(profile->sampler, sample))
        add_sample(profile, sample);
    br_sampler_forget(profile->sampler);
    return code;
}

void br_cpu_profile_settle(struct br_cpu_profile *profile)
{
    if (br_sampler_bytes(profile->sampler) >= SETTLE_BYTES)
        make_stacks(profile, NULL);
}

int br_cpu_profile_finish(struct br_cpu_profile *profile, uint64_t cpu_ns, struct br_stacks *stacks,
                          struct br_error *error)
{
    size_t unseen = br_sampler_unseen(profile->sampler);
    if (unseen > 0)
        return br_error_set(error, BR_ERROR_UNSUPPORTED,
                            "%zu threads could not be sampled, for there was no timer for them; "
                            "raise the limit of pending signals (ulimit -i)",
                            unseen);
    int code = make_stacks(profile, error);
    if (code < 0)
        return code;
    struct br_stacks *made = &profile->stacks;
    const char *source = br_sampler_source(profile->sampler);
    bool by_tick = strncmp(source, "perf", 4) != 0;
    made->kind = br_string_copy("cpu");
    made->unit = br_string_copy("ns");
    made->source = br_string_format("%s, libdw", source);
    made->period = by_tick && profile->samples > 0 ? (double)cpu_ns / (double)profile->samples
                                                   : 1e9 / (double)profile->rate_hz;
    made->lost += br_sampler_lost(profile->sampler);
    br_symbols_take(profile->symbols, &made->frames);
    br_symbols_reasons(profile->symbols, &made->nameless);
    for (size_t i = 0; i < made->stacks.count; i++)
        made->stacks.items[i].value = (double)made->stacks.items[i].samples * made->period;
    *stacks = *made;
    *made = (struct br_stacks){0};
    return 0;
}

uint64_t br_cpu_profile_samples(const struct br_cpu_profile *profile)
{
    return profile->samples;
}

void br_cpu_profile_close(struct br_cpu_profile *profile)
{
    if (profile == NULL)
        return;
    br_sampler_close(profile->sampler);
    br_unwinder_close(profile->unwinder);
    br_symbols_close(profile->symbols);
    br_shape_release(&br_stacks_shape, &profile->stacks);
    free(profile->slots);
    free(profile);
}

#if !BR_HAS_DW
/* Nobody gets here: without libdw no profile is opened. */
struct br_unwinder *br_unwinder_open(struct br_symbols *symbols, struct br_error *error)
{
    (void)symbols;
    br_error_set(error, BR_ERROR_UNSUPPORTED, "stacks cannot be unwound: %s", BR_ABSENCE_DW);
    return NULL;
}

size_t br_unwind(struct br_unwinder *unwinder, const struct br_cpu_sample *sample,
                 uint64_t addresses[BR_UNWIND_DEPTH], bool *complete)
{
    (void)unwinder;
    *complete = false;
    addresses[0] = sample->program_counter;
    return 1;
}

void br_unwinder_close(struct br_unwinder *unwinder)
{
    (void)unwinder;
}
#endif
