/*
 * A calibration as text for people: what a machine was found to show, cell by cell.
 */
#ifndef BR_REPORT_CALIBRATION_H
#define BR_REPORT_CALIBRATION_H

#include "base/text.h"
#include "model/calibration.h"

void br_report_calibration(const struct br_calibration *calibration, struct br_text *text);

#endif
