/* The concrete workloads and modes; whoever adds one adds its line here. */
#include "cli/registry.h"

#include "bench/workloads.h"

static const struct br_workload *const workloads[] = {
    &br_workload_marc, &br_workload_ndjson,   &br_workload_csv,
    &br_workload_null, &br_workload_skeleton, NULL,
};

static const struct br_mode *const modes[] = {&br_mode_single, &br_mode_concurrent, NULL};

const struct br_registry br_cli_registry = {.workloads = workloads, .modes = modes};
