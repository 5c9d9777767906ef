/* Defaults of a configuration, and whether its parts go together. */
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "base/os.h"
#include "base/units.h"
#include "engine/plan.h"
#include "modes/lane.h"
#include "modes/mode.h"

#define SECOND 1000000000u
#define DEFAULT_SEED 1u
#define DEFAULT_BUDGET_NS (15u * (uint64_t)SECOND)
#define DEFAULT_RUN_NS (90u * (uint64_t)SECOND) /* a run with default budgets stays below this */
#define LEAST_BUDGET_NS (2u * (uint64_t)SECOND)
#define THREADS_LARGEST 512u
#define BATCH_LARGEST 65536u
#define RING_LARGEST 65536u
#define DEFAULT_HEAP_SAMPLE 262144u /* half of what 128 KiB cost (4 to 12 % on a busy machine) */
#define DEFAULT_CPU_RATE 499u       /* prime: no multiple of what repeats in a program; below 3 % */
#define CPU_RATE_LARGEST 10000u
#define HEAP_SAMPLE_LARGEST ((uint64_t)1 << 40)

static void default_text(char **text, const char *value)
{
    if (*text == NULL)
        *text = br_string_copy(value);
}

static void default_count(uint64_t *count, uint64_t value)
{
    if (*count == 0)
        *count = value;
}

static void append_count(struct br_counts *counts, uint64_t value)
{
    *(uint64_t *)br_list_append(counts, sizeof value) = value;
}

/* 1, 2, 4 ... and the number of CPUs itself. */
static void default_threads(struct br_counts *threads)
{
    uint64_t cpus = br_os_allowed_cpus(NULL, 0);
    if (threads->count > 0)
        return;
    for (uint64_t count = 1; count < cpus; count *= 2)
        append_count(threads, count);
    append_count(threads, cpus > 0 ? cpus : 1);
}

static void add_pass(struct br_texts *passes, const char *name)
{
    for (size_t i = 0; i < passes->count; i++)
        if (strcmp(passes->items[i], name) == 0)
            return;
    *(char **)br_list_append(passes, sizeof(char *)) = br_string_copy(name);
}

static void default_passes(struct br_texts *passes, const struct br_texts *profile, bool is_freeze)
{
    bool none = passes->count == 0;
    for (const struct br_pass *pass = br_passes; none && pass->name != NULL; pass++)
        if (pass->by_default || (pass->in_freeze && is_freeze))
            add_pass(passes, pass->name);
    for (size_t i = 0; i < profile->count; i++)
        add_pass(passes, profile->items[i]);
}

static uint64_t default_budget(const struct br_config *config)
{
    uint64_t threads = config->threads.count > 0 ? config->threads.count : 1;
    uint64_t budget = DEFAULT_RUN_NS / (config->sizes.count * threads * br_variant_count(config));
    if (budget > DEFAULT_BUDGET_NS)
        budget = DEFAULT_BUDGET_NS;
    if (budget < LEAST_BUDGET_NS)
        budget = LEAST_BUDGET_NS;
    return budget * config->blocks;
}

void br_config_defaults(struct br_config *config)
{
    default_text(&config->mode, "single");
    default_text(&config->workload, "marc");
    default_text(&config->input, "synthetic");
    if (config->sizes.count == 0) {
        append_count(&config->sizes, 1000);
        append_count(&config->sizes, 10000);
    }
    if (strcmp(config->mode, "concurrent") == 0) {
        default_threads(&config->threads);
        default_text(&config->strategy, "partition");
    }
    default_count(&config->blocks, 1);
    default_passes(&config->passes, &config->profile, config->blocks > 1);
    default_count(&config->samples, 20);
    default_count(&config->replicates, 5);
    default_count(&config->sample_ns, 25000000);
    default_count(&config->interval_ns, 100000000);
    default_count(&config->seed, DEFAULT_SEED);
    default_count(&config->batch_records, 64);
    default_count(&config->ring_batches, 64);
    default_count(&config->chunk_records, 64);
    default_count(&config->heap_sample_bytes, DEFAULT_HEAP_SAMPLE);
    default_count(&config->instruction_records, 4000);
    default_count(&config->cpu_rate_hz, DEFAULT_CPU_RATE);
    default_count(&config->time_budget_ns, default_budget(config));
    default_count(&config->timeout_ns, 60u * (uint64_t)SECOND + 4 * config->time_budget_ns);
}

/* ---- checks ---- */

struct checker {
    const struct br_config *config;
    const struct br_registry *registry;
    struct br_text *mistakes;
    size_t count;
};

__attribute__((format(printf, 2, 3))) static void mistake(struct checker *checker,
                                                          const char *format, ...)
{
    struct br_text line = {0};
    va_list arguments;
    va_start(arguments, format);
    br_text_format_list(&line, format, arguments);
    va_end(arguments);
    br_text_append_visible(checker->mistakes, br_text_string(&line));
    br_text_append(checker->mistakes, "\n");
    br_text_release(&line);
    checker->count++;
}

static void append_nearest(struct br_text *text, const char *word, const char *const *candidates)
{
    const char *near = br_string_nearest(word, candidates);
    if (near != NULL)
        br_text_format(text, ": did you mean '%s'?", near);
    br_text_append(text, near != NULL ? " There are " : "; there are ");
    for (size_t i = 0; candidates[i] != NULL; i++)
        br_text_format(text, "%s%s", i > 0 ? ", " : "", candidates[i]);
}

static void unknown_word(struct checker *checker, const char *what, const char *word,
                         const char *const *candidates)
{
    struct br_text rest = {0};
    append_nearest(&rest, word, candidates);
    mistake(checker, "%s '%s' is not known%s", what, word, br_text_string(&rest));
    br_text_release(&rest);
}

static const struct br_mode *check_mode(struct checker *checker)
{
    const char *name = checker->config->mode;
    const char *names[16] = {NULL};
    if (strchr(name, ',') != NULL) {
        mistake(checker,
                "--mode '%s' names several modes: a run measures one, since figures of different "
                "modes are never set against each other; run benchrun once per mode",
                name);
        return NULL;
    }
    const struct br_mode *mode = br_registry_mode(checker->registry, name);
    for (size_t i = 0; i < 15 && checker->registry->modes[i] != NULL; i++)
        names[i] = checker->registry->modes[i]->name;
    if (mode == NULL)
        unknown_word(checker, "--mode", name, names);
    return mode;
}

static void check_strategy(struct checker *checker, const struct br_mode *mode)
{
    const char *strategy = checker->config->strategy;
    const char *names[16] = {NULL};
    if (strategy == NULL)
        return;
    if (mode->strategies == NULL) {
        mistake(checker,
                "--strategy %s does not go with --mode %s, which has none: leave it out, or use "
                "--mode concurrent",
                strategy, mode->name);
        return;
    }
    for (size_t i = 0; i < 15 && mode->strategies[i].name != NULL; i++) {
        names[i] = mode->strategies[i].name;
        if (strcmp(names[i], strategy) == 0)
            return;
    }
    unknown_word(checker, "--strategy", strategy, names);
}

static void check_duplicates(struct checker *checker, const char *option,
                             const struct br_counts *counts)
{
    for (size_t i = 1; i < counts->count; i++) {
        for (size_t j = 0; j < i; j++) {
            if (counts->items[i] == counts->items[j]) {
                mistake(checker, "%s names %" PRIu64 " twice: name each once", option,
                        counts->items[i]);
                return;
            }
        }
    }
}

static void check_threads(struct checker *checker, const struct br_mode *mode)
{
    const struct br_counts *threads = &checker->config->threads;
    bool only_one = threads->count == 0 || (threads->count == 1 && threads->items[0] == 1);
    if (!mode->takes_threads && !only_one)
        mistake(checker,
                "--threads does not go with --mode %s, which has one thread: leave it out, or use "
                "--mode concurrent",
                mode->name);
    for (size_t i = 0; i < threads->count; i++) {
        if (threads->items[i] == 0 || threads->items[i] > THREADS_LARGEST)
            mistake(checker, "--threads %" PRIu64 " is not between 1 and %u", threads->items[i],
                    THREADS_LARGEST);
    }
    check_duplicates(checker, "--threads", threads);
}

static bool asked_beside(const struct checker *checker, const char *pass)
{
    const struct br_texts *profile = &checker->config->profile;
    for (size_t i = 0; i < profile->count; i++)
        if (strcmp(profile->items[i], pass) == 0)
            return true;
    return false;
}

static void check_passes(struct checker *checker)
{
    const char *names[16] = {NULL};
    for (size_t i = 0; i < 15 && br_passes[i].name != NULL; i++)
        names[i] = br_passes[i].name;
    for (size_t i = 0; i < checker->config->passes.count; i++) {
        const char *name = checker->config->passes.items[i];
        if (br_pass_find(name) == NULL)
            unknown_word(checker, asked_beside(checker, name) ? "--profile" : "--passes", name,
                         names);
    }
}

static void check_one_axis(struct checker *checker, const char *axis, const char *setting,
                           const struct br_counts *counts)
{
    const struct br_config *config = checker->config;
    if (counts->count == 0)
        return;
    if (strcmp(config->input, "synthetic") != 0)
        mistake(checker,
                "--%s is for synthetic inputs, and --input names a file: leave one of them out",
                axis);
    for (size_t i = 0; i < config->settings.count; i++) {
        if (strcmp(config->settings.items[i].name, setting) == 0)
            mistake(checker, "--%s and -O %s say the same: leave one of them out", axis, setting);
    }
}

static void check_axes(struct checker *checker)
{
    const struct br_config *config = checker->config;
    check_one_axis(checker, "record-bytes", "record-bytes", &config->record_bytes);
    check_one_axis(checker, "malformed", "malformed", &config->malformed);
    check_duplicates(checker, "--record-bytes", &config->record_bytes);
    check_duplicates(checker, "--malformed", &config->malformed);
}

static void check_limit(struct checker *checker, const char *option, uint64_t value,
                        uint64_t largest)
{
    if (value > largest)
        mistake(checker, "%s %" PRIu64 " is above the largest value, %" PRIu64, option, value,
                largest);
}

static void check_heap_sample(struct checker *checker)
{
    uint64_t bytes = checker->config->heap_sample_bytes;
    if ((bytes & (bytes - 1)) != 0)
        mistake(checker,
                "--heap-sample %" PRIu64 " is not a power of two: write one, such as 64KiB, 128KiB "
                "or 256KiB",
                bytes);
    check_limit(checker, "--heap-sample", bytes, HEAP_SAMPLE_LARGEST);
}

size_t br_config_check(const struct br_config *config, const struct br_registry *registry,
                       struct br_text *mistakes)
{
    struct checker checker = {.config = config, .registry = registry, .mistakes = mistakes};
    const struct br_mode *mode = check_mode(&checker);
    if (mode != NULL) {
        check_strategy(&checker, mode);
        check_threads(&checker, mode);
    }
    check_duplicates(&checker, "--sizes", &config->sizes);
    check_axes(&checker);
    check_passes(&checker);
    check_limit(&checker, "--batch", config->batch_records, BATCH_LARGEST);
    check_limit(&checker, "--chunk", config->chunk_records, BATCH_LARGEST);
    check_limit(&checker, "--ring", config->ring_batches, RING_LARGEST);
    check_heap_sample(&checker);
    check_limit(&checker, "--cpu-rate", config->cpu_rate_hz, CPU_RATE_LARGEST);
    check_limit(&checker, "--samples", config->samples, 10000);
    check_limit(&checker, "--replicates", config->replicates, 1000);
    return checker.count;
}
