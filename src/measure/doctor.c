/* The doctor's list of findings; see doctor.h. */
#include "measure/doctor.h"

#include <stdarg.h>
#include <stdlib.h>

#include "base/text.h"
#include "measure/doctor_private.h"

void br_doctor_add(struct br_doctor *doctor, const struct br_doctor_topic *topic,
                   enum br_doctor_state state, const char *format, ...)
{
    struct br_doctor_findings *findings = doctor->findings;
    struct br_text value = {0};
    va_list arguments;
    va_start(arguments, format);
    br_text_format_list(&value, format, arguments);
    va_end(arguments);
    struct br_doctor_finding *items =
        realloc(findings->items, (findings->count + 1) * sizeof *items);
    char *taken = br_text_take(&value);
    if (items == NULL || taken == NULL)
        abort();
    items[findings->count++] = (struct br_doctor_finding){.name = topic->name,
                                                          .value = taken,
                                                          .state = state,
                                                          .effect = topic->effect,
                                                          .remedy = topic->remedy};
    findings->items = items;
}

enum br_doctor_state br_doctor_grade(double value, double warning, double severe)
{
    if (value >= severe)
        return BR_DOCTOR_SEVERE;
    return value >= warning ? BR_DOCTOR_WARNING : BR_DOCTOR_OK;
}

void br_doctor_examine(const char *root, const struct br_doctor_facts *facts,
                       const struct br_doctor_look *before, const struct br_doctor_look *after,
                       struct br_doctor_findings *findings)
{
    struct br_doctor doctor = {
        .root = root, .facts = facts, .before = before, .after = after, .findings = findings};
    br_doctor_check_noise(&doctor);
    br_doctor_check_clock(&doctor);
    br_doctor_check_cpu(&doctor);
    br_doctor_check_quota(&doctor);
    br_doctor_check_memory(&doctor);
    br_doctor_check_build(&doctor);
}

void br_doctor_findings_release(struct br_doctor_findings *findings)
{
    for (size_t i = 0; i < findings->count; i++)
        free(findings->items[i].value);
    free(findings->items);
    *findings = (struct br_doctor_findings){0};
}
