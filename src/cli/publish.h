/*
 * The reports of a profile: what run and report do alike.
 */
#ifndef BR_CLI_PUBLISH_H
#define BR_CLI_PUBLISH_H

#include "cli/commands.h"
#include "model/profile.h"

struct br_publication {
    const char *profiles; /* folder of the library */
    const char *reports;  /* folder of reports, without the mode */
};

/* Writes what belongs to the profile, compared with the newest reference there is; what stands in
 * the way of that comparison is said in the report. `written` gets the paths, a line each. Returns
 * the exit status; errors are printed. */
int br_publish(const struct br_profile *profile, const struct br_publication *publication,
               const struct br_command_line *line, const struct br_invocation *invocation,
               struct br_text *written);

/* "Report   reports/single/marc.md and 12 files beside it", a line, from paths, a line each;
 * nothing where there are none. */
void br_publish_describe(const char *what, const struct br_text *paths, struct br_text *text);

#endif
