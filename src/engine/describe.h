/*
 * What a workload says of itself, found out without its code running in this process: a plug-in is
 * loaded by a child, which may crash, hang or leave, and only what it found comes back.
 */
#ifndef BR_ENGINE_DESCRIBE_H
#define BR_ENGINE_DESCRIBE_H

#include "engine/registry.h"
#include "model/workload_facts.h"

struct br_described {
    /* A built-in workload itself. Of a plug-in a likeness: its texts, options, reasons and
     * libraries, with every callback NULL. */
    const struct br_workload *workload;
    bool is_plugin;
    bool generates, splits;
    struct br_likeness *likeness; /* private: what the likeness is made of */
};

/*
 * Describes config->workload. Costs nothing for a built-in one, the start of a process for a
 * plug-in, which has config->timeout_ns (0: one minute) to be loaded. BR_ERROR_INPUT names the
 * plug-in and what is wrong with it, with the last lines it printed; BR_ERROR_USAGE an unknown
 * name.
 */
int br_describe(const struct br_registry *registry, const struct br_config *config,
                struct br_described *described, struct br_error *error);
void br_described_release(struct br_described *described);

/* The child's side: copies what a loaded workload says of itself into zeroed facts, and refuses
 * tables that make no sense. */
int br_facts_collect(const struct br_workload *workload, struct br_workload_facts *facts,
                     struct br_error *error);

#endif
