/*
 * What can be named on the command line: workloads and modes. Filled in by src/cli and passed down.
 */
#ifndef BR_ENGINE_REGISTRY_H
#define BR_ENGINE_REGISTRY_H

#include <stdbool.h>

#include <benchrun/workload.h>

#include "base/error.h"
#include "base/text.h"
#include "model/config.h"
#include "modes/mode.h"

/* What this binary was built without. */
struct br_absence {
    const char *name;   /* of a workload, or what a person calls the part */
    const char *reason; /* without a stop at its end: "libyaz was not found when this was built" */
    bool is_workload;
};

struct br_registry {
    const struct br_workload *const *workloads; /* ends with NULL */
    const struct br_mode *const *modes;         /* ends with NULL */
    const struct br_absence *absences;          /* ends with a name of NULL; NULL = none */
};

/* A workload ready to be called: a built-in one, or a loaded plug-in. */
struct br_loaded {
    const struct br_workload *workload;
    void *handle; /* of dlopen; NULL for a built-in */
};

/* True when `name` is the path of a plug-in: it contains a slash. */
bool br_registry_is_path(const char *name);

/* Finds a built-in by name or loads the plug-in at a path (never searched for). The plug-in's ABI
 * version and struct size are checked before anything of it is used, then its required members;
 * one that defines malloc is refused. */
int br_registry_load(const struct br_registry *registry, const char *name, struct br_loaded *loaded,
                     struct br_error *error);
void br_registry_unload(struct br_loaded *loaded);

const struct br_mode *br_registry_mode(const struct br_registry *registry, const char *name);

/* Checks `-O` settings against the workload's table: every mistake is appended to `mistakes`, one
 * line each, with the nearest known word. Returns how many there were. */
size_t br_registry_check_settings(const struct br_workload *workload,
                                  const struct br_settings *settings, struct br_text *mistakes);

#endif
