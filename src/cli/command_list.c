/* benchrun list: what can be measured, how, and what this machine offers. */
#include "cli/commands.h"

#include <string.h>

#include "cli/layout.h"
#include "cli/list.h"
#include "engine/pass.h"

enum { NAME_COLUMN = 16, OPTION_COLUMN = 28, MEASURE_COLUMN = 30 };

/* Starts a line with foreign text made visible and explains it. */
static void append_row(struct br_text *text, const char *indent, const char *name, size_t column,
                       const char *explanation)
{
    struct br_text visible = {0};
    size_t start = text->size;
    br_text_append(text, indent);
    br_text_append_visible(text, name);
    br_text_append_visible(&visible, explanation);
    br_layout_explain(text, start, column, br_text_string(&visible));
    br_text_release(&visible);
}

static void append_option(struct br_text *text, const struct br_option *option)
{
    struct br_text name = {0};
    struct br_text help = {0};
    br_text_format(&name, "-O %s=", option->name);
    br_list_append_value(&name, option);
    br_text_append(&help, option->help != NULL ? option->help : "");
    if (option->default_value != NULL)
        br_text_format(&help, " (default: %s)", option->default_value);
    append_row(text, "    ", br_text_string(&name), OPTION_COLUMN, br_text_string(&help));
    br_text_release(&name);
    br_text_release(&help);
}

static void append_workload(struct br_text *text, const struct br_described *described)
{
    const struct br_workload *workload = described->workload;
    struct br_text summary = {0};
    br_text_append(&summary, workload->summary != NULL ? workload->summary : "");
    if (workload->format != NULL)
        br_text_format(&summary, "; reads %s", workload->format);
    if (!described->generates)
        br_text_append(&summary, "; needs an input file");
    append_row(text, "  ", workload->name, NAME_COLUMN, br_text_string(&summary));
    br_text_release(&summary);
    for (const struct br_option *option = workload->options; option != NULL && option->name != NULL;
         option++)
        append_option(text, option);
}

static void append_absences(struct br_text *text, const struct br_absence *absence)
{
    for (; absence != NULL && absence->name != NULL; absence++) {
        struct br_text sentence = {0};
        br_text_format(&sentence, "not built in: %s", absence->reason);
        append_row(text, "  ", absence->name, NAME_COLUMN, br_text_string(&sentence));
        br_text_release(&sentence);
    }
}

static void append_modes(struct br_text *text, const struct br_mode *const *modes)
{
    br_text_append(text, "\nModes (--mode)\n");
    for (; *modes != NULL; modes++) {
        append_row(text, "  ", (*modes)->name, NAME_COLUMN, (*modes)->summary);
        const struct br_strategy *first = (*modes)->strategies;
        for (const struct br_strategy *strategy = first; strategy != NULL && strategy->name != NULL;
             strategy++)
            append_row(text, "    --strategy ", strategy->name, OPTION_COLUMN, strategy->summary);
        if (first != NULL)
            br_text_format(text, "    (default: %s)\n", first->name);
    }
}

static void append_passes(struct br_text *text)
{
    br_text_append(text, "\nPasses (--passes)\n");
    for (const struct br_pass *pass = br_passes; pass->name != NULL; pass++) {
        struct br_text summary = {0};
        br_text_append(&summary, pass->summary);
        br_text_append(&summary, pass->by_default ? "" : " (only when named)");
        append_row(text, "  ", pass->name, NAME_COLUMN, br_text_string(&summary));
        br_text_release(&summary);
    }
}

static void append_measures(struct br_text *text, const struct br_measures *measures)
{
    br_text_append(text, "\nMeasures on this machine\n");
    for (size_t i = 0; i < measures->count; i++) {
        const struct br_measure_entry *entry = &measures->items[i];
        const struct br_figure *figure = &entry->availability;
        struct br_text state = {0};
        br_text_append(&state,
                       br_list_is_available(figure) ? "yes" : br_state_names[figure->state]);
        if (figure->source != NULL)
            br_text_format(&state, ", source %s", figure->source);
        if (figure->reason != NULL)
            br_text_format(&state, ": %s", figure->reason);
        append_row(text, "  ", entry->name, MEASURE_COLUMN, br_text_string(&state));
        br_text_release(&state);
    }
}

static void write_text(const struct br_listing *listing, struct br_text *text)
{
    br_text_append(text, "Workloads (--workload) and their options\n");
    for (const struct br_workload *const *at = listing->registry->workloads; *at != NULL; at++) {
        struct br_described described = br_list_describe(*at);
        append_workload(text, &described);
    }
    if (listing->plugin != NULL)
        append_workload(text, listing->plugin);
    append_absences(text, listing->registry->absences);
    append_modes(text, listing->registry->modes);
    append_passes(text);
    append_measures(text, &listing->measures);
}

static int print_listing(const struct br_command_line *line, const struct br_listing *listing,
                         const struct br_invocation *invocation)
{
    struct br_text text = {0};
    if (line->json)
        br_list_write_json(listing, &text);
    else
        write_text(listing, &text);
    return br_cli_print(invocation, &text);
}

int br_command_list(const struct br_command_line *line, const struct br_invocation *invocation)
{
    struct br_listing listing = {.registry = invocation->registry};
    struct br_described described = {0};
    struct br_error error;
    if (line->config.workload != NULL &&
        br_describe(invocation->registry, &line->config, &described, &error) != 0)
        return br_cli_fail(invocation, &error);
    listing.plugin = described.is_plugin ? &described : NULL;
    br_measures_probe(&listing.measures);
    int status = print_listing(line, &listing, invocation);
    br_measures_release(&listing.measures);
    br_described_release(&described);
    return status;
}
