/*
 * The command line: arguments, one per line; a vertical tab stands for a line end inside one.
 * Whatever they are, the line is read or its mistakes are named in sentences fit to be shown.
 */
#include <string.h>

#include "cli/parse.h"
#include "cli/registry.h"
#include "fuzz/fuzz.h"

#include <stdlib.h>

enum { MOST_ARGUMENTS = 64 };

static int split(char *text, const char **arguments)
{
    int count = 0;
    for (char *next = text; next != NULL && count < MOST_ARGUMENTS;) {
        arguments[count++] = strsep(&next, "\n");
    }
    for (int i = 0; i < count; i++)
        for (char *tab = strchr(arguments[i], '\v'); tab != NULL; tab = strchr(tab, '\v'))
            *tab = '\n';
    return count;
}

/* Plug-ins are code: a path found by chance must not be loaded. */
static bool names_plugin(const struct br_command_line *line)
{
    return line->config.workload != NULL && br_registry_is_path(line->config.workload);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    const char *arguments[MOST_ARGUMENTS];
    char *text = br_fuzz_string(data, size);
    struct br_command_line line = {0};
    struct br_mistakes mistakes = {0};
    br_parse(split(text, arguments), arguments, 4, &line, &mistakes);
    if (!names_plugin(&line))
        br_parse_finish(&line, &br_cli_registry, &mistakes);
    br_fuzz_require_visible(br_text_string(&mistakes.text));
    FUZZ_REQUIRE((mistakes.count == 0) == (mistakes.text.size == 0));
    br_mistakes_release(&mistakes);
    br_command_line_release(&line);
    free(text);
    return 0;
}
