/* The concrete workloads and modes; whoever adds one adds its line here. */
#include "cli/registry.h"

#include "bench/workloads.h"
#include "optional_parts.h"

static const struct br_workload *const workloads[] = {
#if BR_HAS_YAZ
    &br_workload_marc,
#endif
    &br_workload_ndjson,
#if BR_HAS_CSV
    &br_workload_csv,
#endif
    &br_workload_null,   &br_workload_skeleton, NULL,
};

static const struct br_mode *const modes[] = {&br_mode_single, &br_mode_concurrent, NULL};

static const struct br_absence absences[] = {
#if !BR_HAS_YAZ
    {.name = "marc", .reason = BR_ABSENCE_YAZ, .is_workload = true},
#endif
#if !BR_HAS_CSV
    {.name = "csv", .reason = BR_ABSENCE_CSV, .is_workload = true},
#endif
#if !BR_HAS_ZSTD
    {.name = ".zst inputs", .reason = BR_ABSENCE_ZSTD},
#endif
#if !BR_HAS_YAML
    {.name = "--suite", .reason = BR_ABSENCE_YAML},
#endif
#if !BR_HAS_CMARK
    {.name = "lint", .reason = BR_ABSENCE_CMARK},
    {.name = "HTML pages", .reason = BR_ABSENCE_CMARK},
#endif
#if !BR_HAS_PAGE
    {.name = "sorting and flame graphs in HTML pages", .reason = BR_ABSENCE_PAGE},
#endif
#if !BR_HAS_DW
    {.name = "the cpu pass, and names of functions", .reason = BR_ABSENCE_DW},
#endif
    {0},
};

const struct br_registry br_cli_registry = {
    .workloads = workloads, .modes = modes, .absences = absences};
