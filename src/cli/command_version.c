/* benchrun --version: what this binary is and what it stands on. */
#include "cli/commands.h"

#include <cjson/cJSON.h>
#include <gnu/libc-version.h>

#include "measure/allocation.h"
#include "provenance.h"

static void append_jemalloc(struct br_text *text)
{
    char version[128];
    char settings[512];
    const char *reason = NULL;
    if (!br_allocation_in_effect(&reason))
        br_text_format(text, "  jemalloc not in effect: %s\n", reason);
    else if (br_allocation_describe(version, sizeof version, settings, sizeof settings))
        br_text_format(text, "  jemalloc %s\n", version);
}

/* The libraries the built-in workloads name, each once. */
static void append_workload_libraries(struct br_text *text, const struct br_registry *registry)
{
    for (const struct br_workload *const *at = registry->workloads; *at != NULL; at++) {
        for (const char *const *library = (*at)->libraries; library != NULL && *library != NULL;
             library++) {
            br_text_append(text, "  ");
            br_text_append_visible(text, *library);
            br_text_format(text, " (workload %s)\n", (*at)->name);
        }
    }
}

int br_command_version(const struct br_invocation *invocation)
{
    struct br_text text = {0};
    br_text_format(&text, "benchrun %s", BR_VERSION);
    if (BR_COMMIT[0] != '\0')
        br_text_format(&text, " (commit %s%s)", BR_COMMIT, BR_DIRTY ? ", modified" : "");
    br_text_format(&text, "\ncompiler %s\nflags %s\nbuild %s%s%s\nlibraries\n", BR_COMPILER,
                   BR_C_FLAGS, BR_BUILD_TYPE, BR_SANITIZE[0] != '\0' ? ", sanitizer " : "",
                   BR_SANITIZE);
    br_text_format(&text, "  glibc %s\n  cJSON %s\n", gnu_get_libc_version(), cJSON_Version());
    append_jemalloc(&text);
    append_workload_libraries(&text, invocation->registry);
    return br_cli_print(invocation, &text);
}
