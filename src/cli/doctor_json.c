/* The doctor's findings as JSON. */
#include "cli/doctor.h"

#include <cjson/cJSON.h>

static void add_machine(cJSON *root, const struct br_environment *environment)
{
    static const char *const names[] = {"hostname", "cpu_model", "kernel", "benchrun_version"};
    const char *const values[] = {environment->hostname, environment->cpu_model,
                                  environment->kernel, environment->benchrun_version};
    cJSON *machine = cJSON_AddObjectToObject(root, "machine");
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        struct br_text visible = {0};
        br_text_append_visible(&visible, values[i] != NULL ? values[i] : "");
        cJSON_AddStringToObject(machine, names[i], br_text_string(&visible));
        br_text_release(&visible);
    }
    cJSON_AddNumberToObject(machine, "cpus_online", (double)environment->cpus_online);
    cJSON_AddNumberToObject(machine, "cpus_allowed", (double)environment->cpus_allowed);
}

static void add_findings(cJSON *root, const struct br_findings *findings)
{
    cJSON *list = cJSON_AddArrayToObject(root, "findings");
    for (size_t i = 0; i < findings->count; i++)
        cJSON_AddItemToArray(list, br_shape_to_json(&br_finding_shape, &findings->items[i]));
}

/* The last decade has no end. */
static void add_lengths(cJSON *floor, const struct br_machine_floor *heard)
{
    cJSON *lengths = cJSON_AddArrayToObject(floor, "gaps");
    double from_ns = 1e3;
    for (size_t i = 0; i < BR_MACHINE_GAP_DECADES; i++, from_ns *= 10) {
        cJSON *entry = cJSON_CreateObject();
        cJSON_AddItemToArray(lengths, entry);
        cJSON_AddNumberToObject(entry, "from_ns", from_ns);
        if (i + 1 < BR_MACHINE_GAP_DECADES)
            cJSON_AddNumberToObject(entry, "below_ns", from_ns * 10);
        cJSON_AddNumberToObject(entry, "count", (double)heard->gaps_by_decade[i]);
    }
}

static void add_limits(cJSON *floor, const struct br_machine_floor *heard)
{
    cJSON *limits = cJSON_AddArrayToObject(floor, "tick_limits");
    for (const double *record_ns = br_doctor_record_ns; *record_ns > 0; record_ns++) {
        cJSON *entry = cJSON_CreateObject();
        cJSON_AddItemToArray(limits, entry);
        cJSON_AddNumberToObject(entry, "record_ns", *record_ns);
        cJSON_AddNumberToObject(entry, "quantile", br_machine_tick_limit(heard, *record_ns));
    }
}

static void add_floor(cJSON *root, const struct br_machine_floor *heard)
{
    cJSON *floor = cJSON_AddObjectToObject(root, "interruptions");
    cJSON_AddNumberToObject(floor, "duration_ns", (double)heard->duration_ns);
    cJSON_AddNumberToObject(floor, "gaps_per_s", heard->gaps_per_s);
    cJSON_AddNumberToObject(floor, "gap_ns_p50", heard->gap_ns_p50);
    cJSON_AddNumberToObject(floor, "gap_ns_p99", heard->gap_ns_p99);
    cJSON_AddNumberToObject(floor, "gap_ns_max", heard->gap_ns_max);
    cJSON_AddNumberToObject(floor, "lost_share", heard->lost_share);
    add_lengths(floor, heard);
    add_limits(floor, heard);
}

void br_doctor_write_json(const struct br_diagnosis *diagnosis, struct br_text *text)
{
    cJSON *root = cJSON_CreateObject();
    add_machine(root, &diagnosis->environment);
    add_findings(root, &diagnosis->environment.findings);
    add_floor(root, &diagnosis->floor);
    br_json_append(root, text);
}
