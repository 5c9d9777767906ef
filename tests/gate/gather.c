/* Measuring raw pairs: the engine of `ab` with a rule that never decides. */
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "cli/registry.h"
#include "cli/sides.h"
#include "engine/ab.h"
#include "row.h"

static void print_pair(void *context, const struct br_trial_cell *cell, uint64_t left_ns)
{
    (void)context;
    (void)left_ns;
    const struct br_trial_pair *pair = &cell->pairs.items[cell->pairs.count - 1];
    uint64_t took_ns = pair->ended_ns - pair->started_ns;
    const struct gate_row row = {
        .started_s = (uint64_t)time(NULL) - took_ns / 1000000000u,
        .new_first = pair->new_first,
        .log_ratio = pair->log_ratio,
        .old_ns = pair->old_ns_per_record,
        .new_ns = pair->new_ns_per_record,
        .pair_ms = (double)took_ns / 1e6,
    };
    gate_row_print(stdout, &row);
}

static void add_setting(struct br_settings *settings, char *text)
{
    struct br_setting *setting = br_list_append(settings, sizeof *setting);
    char *equals = strchr(text, '=');
    setting->name = strndup(text, equals != NULL ? (size_t)(equals - text) : strlen(text));
    setting->value = strdup(equals != NULL ? equals + 1 : "");
}

int gate_gather(int count, char **arguments)
{
    if (count < 4) {
        fprintf(stderr, "usage: gate gather OLD NEW PAIRS SEED [KEY=VALUE]...\n");
        return 2;
    }
    struct br_config old_config = {.workload = strdup(arguments[0]),
                                   .seed = strtoull(arguments[3], NULL, 10),
                                   .time_budget_ns = UINT64_C(36000000000000)};
    struct br_config new_config = {0};
    struct br_error error = {0};
    br_sides_defaults(&old_config, 1);
    br_shape_copy(&br_config_shape, &old_config, &new_config, NULL);
    free(new_config.workload);
    new_config.workload = strdup(arguments[1]);
    for (int i = 4; i < count; i++)
        add_setting(&new_config.settings, arguments[i]);
    const struct br_ab_events events = {.paired = print_pair};
    const struct br_ab_request request = {
        .old_config = &old_config,
        .new_config = &new_config,
        .registry = &br_cli_registry,
        .rule = {.effect = log(1.005), .looks_most = 1000}, /* at level 0 nothing is decided */
        .pairs_most = strtoull(arguments[2], NULL, 10),
        .events = &events,
    };
    struct br_trial trial = {0};
    int status = br_ab(&request, &trial, &error);
    if (status < 0)
        fprintf(stderr, "gate: %s\n", error.message);
    br_trial_release(&trial);
    br_shape_release(&br_config_shape, &old_config);
    br_shape_release(&br_config_shape, &new_config);
    return status < 0 ? 1 : 0;
}
