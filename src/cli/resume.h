/*
 * Whether a run may go on with what an earlier one measured: everything that moves figures must
 * be as it was.
 */
#ifndef BR_CLI_RESUME_H
#define BR_CLI_RESUME_H

#include "cli/parse.h"
#include "model/profile.h"

/* Calls `each` for every option of the configuration that was written with another value than
 * `earlier` has: its name and both values as they could be written. */
typedef void br_difference_visit(void *context, const char *option, const char *given,
                                 const char *earlier);
void br_resume_visit_differences(const struct br_command_line *line,
                                 const struct br_config *earlier, br_difference_visit *each,
                                 void *context);

/* Holds the options that were written to the configuration of the earlier run; each that differs is
 * a mistake with both values. */
void br_resume_check_options(const struct br_command_line *line, const struct br_config *earlier,
                             struct br_mistakes *mistakes);

/* Holds host, benchrun's own file, plug-in, libraries, allocator and input to what they were. The
 * error names all that differ with both values; `journal` is the path it speaks of. */
int br_resume_check_environment(const struct br_profile *earlier, const struct br_profile *now,
                                const char *journal, struct br_error *error);

#endif
