/*
 * Values of workload options: the first byte chooses the workload, then "name=value" lines. What
 * the table lets through, `open` takes.
 */
#include <stdlib.h>
#include <string.h>

#include "bench/workloads.h"
#include "engine/harness.h"
#include "engine/registry.h"
#include "fuzz/fuzz.h"

static const struct br_workload *const workloads[] = {&br_workload_marc, &br_workload_ndjson,
                                                      &br_workload_csv, &br_workload_null,
                                                      &br_workload_skeleton};

static void read_settings(char *text, struct br_settings *settings)
{
    for (char *next = text; next != NULL;) {
        char *value = strsep(&next, "\n");
        const char *name = strsep(&value, "=");
        if (value == NULL)
            continue;
        struct br_setting *setting = br_list_append(settings, sizeof *setting);
        *setting =
            (struct br_setting){.name = br_string_copy(name), .value = br_string_copy(value)};
    }
}

static void release_settings(struct br_settings *settings)
{
    for (size_t i = 0; i < settings->count; i++) {
        free(settings->items[i].name);
        free(settings->items[i].value);
    }
    free(settings->items);
}

static void open_workload(const struct br_workload *workload, const struct br_settings *settings)
{
    struct br_harness_of harness;
    br_harness_init(&harness, workload, settings);
    const struct br_harness *shown = &harness.harness;
    for (const struct br_option *option = workload->options; option != NULL && option->name != NULL;
         option++) {
        FUZZ_REQUIRE(option->default_value == NULL || shown->option_text(shown, option->name));
        shown->option_number(shown, option->name);
    }
    char message[256] = "";
    void *state = NULL;
    if (workload->open == NULL)
        return;
    if (workload->open(shown, &state, message, sizeof message) < 0)
        FUZZ_REQUIRE(memchr(message, '\0', sizeof message) != NULL && message[0] != '\0');
    else if (workload->close != NULL)
        workload->close(state);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    if (size == 0)
        return 0;
    const struct br_workload *workload =
        workloads[data[0] % (sizeof workloads / sizeof *workloads)];
    struct br_settings settings = {0};
    struct br_text mistakes = {0};
    char *text = br_fuzz_string(data + 1, size - 1);
    read_settings(text, &settings);
    if (br_registry_check_settings(workload, &settings, &mistakes) == 0)
        open_workload(workload, &settings);
    br_fuzz_require_visible(br_text_string(&mistakes));
    br_text_release(&mistakes);
    release_settings(&settings);
    free(text);
    return 0;
}
