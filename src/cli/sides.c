/* The two sides of a comparison; see sides.h. */
#include "cli/sides.h"

#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "engine/plan.h"

static void append_count(struct br_counts *counts, uint64_t value)
{
    *(uint64_t *)br_list_append(counts, sizeof value) = value;
}

static void append_name(struct br_texts *texts, const char *name)
{
    *(char **)br_list_append(texts, sizeof(char *)) = br_string_copy(name);
}

static void default_count(uint64_t *member, uint64_t value)
{
    *member = *member > 0 ? *member : value;
}

void br_sides_defaults(struct br_config *config, uint64_t allowed_cpus)
{
    bool concurrent = config->mode != NULL && strcmp(config->mode, "concurrent") == 0;
    if (config->sizes.count == 0)
        append_count(&config->sizes, 1000);
    if (concurrent && config->threads.count == 0)
        append_count(&config->threads, allowed_cpus > 0 ? allowed_cpus : 1);
    if (config->passes.count == 0) {
        append_name(&config->passes, "verify");
        append_name(&config->passes, "throughput");
    }
    default_count(&config->samples, 20);
    default_count(&config->sample_ns, 2000000);
    default_count(&config->replicates, 1);
    default_count(&config->time_budget_ns, BR_SIDES_TIME_BUDGET_NS);
    br_config_defaults(config);
}

static void make_side(const struct br_command_line *line, size_t index,
                      const struct br_settings *settings, struct br_config *config)
{
    const char *workload = br_command_line_operand(line, index);
    if (br_shape_copy(&br_config_shape, &line->config, config, NULL) < 0)
        abort();
    if (workload != NULL) {
        free(config->workload);
        config->workload = br_string_copy(workload);
    }
    br_command_line_merge_settings(&config->settings, settings);
}

void br_sides_make(const struct br_command_line *line, struct br_config *old_config,
                   struct br_config *new_config)
{
    make_side(line, 0, &line->old_settings, old_config);
    make_side(line, 1, &line->new_settings, new_config);
}
