/*
 * The harness as a workload sees it: its options, resolved, and the digest.
 */
#ifndef BR_ENGINE_HARNESS_H
#define BR_ENGINE_HARNESS_H

#include <benchrun/workload.h>

#include "model/config.h"

struct br_harness_of {
    struct br_harness harness; /* first: what the workload gets */
    const struct br_workload *workload;
    const struct br_settings *settings;
};

/* `settings` have been checked against the workload's table and outlive the harness. */
void br_harness_init(struct br_harness_of *harness, const struct br_workload *workload,
                     const struct br_settings *settings);

/* The entry of a workload's option table, or NULL. */
const struct br_option *br_harness_option(const struct br_workload *workload, const char *name);

/* Reads a value of an option as a number; see option_number in <benchrun/workload.h>. */
int br_harness_parse_option(const struct br_option *option, const char *value, uint64_t *number,
                            struct br_error *error);

#endif
