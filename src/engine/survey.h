/*
 * The survey: what an input is, found by framing all of it once, outside any clock.
 */
#ifndef BR_ENGINE_SURVEY_H
#define BR_ENGINE_SURVEY_H

#include "engine/prepare.h"
#include "model/record_facts.h"

/* Fills records, padding, sizes, digest and the cuts for the configuration's sizes. Fails when the
 * input holds no record or when `frame` breaks its contract (records outside the input,
 * overlapping, out of order, no progress, a reason for rejecting that the workload does not have).
 */
int br_survey(const struct br_bench *bench, struct br_input *input, struct br_error *error);

/* Appends for each of `offsets` (ascending) the number of the record, counted from 0, that begins
 * there or is the first behind it. Frames one record at a time, so that what broke beyond an offset
 * need not break again. */
int br_locate(const struct br_bench *bench, const struct br_counts *offsets,
              struct br_counts *indices, struct br_error *error);

/* The record that begins at `offset`, or those that begin next to it: everything in `facts` that
 * framing tells, and the reason for which the framer rejected it. */
int br_locate_record(const struct br_bench *bench, uint64_t offset, struct br_record_facts *facts,
                     uint32_t *reason, struct br_error *error);

#endif
