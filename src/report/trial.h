/*
 * A trial as text for people: who was measured against whom, and the verdict of each cell with its
 * numbers and its reason.
 */
#ifndef BR_REPORT_TRIAL_H
#define BR_REPORT_TRIAL_H

#include "base/text.h"
#include "model/trial.h"

/* "+0.43 % (-0.20 % to +1.07 %)" of one look; "nothing yet" where it has no estimate. */
void br_report_trial_look(const struct br_trial_look *look, struct br_text *text);

void br_report_trial(const struct br_trial *trial, struct br_text *text);

#endif
