/* A suite's YAML: runs that are complete, or mistakes in sentences fit to be shown. */
#include <string.h>

#include "cli/registry.h"
#include "cli/suite.h"
#include "fuzz/fuzz.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    /* Plug-ins are code: a path found by chance must not be loaded. */
    if (size == 0 || memchr(data, '/', size) != NULL)
        return 0;
    char name[] = "suite.yaml";
    const struct br_command_line line = {.command = BR_COMMAND_RUN, .suite = name};
    const struct br_suite_request request = {
        .line = &line, .registry = &br_cli_registry, .allowed_cpus = 4};
    struct br_suite suite = {0};
    struct br_mistakes mistakes = {0};
    br_suite_parse((const char *)data, size, &request, &suite, &mistakes);
    br_fuzz_require_visible(br_text_string(&mistakes.text));
    FUZZ_REQUIRE(mistakes.count > 0 || suite.count > 0);
    for (size_t i = 0; mistakes.count == 0 && i < suite.count; i++) {
        const struct br_config *config = &suite.items[i].line.config;
        FUZZ_REQUIRE(config->mode != NULL && config->workload != NULL && config->sizes.count > 0);
    }
    br_suite_release(&suite);
    br_mistakes_release(&mistakes);
    return 0;
}
