/* Inputs made ready, and jobs made from them; see setup.h. */
#include "engine/setup.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/os.h"
#include "base/units.h"
#include "engine/input.h"

/* What the biggest cell needs beside its input, which is in memory when it was made or unpacked. */
static uint64_t index_bytes(const struct br_config *config, const struct br_input *input)
{
    uint64_t largest = 0;
    bool indexed = config->strategy != NULL && strcmp(config->strategy, "partition") == 0 &&
                   !input->splittable;
    for (size_t i = 0; i < config->sizes.count; i++) {
        uint64_t size = config->sizes.items[i] > 0 ? config->sizes.items[i] : input->records;
        largest = size > largest ? size : largest;
    }
    return indexed ? largest * sizeof(struct br_span) : 0;
}

static uint64_t memory_needed(const struct br_setup *setup)
{
    uint64_t largest = 0;
    for (size_t i = 0; i < setup->inputs->count; i++) {
        uint64_t bytes = index_bytes(setup->config, &setup->inputs->items[i]);
        largest = bytes > largest ? bytes : largest;
    }
    return largest;
}

/* What all batches of the queue take together. */
static uint64_t batches_bytes(const struct br_config *config)
{
    bool queue = config->strategy != NULL && strcmp(config->strategy, "queue") == 0;
    return queue ? config->ring_batches * config->batch_records * sizeof(struct br_span) : 0;
}

static int check_available(const char *what, uint64_t needed, const char *advice,
                           struct br_error *error)
{
    uint64_t available = br_os_memory_available();
    char needed_text[BR_UNITS_BUFFER];
    char available_text[BR_UNITS_BUFFER];
    if (available == 0 || needed <= available / 10 * 9)
        return 0;
    return br_error_set(error, BR_ERROR_MEMORY, "%s needs %s, %s of memory are available: use %s",
                        what, br_units_format_bytes(needed_text, (double)needed),
                        br_units_format_bytes(available_text, (double)available), advice);
}

static int check_memory(const struct br_setup *setup, struct br_error *error)
{
    int status =
        check_available("the index of the largest size", memory_needed(setup),
                        "a smaller --sizes, or --strategy dynamic, which needs no index", error);
    if (status == 0)
        status = check_available("the ring of the queue", batches_bytes(setup->config),
                                 "a smaller --batch or --ring", error);
    return status;
}

static int prepare_inputs(struct br_setup *setup, const struct br_watch *watch,
                          struct br_error *error)
{
    size_t count = br_variant_count(setup->config);
    setup->descriptors = malloc(count * sizeof *setup->descriptors);
    if (setup->descriptors == NULL)
        return br_error_set(error, BR_ERROR_MEMORY, "no memory for %zu inputs", count);
    int status = 0;
    for (size_t i = 0; i < count && status == 0; i++) {
        struct br_variant variant = br_variant_at(setup->config, i);
        struct br_input *input = br_list_append(setup->inputs, sizeof *input);
        status =
            br_input_prepare(watch, setup->config, &variant, &setup->descriptors[i], input, error);
    }
    return status;
}

int br_setup_inputs(struct br_setup *setup, const struct br_watch *watch, struct br_error *error)
{
    int status = prepare_inputs(setup, watch, error);
    return status < 0 ? status : check_memory(setup, error);
}

/* Pages are touched in advance unless the input is a good part of the memory. */
static bool should_populate(const struct br_input *input)
{
    return input->bytes < br_os_memory_available() / 2;
}

struct br_job br_setup_job(const struct br_setup *setup, const struct br_cell *cell,
                           const struct br_pass *pass)
{
    const struct br_input *input = br_inputs_find(setup->inputs, &cell->variant);
    size_t which = (size_t)(input - setup->inputs->items);
    return (struct br_job){
        .config = *setup->config,
        .cell = *cell,
        .pass = (char *)pass->name,
        .input_descriptor = (uint64_t)setup->descriptors[which],
        .input = *input,
        .populate = should_populate(input),
        .ticks_per_ns = setup->ticks_per_ns,
    };
}

void br_setup_release(struct br_setup *setup)
{
    for (size_t i = 0; setup->descriptors != NULL && i < setup->inputs->count; i++) {
        if (setup->descriptors[i] >= 0)
            close(setup->descriptors[i]);
    }
    free(setup->descriptors);
    setup->descriptors = NULL;
}
