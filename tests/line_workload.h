/*
 * A workload for tests of the harness itself: records are lines, and the first byte of a line says
 * what becomes of it, so that a test writes down what it wants to happen.
 *
 *   !  the framing rejects it (reason 1, "framed-badly"); ends the test if it reaches process
 *   -  process rejects it (reason 2, "refused")
 *   ?  process returns a reason that does not exist
 *   otherwise accepted: witness = its bytes added up, output = its size
 */
#ifndef BR_TESTS_LINE_WORKLOAD_H
#define BR_TESTS_LINE_WORKLOAD_H

#include <benchrun/workload.h>

extern const struct br_workload br_line_workload;         /* splittable */
extern const struct br_workload br_line_workload_in_turn; /* the same as a sequential format */
extern const struct br_workload br_line_workload_batched; /* with process_batch: witness + 1 each */

#endif
