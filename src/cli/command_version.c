/* benchrun --version: what this binary is and what it stands on. */
#include "cli/commands.h"

#include "engine/environment.h"

static void append_build(struct br_text *text, const struct br_environment *environment)
{
    br_text_format(text, "benchrun %s\n", environment->benchrun_version);
    br_text_format(text, "commit    %s%s\n", environment->benchrun_commit,
                   environment->benchrun_dirty ? " with changes" : "");
    br_text_format(text, "compiler  %s\n", environment->compiler);
    br_text_format(text, "flags     %s\n", environment->compiler_flags);
    br_text_format(text, "build     %s", environment->build_type);
    if (environment->sanitizer != NULL)
        br_text_format(text, ", sanitizer %s", environment->sanitizer);
    br_text_append(text, "\n");
}

static void append_libraries(struct br_text *text, const struct br_environment *environment)
{
    br_text_append(text, "libraries\n");
    if (environment->jemalloc_version != NULL)
        br_text_format(text, "  %s\n", environment->jemalloc_version);
    for (size_t i = 0; i < environment->libraries.count; i++) {
        const struct br_library *library = &environment->libraries.items[i];
        br_text_append(text, "  ");
        br_text_append_visible(text, library->name);
        if (library->version != NULL) {
            br_text_append(text, " ");
            br_text_append_visible(text, library->version);
        }
        br_text_append(text, "\n");
    }
}

int br_command_version(const struct br_invocation *invocation)
{
    struct br_environment environment = {0};
    struct br_text text = {0};
    br_environment_read_build(&environment);
    for (const struct br_workload *const *at = invocation->registry->workloads; *at != NULL; at++)
        br_environment_add_libraries(&environment, *at);
    append_build(&text, &environment);
    append_libraries(&text, &environment);
    br_shape_release(&br_environment_shape, &environment);
    return br_cli_print(invocation, &text);
}
