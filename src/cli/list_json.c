/* The listing as JSON. */
#include "cli/list.h"

#include <cjson/cJSON.h>

#include "engine/pass.h"

static const char *const option_kind_names[] = {
    [BR_OPTION_TEXT] = "text",   [BR_OPTION_CHOICE] = "choice",   [BR_OPTION_COUNT] = "count",
    [BR_OPTION_BYTES] = "bytes", [BR_OPTION_PERCENT] = "percent", [BR_OPTION_FLAG] = "flag",
};

static void add_text(cJSON *object, const char *name, const char *value)
{
    if (value != NULL)
        cJSON_AddStringToObject(object, name, value);
}

static cJSON *add_entry(cJSON *list, const char *name, const char *summary)
{
    cJSON *entry = cJSON_CreateObject();
    cJSON_AddItemToArray(list, entry);
    add_text(entry, "name", name);
    add_text(entry, "summary", summary);
    return entry;
}

void br_list_append_value(struct br_text *text, const struct br_option *option)
{
    static const char *const values[] = {
        [BR_OPTION_TEXT] = "TEXT",   [BR_OPTION_CHOICE] = "",    [BR_OPTION_COUNT] = "N",
        [BR_OPTION_BYTES] = "BYTES", [BR_OPTION_PERCENT] = "P%", [BR_OPTION_FLAG] = "yes|no",
    };
    br_text_append(text, values[option->kind]);
    for (const char *const *choice = option->choices; choice != NULL && *choice != NULL; choice++)
        br_text_format(text, "%s%s", choice == option->choices ? "" : "|", *choice);
}

bool br_list_is_available(const struct br_figure *availability)
{
    return availability->state == BR_STATE_COUNTED || availability->state == BR_STATE_SCALED;
}

static void add_options(cJSON *workload, const struct br_option *option)
{
    cJSON *options = cJSON_AddArrayToObject(workload, "options");
    for (; option != NULL && option->name != NULL; option++) {
        cJSON *entry = add_entry(options, option->name, option->help);
        add_text(entry, "kind", option_kind_names[option->kind]);
        add_text(entry, "default", option->default_value);
        cJSON *choices = option->choices != NULL ? cJSON_AddArrayToObject(entry, "choices") : NULL;
        for (const char *const *choice = option->choices; choice != NULL && *choice != NULL;
             choice++)
            cJSON_AddItemToArray(choices, cJSON_CreateString(*choice));
    }
}

struct br_described br_list_describe(const struct br_workload *workload)
{
    return (struct br_described){.workload = workload,
                                 .generates = workload->generate != NULL,
                                 .splits = workload->split != NULL};
}

static void add_workload(cJSON *workloads, const struct br_described *described)
{
    const struct br_workload *workload = described->workload;
    cJSON *entry = add_entry(workloads, workload->name, workload->summary);
    add_text(entry, "format", workload->format);
    cJSON_AddBoolToObject(entry, "plugin", described->is_plugin);
    cJSON_AddBoolToObject(entry, "generates", described->generates);
    cJSON_AddBoolToObject(entry, "splittable", described->splits);
    add_options(entry, workload->options);
}

static void add_workloads(cJSON *root, const struct br_listing *listing)
{
    cJSON *workloads = cJSON_AddArrayToObject(root, "workloads");
    for (const struct br_workload *const *at = listing->registry->workloads; *at != NULL; at++) {
        struct br_described described = br_list_describe(*at);
        add_workload(workloads, &described);
    }
    if (listing->plugin != NULL)
        add_workload(workloads, listing->plugin);
}

static void add_absences(cJSON *root, const struct br_absence *absence)
{
    cJSON *list = cJSON_AddArrayToObject(root, "not_built_in");
    for (; absence != NULL && absence->name != NULL; absence++) {
        cJSON *entry = add_entry(list, absence->name, NULL);
        cJSON_AddBoolToObject(entry, "workload", absence->is_workload);
        add_text(entry, "reason", absence->reason);
    }
}

static void add_modes(cJSON *root, const struct br_mode *const *modes)
{
    cJSON *list = cJSON_AddArrayToObject(root, "modes");
    for (; *modes != NULL; modes++) {
        cJSON *entry = add_entry(list, (*modes)->name, (*modes)->summary);
        cJSON *strategies = cJSON_AddArrayToObject(entry, "strategies");
        for (const struct br_strategy *strategy = (*modes)->strategies;
             strategy != NULL && strategy->name != NULL; strategy++)
            add_entry(strategies, strategy->name, strategy->summary);
    }
}

static void add_passes(cJSON *root)
{
    cJSON *list = cJSON_AddArrayToObject(root, "passes");
    for (const struct br_pass *pass = br_passes; pass->name != NULL; pass++) {
        cJSON *entry = add_entry(list, pass->name, pass->summary);
        cJSON_AddBoolToObject(entry, "by_default", pass->by_default);
    }
}

static void add_measures(cJSON *root, const struct br_measures *measures)
{
    cJSON *list = cJSON_AddArrayToObject(root, "measures");
    for (size_t i = 0; i < measures->count; i++) {
        const struct br_figure *availability = &measures->items[i].availability;
        cJSON *entry = add_entry(list, measures->items[i].name, NULL);
        add_text(entry, "pass", measures->items[i].pass);
        cJSON_AddBoolToObject(entry, "available", br_list_is_available(availability));
        add_text(entry, "state", br_state_names[availability->state]);
        add_text(entry, "source", availability->source);
        add_text(entry, "reason", availability->reason);
    }
}

void br_list_write_json(const struct br_listing *listing, struct br_text *text)
{
    cJSON *root = cJSON_CreateObject();
    add_workloads(root, listing);
    add_absences(root, listing->registry->absences);
    add_modes(root, listing->registry->modes);
    add_passes(root);
    add_measures(root, &listing->measures);
    br_json_append(root, text);
}
