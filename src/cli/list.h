/*
 * What `benchrun list` lists, and its form as JSON.
 */
#ifndef BR_CLI_LIST_H
#define BR_CLI_LIST_H

#include <stdbool.h>

#include "base/text.h"
#include "engine/describe.h"
#include "engine/registry.h"
#include "engine/runner.h"

struct br_listing {
    const struct br_registry *registry;
    const struct br_described *plugin; /* beside the built-in ones; NULL = none */
    struct br_measures measures;
};

/* Appends a JSON object with workloads, modes, passes and measures; marks `text` as failed when
 * memory is out. */
void br_list_write_json(const struct br_listing *listing, struct br_text *text);

/* Appends what a value of the option looks like: "N", "BYTES", "none|marc8|auto". */
void br_list_append_value(struct br_text *text, const struct br_option *option);

/* A built-in workload as the description of itself. */
struct br_described br_list_describe(const struct br_workload *workload);

bool br_list_is_available(const struct br_figure *availability);

#endif
