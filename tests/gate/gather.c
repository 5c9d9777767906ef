/* Measuring raw pairs: the engine of `ab` with a rule that never decides. */
#include <inttypes.h>
#include <math.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/clock.h"
#include "cli/registry.h"
#include "cli/sides.h"
#include "engine/ab.h"
#include "row.h"

struct gathering {
    struct br_config old_config, new_config;
    uint64_t ends_ns;
    uint64_t input_seed; /* of every run; 0 = each has an input of its own */
    volatile sig_atomic_t over;
};

static void print_pair(void *context, const struct br_trial_cell *cell,
                       const struct br_trial_look *now, uint64_t left_ns)
{
    (void)now;
    (void)left_ns;
    struct gathering *gathering = context;
    const struct br_trial_pair *pair = &cell->pairs.items[cell->pairs.count - 1];
    uint64_t took_ns = pair->ended_ns - pair->started_ns;
    uint64_t now_s = (uint64_t)time(NULL);
    const struct gate_row row = {
        .started_s = now_s - took_ns / 1000000000u,
        .new_first = pair->new_first,
        .log_ratio = pair->log_ratio,
        .old_ns = pair->old_ns_per_record,
        .new_ns = pair->new_ns_per_record,
        .old_spread = pair->old_spread,
        .new_spread = pair->new_spread,
        .pair_ms = (double)took_ns / 1e6,
    };
    if (cell->pairs.count == 1)
        printf("# run %" PRIu64 " set-up %.0f\n", now_s - pair->ended_ns / 1000000000u,
               (double)pair->started_ns / 1e6);
    gate_row_print(stdout, &row);
    gathering->over = br_clock_monotonic_ns() >= gathering->ends_ns;
}

static bool is_number_of(const char *text, const char *name, uint64_t factor, uint64_t *number)
{
    size_t size = strlen(name);
    if (strncmp(text, name, size) != 0 || text[size] != '=')
        return false;
    *number = factor * strtoull(text + size + 1, NULL, 10);
    return true;
}

static void add_setting(struct br_settings *settings, char *text)
{
    struct br_setting *setting = br_list_append(settings, sizeof *setting);
    char *equals = strchr(text, '=');
    setting->name = strndup(text, equals != NULL ? (size_t)(equals - text) : strlen(text));
    setting->value = strdup(equals != NULL ? equals + 1 : "");
}

static void configure(struct gathering *gathering, int count, char **arguments)
{
    struct br_config *config = &gathering->old_config;
    struct br_settings settings = {0};
    uint64_t records = 0;
    for (int i = 4; i < count; i++)
        if (!is_number_of(arguments[i], "samples", 1, &config->samples) &&
            !is_number_of(arguments[i], "sample-us", 1000, &config->sample_ns) &&
            !is_number_of(arguments[i], "records", 1, &records) &&
            !is_number_of(arguments[i], "input-seed", 1, &gathering->input_seed))
            add_setting(&settings, arguments[i]);
    if (records > 0)
        *(uint64_t *)br_list_append(&config->sizes, sizeof records) = records;
    config->workload = strdup(arguments[0]);
    br_sides_defaults(config, 1);
    br_shape_copy(&br_config_shape, config, &gathering->new_config, NULL);
    free(gathering->new_config.workload);
    gathering->new_config.workload = strdup(arguments[1]);
    gathering->new_config.settings = settings;
}

/* One run of `ab` for as long as it takes by default. */
static int gather(struct gathering *gathering, uint64_t seed)
{
    const struct br_ab_events events = {.context = gathering, .paired = print_pair};
    const struct br_ab_request request = {
        .old_config = &gathering->old_config,
        .new_config = &gathering->new_config,
        .registry = &br_cli_registry,
        .rule = {.effect = log(1.005), .looks_most = 1000}, /* at level 0 nothing is decided */
        .events = &events,
        .interrupted = &gathering->over,
    };
    struct br_trial trial = {0};
    struct br_error error = {0};
    gathering->old_config.seed = gathering->new_config.seed = seed;
    int status = br_ab(&request, &trial, &error);
    if (status < 0 && status != BR_ERROR_INTERRUPTED)
        fprintf(stderr, "gate: %s\n", error.message);
    br_trial_release(&trial);
    return status == BR_ERROR_INTERRUPTED ? 0 : status;
}

int gate_gather(int count, char **arguments)
{
    struct gathering gathering = {0};
    int status = 0;
    if (count < 4) {
        fprintf(stderr, "usage: gate gather OLD NEW SECONDS SEED [KEY=VALUE]...\n");
        return 2;
    }
    uint64_t seed = strtoull(arguments[3], NULL, 10);
    gathering.ends_ns =
        br_clock_monotonic_ns() + strtoull(arguments[2], NULL, 10) * UINT64_C(1000000000);
    configure(&gathering, count, arguments);
    while (status == 0 && gathering.over == 0)
        status = gather(&gathering, gathering.input_seed > 0 ? gathering.input_seed : seed++);
    br_shape_release(&br_config_shape, &gathering.old_config);
    br_shape_release(&br_config_shape, &gathering.new_config);
    return status < 0 ? 1 : 0;
}
