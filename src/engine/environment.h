/*
 * The environment of a run: machine, build, libraries, repository. Read once by the parent.
 */
#ifndef BR_ENGINE_ENVIRONMENT_H
#define BR_ENGINE_ENVIRONMENT_H

#include <benchrun/workload.h>

#include "measure/machine.h"
#include "model/profile.h"

/* Fills a zeroed environment; takes about half a second: it calibrates the tick counter and listens
 * to the machine's own interruptions. `workload` (may be NULL) adds its libraries; `plugin` is the
 * path it was loaded from, NULL for a built-in one. */
void br_environment_read(struct br_environment *environment, const struct br_workload *workload,
                         const char *plugin);

/* The machine, the build and the findings only, listening to the machine's interruptions for
 * `listen_ns`; `floor` gets what was heard. Fills a zeroed environment. */
void br_environment_diagnose(struct br_environment *environment, uint64_t listen_ns,
                             struct br_machine_floor *floor);

/* Version, compiler and libraries only: for --version, without any measuring. */
void br_environment_read_build(struct br_environment *environment);

/* "xxh3:" and the XXH3-64 of a file's bytes in hexadecimal, to be freed; NULL where it cannot be
 * read, or for a path of NULL. */
char *br_environment_digest_file(const char *path);

/* Adds the libraries a workload names ("cJSON 1.7.15" becomes name and version). */
void br_environment_add_libraries(struct br_environment *environment,
                                  const struct br_workload *workload);

#endif
