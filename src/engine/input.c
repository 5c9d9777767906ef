/* Preparing the input; see input.h. */
#include "engine/input.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/inflate.h"
#include "base/os.h"

static int run_job(const struct br_watch *watch, const struct br_config *config, const char *pass,
                   int descriptor, struct br_input *input, struct br_error *error)
{
    struct br_job job = {
        .config = *config, /* borrowed: the job is never released */
        .cell = {.mode = config->mode, .workload = config->workload, .input = config->input},
        .pass = (char *)pass,
        .input_descriptor = (uint64_t)descriptor,
        .input = *input,
        .ticks_per_ns = 1,
    };
    struct br_watch own = *watch;
    struct br_answer answer = {0};
    own.job = &job;
    own.input_descriptor = descriptor;
    int status = br_watch_child(&own, &answer, error);
    if (status == 0) {
        *input = answer.input;
        answer.input = (struct br_input){0};
    } else {
        br_watch_add_tail(&answer, error);
    }
    br_shape_release(&br_answer_shape, &answer);
    return status;
}

/* Fewer of large records: all variants are in memory at once. */
static uint64_t synthetic_limit(const struct br_variant *variant)
{
    uint64_t limit = BR_INPUT_SYNTHETIC_RECORDS;
    if (variant->record_bytes > BR_INPUT_SYNTHETIC_BYTES / limit)
        limit = BR_INPUT_SYNTHETIC_BYTES / variant->record_bytes;
    return limit > 0 ? limit : 1;
}

static uint64_t synthetic_records(const struct br_config *config, const struct br_variant *variant)
{
    uint64_t limit = synthetic_limit(variant);
    uint64_t largest = 0;
    for (size_t i = 0; i < config->sizes.count; i++) {
        uint64_t size = config->sizes.items[i];
        if (size == BR_SIZE_ALL)
            size = limit;
        largest = size > largest ? size : largest;
    }
    return largest < limit ? largest : limit;
}

int br_input_generate(const struct br_watch *watch, const struct br_config *config,
                      uint64_t records, int descriptor, uint64_t *bytes, struct br_error *error)
{
    struct br_input facts = {.generated_records = records, .generated_seed = config->seed};
    int status = run_job(watch, config, BR_JOB_GENERATE, descriptor, &facts, error);
    if (status < 0)
        return status;
    *bytes = facts.bytes;
    br_shape_release(&br_input_shape, &facts);
    return 0;
}

static void add_setting(struct br_settings *settings, const char *name, char *value)
{
    struct br_setting *setting = br_list_append(settings, sizeof *setting);
    setting->name = br_string_copy(name);
    setting->value = value;
}

/* The configuration with the variant's own settings; the last setting of a name counts. */
static int vary(const struct br_config *config, const struct br_variant *variant,
                struct br_config *varied, struct br_error *error)
{
    int status = br_shape_copy(&br_config_shape, config, varied, error);
    if (status < 0)
        return status;
    if (variant->record_bytes > 0)
        add_setting(&varied->settings, "record-bytes",
                    br_string_format("%" PRIu64, variant->record_bytes));
    if (variant->malformed_varied)
        add_setting(&varied->settings, "malformed",
                    br_string_format("%" PRIu64 ".%04" PRIu64 "%%", variant->malformed / 10000,
                                     variant->malformed % 10000));
    return 0;
}

static int generate(const struct br_watch *watch, const struct br_config *config, int descriptor,
                    struct br_input *facts, struct br_error *error)
{
    struct br_config varied = {0};
    int status = vary(config, &facts->variant, &varied, error);
    if (status == 0)
        status = br_input_generate(watch, &varied, facts->generated_records, descriptor,
                                   &facts->bytes, error);
    br_shape_release(&br_config_shape, &varied);
    if (status < 0)
        return br_error_prefix(error, "the synthetic input could not be generated");
    if (facts->bytes == 0)
        return br_error_set(error, BR_ERROR_INPUT, "the generator wrote nothing");
    return br_os_seal_content(descriptor, error); /* passes must not change it for the next ones */
}

static int open_synthetic(const struct br_watch *watch, const struct br_config *config,
                          int *descriptor, struct br_input *facts, struct br_error *error)
{
    facts->generated_records = synthetic_records(config, &facts->variant);
    facts->generated_seed = config->seed;
    *descriptor = br_os_memory_file("benchrun-input", error);
    if (*descriptor < 0)
        return error->code;
    return generate(watch, config, *descriptor, facts, error);
}

static int open_packed(const char *path, int *descriptor, struct br_input *facts,
                       struct br_error *error)
{
    *descriptor = br_os_memory_file("benchrun-input", error);
    if (*descriptor < 0)
        return error->code;
    facts->unpacked = true;
    int status = br_inflate_to_descriptor(path, *descriptor, &facts->bytes, error);
    if (status < 0)
        return status;
    if (facts->bytes == 0)
        return br_error_set(error, BR_ERROR_INPUT, "input %s unpacks to nothing", path);
    return br_os_seal_content(*descriptor, error);
}

static int open_file(const char *path, int *descriptor, struct br_input *facts,
                     struct br_error *error)
{
    size_t size = 0;
    if (br_inflate_is_packed(path))
        return open_packed(path, descriptor, facts, error);
    *descriptor = br_os_open_regular(path, &size, error);
    facts->bytes = size;
    return *descriptor < 0 ? *descriptor : 0;
}

/* What the survey found, put beside what was known before. */
static void join_facts(struct br_input *input, const struct br_input *before,
                       const struct br_config *config)
{
    input->name = br_string_copy(config->input);
    input->variant = before->variant;
    input->generated_records = before->generated_records;
    input->generated_seed = before->generated_seed;
    input->unpacked = before->unpacked;
}

int br_input_prepare(const struct br_watch *watch, const struct br_config *config,
                     const struct br_variant *variant, int *descriptor, struct br_input *input,
                     struct br_error *error)
{
    struct br_input facts = {.variant = *variant};
    bool synthetic = strcmp(config->input, "synthetic") == 0;
    *descriptor = -1;
    int status = synthetic ? open_synthetic(watch, config, descriptor, &facts, error)
                           : open_file(config->input, descriptor, &facts, error);
    if (status < 0)
        return status;
    *input = facts;
    status = run_job(watch, config, BR_JOB_SURVEY, *descriptor, input, error);
    if (status < 0) {
        *input = (struct br_input){0};
        return br_error_prefix(error, "input %s", config->input);
    }
    join_facts(input, &facts, config);
    return 0;
}
