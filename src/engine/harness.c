/* Options and digest for workloads; see harness.h. */
#include "engine/harness.h"

#include <string.h>

#include "base/text.h"
#include "base/units.h"
#include "modes/digest.h"

const struct br_option *br_harness_option(const struct br_workload *workload, const char *name)
{
    const struct br_option *option = workload->options;
    while (option != NULL && option->name != NULL) {
        if (strcmp(option->name, name) == 0)
            return option;
        option++;
    }
    return NULL;
}

static int parse_choice(const struct br_option *option, const char *value, uint64_t *number,
                        struct br_error *error)
{
    for (size_t i = 0; option->choices[i] != NULL; i++) {
        if (strcmp(option->choices[i], value) == 0) {
            *number = i;
            return 0;
        }
    }
    struct br_text choices = {0};
    for (size_t i = 0; option->choices[i] != NULL; i++)
        br_text_format(&choices, "%s%s", i > 0 ? ", " : "", option->choices[i]);
    const char *near = br_string_nearest(value, option->choices);
    int status = br_error_set(error, BR_ERROR_USAGE, "'%s' is not one of %s%s%s%s", value,
                              br_text_string(&choices), near != NULL ? ": did you mean '" : "",
                              near != NULL ? near : "", near != NULL ? "'?" : "");
    br_text_release(&choices);
    return status;
}

static int parse_flag(const char *value, uint64_t *number, struct br_error *error)
{
    *number = strcmp(value, "yes") == 0;
    if (*number == 0 && strcmp(value, "no") != 0)
        return br_error_set(error, BR_ERROR_USAGE, "'%s' is neither yes nor no", value);
    return 0;
}

static int check_bounds(const struct br_option *option, const char *value, uint64_t number,
                        struct br_error *error)
{
    if (number < option->minimum)
        return br_error_set(error, BR_ERROR_USAGE, "'%s' is below the least value, %llu", value,
                            (unsigned long long)option->minimum);
    if (option->maximum > 0 && number > option->maximum)
        return br_error_set(error, BR_ERROR_USAGE, "'%s' is above the largest value, %llu", value,
                            (unsigned long long)option->maximum);
    return 0;
}

int br_harness_parse_option(const struct br_option *option, const char *value, uint64_t *number,
                            struct br_error *error)
{
    int status = 0;
    *number = 0;
    switch (option->kind) {
    case BR_OPTION_TEXT:
        return 0;
    case BR_OPTION_CHOICE:
        return parse_choice(option, value, number, error);
    case BR_OPTION_FLAG:
        return parse_flag(value, number, error);
    case BR_OPTION_PERCENT:
        return br_units_parse_percent(value, number, error);
    case BR_OPTION_COUNT:
        status = br_units_parse_count(value, number, error);
        break;
    case BR_OPTION_BYTES:
        status = br_units_parse_bytes(value, number, error);
        break;
    }
    return status < 0 ? status : check_bounds(option, value, *number, error);
}

static const char *option_text(const struct br_harness *harness, const char *name)
{
    const struct br_harness_of *own = (const struct br_harness_of *)harness;
    for (size_t i = own->settings->count; i > 0; i--) {
        if (strcmp(own->settings->items[i - 1].name, name) == 0)
            return own->settings->items[i - 1].value;
    }
    const struct br_option *option = br_harness_option(own->workload, name);
    return option != NULL ? option->default_value : NULL;
}

static uint64_t option_number(const struct br_harness *harness, const char *name)
{
    const struct br_harness_of *own = (const struct br_harness_of *)harness;
    const struct br_option *option = br_harness_option(own->workload, name);
    const char *value = option_text(harness, name);
    uint64_t number = 0;
    if (option == NULL || value == NULL)
        return 0;
    return br_harness_parse_option(option, value, &number, NULL) == 0 ? number : 0;
}

void br_harness_init(struct br_harness_of *harness, const struct br_workload *workload,
                     const struct br_settings *settings)
{
    *harness = (struct br_harness_of){
        .harness =
            {
                .struct_size = sizeof(struct br_harness),
                .abi_version = BR_WORKLOAD_ABI_VERSION,
                .option_text = option_text,
                .option_number = option_number,
                .digest_add = br_digest_add,
            },
        .workload = workload,
        .settings = settings,
    };
}
