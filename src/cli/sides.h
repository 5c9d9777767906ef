/*
 * The two sides of `ab`, from one command line: the same options, but for the workload and what
 * --old-option and --new-option add.
 */
#ifndef BR_CLI_SIDES_H
#define BR_CLI_SIDES_H

#include "cli/options.h"

#define BR_SIDES_TIME_BUDGET_NS UINT64_C(30000000000)

/* What comparisons take where the line says nothing: one size of 1k, 20 samples of 2 ms, all CPUs
 * in concurrent mode, 30 s per cell. Turns are short against what disturbs them. With 10, 20 and 40
 * of them the variance of a pair times the time it takes was found the same within what could be
 * told; 20 gives the looks enough pairs in a few seconds. */
void br_sides_defaults(struct br_config *config, uint64_t allowed_cpus);

/* Fills both, zeroed by the caller, from a line with defaults; each to be released as a
 * br_config_shape. */
void br_sides_make(const struct br_command_line *line, struct br_config *old_config,
                   struct br_config *new_config);

#endif
