/* Folded stacks; see folded.h. */
#include "report/folded.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "report/format.h"

/* A function's name as it stands in each of its stacks. */
static char *folded_name(const char *label)
{
    struct br_text visible = {0};
    br_text_append_visible(&visible, label);
    char *name = br_text_take(&visible);
    for (char *at = name; at != NULL && *at != '\0'; at++)
        *at = *at == ';' ? ':' : *at;
    return name;
}

static void append_stack(const struct br_stack_views *views, size_t index, char *const *names,
                         struct br_text *text)
{
    const struct br_stack *stack = &views->stacks->stacks.items[index];
    const size_t *path = views->paths[index];
    bool bytes = views->stacks->unit != NULL && strcmp(views->stacks->unit, "B") == 0;
    uint64_t value = bytes ? br_format_whole(stack->value) : stack->samples;
    if (path[0] == SIZE_MAX || value == 0)
        return;
    for (size_t f = 0; path[f] != SIZE_MAX; f++) {
        const char *name = names[path[f]];
        br_text_append_bytes(text, ";", f > 0 ? 1 : 0);
        br_text_append(text, name != NULL ? name : "");
    }
    br_text_format(text, " %" PRIu64 "\n", value);
}

void br_folded_stacks(const struct br_stack_views *views, struct br_text *text)
{
    char **names = calloc(views->function_count + 1, sizeof *names);
    text->failed = text->failed || names == NULL;
    for (size_t i = 0; names != NULL && i < views->function_count; i++)
        names[i] = folded_name(views->functions[i].label);
    for (size_t i = 0; names != NULL && i < views->stacks->stacks.count; i++)
        append_stack(views, i, names, text);
    for (size_t i = 0; names != NULL && i < views->function_count; i++)
        free(names[i]);
    free(names);
}
