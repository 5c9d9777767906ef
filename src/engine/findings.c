/* From the doctor to the model; see findings.h. */
#include "engine/findings.h"

#include "base/text.h"
#include "measure/doctor.h"

enum { STRETCHES = 24 };

_Static_assert((int)BR_DOCTOR_UNKNOWN == (int)BR_FINDING_UNKNOWN &&
                   (int)BR_DOCTOR_OK == (int)BR_FINDING_OK &&
                   (int)BR_DOCTOR_WARNING == (int)BR_FINDING_WARNING &&
                   (int)BR_DOCTOR_SEVERE == (int)BR_FINDING_SEVERE,
               "the doctor's states are the model's");

static void add(struct br_findings *findings, const struct br_doctor_finding *found)
{
    struct br_finding *finding = br_list_append(findings, sizeof *finding);
    finding->name = br_string_copy(found->name);
    finding->value = br_string_copy(found->value);
    finding->state = found->state;
    finding->effect = br_string_copy(found->effect);
    finding->remedy = br_string_copy(found->remedy);
}

/* The clock is probed all along, because it moves with the seconds. */
static void listen(uint64_t listen_ns, double ticks_per_ns, struct br_doctor_facts *facts)
{
    struct br_machine_listener listener;
    br_machine_listen_start(&listener, ticks_per_ns);
    for (int i = 0; i < STRETCHES; i++) {
        br_doctor_facts_probe_clock(facts, ticks_per_ns);
        br_machine_listen(&listener, listen_ns / STRETCHES);
    }
    br_machine_listen_finish(&listener, &facts->floor);
}

void br_findings_read(struct br_environment *environment, uint64_t listen_ns,
                      struct br_machine_floor *floor)
{
    struct br_doctor_facts facts = {
        .build_type = environment->build_type,
        .sanitizer = environment->sanitizer != NULL ? environment->sanitizer : "",
        .tick_source = environment->tick_source,
        .tick_warning = environment->tick_warning,
    };
    struct br_doctor_look before, after;
    struct br_doctor_findings found = {0};
    br_doctor_facts_read(&facts);
    br_doctor_look("", &before);
    listen(listen_ns, environment->ticks_per_ns, &facts);
    br_doctor_look("", &after);
    br_doctor_examine("", &facts, &before, &after, &found);
    for (size_t i = 0; i < found.count; i++)
        add(&environment->findings, &found.items[i]);
    *floor = facts.floor;
    br_doctor_findings_release(&found);
    br_doctor_look_release(&before);
    br_doctor_look_release(&after);
}
