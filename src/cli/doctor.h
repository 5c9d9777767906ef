/*
 * What `benchrun doctor` found, and its forms: text for people, and JSON.
 */
#ifndef BR_CLI_DOCTOR_H
#define BR_CLI_DOCTOR_H

#include "base/text.h"
#include "measure/machine.h"
#include "model/profile.h"

struct br_diagnosis {
    struct br_environment environment; /* machine, build and findings */
    struct br_machine_floor floor;     /* the machine's own interruptions */
};

/* Record times that the tick limit is given for; a zero ends them. */
extern const double br_doctor_record_ns[];

/* Appends the gravest findings first with what to do, the interruptions, and a verdict. */
void br_doctor_write_text(const struct br_diagnosis *diagnosis, bool colour, struct br_text *text);

/* Appends a JSON object with machine, findings and interruptions; marks `text` as failed when
 * memory is out. */
void br_doctor_write_json(const struct br_diagnosis *diagnosis, struct br_text *text);

#endif
