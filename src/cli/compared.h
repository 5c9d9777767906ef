/*
 * What diff, gate and reports share: rules, calibration, comparing and showing.
 */
#ifndef BR_CLI_COMPARED_H
#define BR_CLI_COMPARED_H

#include "cli/commands.h"
#include "model/calibration.h"
#include "model/comparison.h"
#include "model/profile.h"
#include "store/rules.h"

/* The rules a command line asks for: --rules FILE, or "built-in"; otherwise DIR/profiles/rules.yaml
 * where there is one. Mistakes of the file are printed; returns the exit status. `rules` is zeroed
 * by the caller and released by it whatever happens. */
int br_compared_rules(const struct br_command_line *line, const struct br_invocation *invocation,
                      struct br_rules *rules);

/* What calibrate found out about a host, into a zeroed calibration, which stays so where nothing is
 * known. A file that cannot be read is said, and not used. */
bool br_compared_calibration(const char *hostname, const struct br_command_line *line,
                             const struct br_invocation *invocation,
                             struct br_calibration *calibration);

/* Compares, with what is known of the host. `comparison` is zeroed by the caller; on failure it
 * stays so. */
int br_compared_make(const struct br_profile *from, const struct br_profile *to,
                     const struct br_rules *rules, const struct br_command_line *line,
                     const struct br_invocation *invocation, struct br_comparison *comparison,
                     struct br_error *error);

/* Compares and prints in the format asked for; `outcome` gets the comparison's. Returns the exit
 * status: ok whatever the outcome, or that of an error, which is printed. */
int br_compared_show(const struct br_profile *from, const struct br_profile *to,
                     const struct br_rules *rules, const struct br_command_line *line,
                     const struct br_invocation *invocation, enum br_gate_outcome *outcome);

#endif
