/*
 * A profile on standard output, in the format that was asked for.
 */
#ifndef BR_CLI_RENDER_H
#define BR_CLI_RENDER_H

#include "cli/commands.h"
#include "model/profile.h"

/* Prints the profile; the terminal format adapts to the terminal. Returns the exit status. */
int br_render(const struct br_profile *profile, enum br_show_format format,
              const struct br_invocation *invocation);

#endif
